package zonewright.rules.zc_f012_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f012 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("scada", "safety", {"classes": ["read", "write"]})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("scada", "safety", fixture.protocol("ssh"))
	fixture.ids(found) == {"c/g"}
}

test_finds_3 if {
	found := rule.finding with input as fixture.granting("scada", "safety", {"sources": fixture.end([], {"undeclared": true})})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "safety", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("safety", "safety", {"classes": ["write"]})
	count(found) == 0
}

test_leaves_3 if {
	found := rule.finding with input as fixture.granting("safety", "scada", {"classes": ["write"]})
	count(found) == 0
}
