package zonewright.rules.zc_r001_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r001 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", fixture.protocol("ssh"))
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"windows": [{"id": "visit", "kind": "once"}]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"windows": [{"id": "acme", "kind": "session"}]})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("office", "dmz", {})
	count(found) == 0
}
