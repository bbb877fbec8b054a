package zonewright.rules.zc_r006_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r006 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", fixture.protocol("ike"))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", object.union(fixture.protocol("ike"), {"windows": [{"id": "acme", "kind": "session"}]}))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", fixture.protocol("ssh"))
	count(found) == 0
}
