package zonewright.rules.zc_r007_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r007 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"windows": [{"id": "sunday", "kind": "weekly"}]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"expires": "2027-03-31"})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"windows": [{"id": "acme", "kind": "session"}]})
	count(found) == 0
}

test_leaves_3 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}
