package zonewright.rules.zc_r009_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r009 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"windows": [{"id": "acme", "kind": "session"}]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as object.union(fixture.granting("vendor", "dmz", {"windows": [{"id": "acme", "kind": "session"}]}), {"boundaries": [{"id": "fw", "dialect": "nftables", "zones": ["dmz", "vendor"]}]})
	count(found) == 0
}
