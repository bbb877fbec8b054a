package zonewright.rules.zc_f015_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f015 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", fixture.protocol("telnet"))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", fixture.protocol("ssh"))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("office", "dmz", fixture.protocol("http"))
	count(found) == 0
}
