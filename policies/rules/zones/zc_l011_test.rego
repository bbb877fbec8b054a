package zonewright.rules.zc_l011_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l011 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset(id, "cell", {}) | some n in numbers.range(1, 51); id := format_int(n, 10)], [], [])
	fixture.ids(found) == {"cell"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.plan([fixture.asset("plc", "cell", {}), fixture.asset("scada", "cell", {"usual_levels": [2, 3]})], [], [])
	fixture.ids(found) == {"cell"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([fixture.asset("plc", "cell", {}), fixture.asset("panel", "cell", {"usual_levels": [1, 2]}), fixture.asset("fw", "cell", {"layer": "boundary", "usual_levels": [3]})], [], [])
	count(found) == 0
}
