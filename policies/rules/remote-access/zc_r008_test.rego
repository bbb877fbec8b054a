package zonewright.rules.zc_r008_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r008 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("vendor", "cell", {"classes": ["program"]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "cell", {"classes": ["program"], "windows": [{"id": "acme", "kind": "session"}]})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("vendor", "cell", {})
	count(found) == 0
}
