package zonewright.rules.zc_l004_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l004 as rule

test_finds if {
	found := rule.finding with input as fixture.planned([fixture.zone("z", {"owner": null, "description": null})], [], [], [])
	fixture.ids(found) == {"z"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([], [], [])
	count(found) == 0
}
