package zonewright.rules.zc_f006_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f006 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("office", "cell", {"classes": ["read", "write"]})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("dmz", "scada", {"classes": ["program"]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("dmz", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["write"]})
	count(found) == 0
}

test_leaves_3 if {
	found := rule.finding with input as fixture.granting("office", "dmz", {"classes": ["write"]})
	count(found) == 0
}
