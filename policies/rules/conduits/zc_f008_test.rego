package zonewright.rules.zc_f008_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f008 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset("a", "scada", {"class": null})], [fixture.grant("c/g", "scada", "cell", {"classes": ["program"]}), fixture.grant("c/h", "scada", "cell", {"classes": ["program", "read"], "every_operation": true})], [])
	fixture.ids(found) == {"c/g", "c/h"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("office", "cell", {"classes": ["program"], "sources": fixture.end([], {"undeclared": true})})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset("a", "scada", {"class": "engineering_workstation"})], [fixture.grant("c/g", "scada", "cell", {"classes": ["program"]})], [])
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.plan([fixture.asset("a", "cell", {})], [fixture.grant("c/g", "cell", "cell", {"classes": ["program"], "every_operation": true})], [])
	count(found) == 0
}
