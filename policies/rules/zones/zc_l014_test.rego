package zonewright.rules.zc_l014_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l014 as rule

test_finds if {
	found := rule.finding with input as fixture.plan([fixture.asset("plc", "office", {}), fixture.asset("pc", "cell", {"class": "office_pc", "layer": "it", "usual_levels": [4, 5]})], [], [])
	fixture.ids(found) == {"pc", "plc"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([fixture.asset("plc", "cell", {}), fixture.asset("fw", "office", {"layer": "boundary"}), fixture.asset("x", "office", {"usual_levels": []})], [], [])
	count(found) == 0
}
