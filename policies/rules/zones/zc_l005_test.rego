package zonewright.rules.zc_l005_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l005 as rule

test_finds if {
	found := rule.finding with input as fixture.plan([fixture.asset("pc", "cell", {"layer": "it", "usual_levels": [4, 5]}), fixture.asset("plc", "cell", {})], [], [])
	fixture.ids(found) == {"cell"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset("pc", "office", {"layer": "it", "usual_levels": [4, 5]}), fixture.asset("plc", "cell", {})], [], [])
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.plan([fixture.asset("ntp", "cell", {"layer": "it", "usual_levels": [3, 3.5, 4]}), fixture.asset("plc", "cell", {})], [], [])
	count(found) == 0
}
