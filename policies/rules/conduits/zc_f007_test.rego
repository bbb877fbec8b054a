package zonewright.rules.zc_f007_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f007 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["program"]})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("cell", "cell", {"classes": ["firmware"]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["program"], "windows": [{"id": "sunday", "kind": "weekly"}]})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["program.upload"]})
	count(found) == 0
}
