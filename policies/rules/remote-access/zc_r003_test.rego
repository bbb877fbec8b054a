package zonewright.rules.zc_r003_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r003 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("vendor", "scada", fixture.protocol("rdp"))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", fixture.protocol("rdp"))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("dmz", "scada", fixture.protocol("ssh"))
	count(found) == 0
}
