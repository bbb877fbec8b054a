package zonewright.rules.zc_f005_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f005 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"every_operation": true})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("cell", "cell", {"every_operation": true})
	count(found) == 0
}

test_leaves_3 if {
	found := rule.finding with input as fixture.granting("scada", "cell", fixture.protocol("ssh"))
	count(found) == 0
}
