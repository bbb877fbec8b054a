package zonewright.rules.zc_l006_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l006 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset("sis", "cell", {"class": "safety_controller"})], [], [])
	fixture.ids(found) == {"sis"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.plan([fixture.asset("plc", "safety", {})], [], [])
	fixture.ids(found) == {"plc"}
}

test_finds_3 if {
	found := rule.finding with input as object.union(fixture.granting("cell", "safety", {}), {"zones": [fixture.zone("cell", {}), fixture.zone("safety", {"safety": true, "security_level": 1})]})
	fixture.ids(found) == {"safety"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([fixture.asset("sis", "safety", {"class": "safety_controller"}), fixture.asset("valve", "safety", {"class": "field_io"})], [fixture.grant("c/g", "scada", "safety", {})], [])
	count(found) == 0
}
