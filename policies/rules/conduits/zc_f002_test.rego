package zonewright.rules.zc_f002_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f002 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"reason": null})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("cell", "cell", {"owner": null})
	count(found) == 0
}
