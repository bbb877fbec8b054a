package zonewright.rules.zc_l010_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l010 as rule

test_finds if {
	grants := [fixture.grant("c/up", "office", "vendor", {}), fixture.grant("c/down", "vendor", "cell", {})]
	found := rule.finding with input as fixture.plan([], grants, [])
	fixture.ids(found) == {"office"}
}

test_leaves_what_ends_in_the_dmz if {
	grants := [fixture.grant("c/up", "office", "dmz", {}), fixture.grant("c/down", "dmz", "cell", {})]
	found := rule.finding with input as fixture.plan([], grants, [])
	count(found) == 0
}

test_leaves_a_single_step if {
	found := rule.finding with input as fixture.granting("office", "cell", {})
	count(found) == 0
}

test_leaves_the_way_back if {
	grants := [fixture.grant("c/up", "vendor", "office", {}), fixture.grant("c/down", "cell", "vendor", {})]
	found := rule.finding with input as fixture.plan([], grants, [])
	count(found) == 0
}
