package zonewright.rules.zc_f013_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f013 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("office", "safety", {})
	fixture.ids(found) == {"c"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("safety", "internet", {})
	fixture.ids(found) == {"c"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "safety", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.planned([fixture.zone("a", {"security_level": null}), fixture.zone("b", {"security_level": 4})], [], [fixture.grant("c/g", "a", "b", {})], [])
	count(found) == 0
}
