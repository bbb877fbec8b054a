package zonewright.rules.zc_r010_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r010 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("office", "scada", fixture.protocol("rdp"))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("office", "dmz", fixture.protocol("rdp"))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("office", "scada", fixture.protocol("https"))
	count(found) == 0
}
