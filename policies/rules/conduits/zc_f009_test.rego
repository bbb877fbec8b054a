package zonewright.rules.zc_f009_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f009 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("dmz", "cell", {})
	fixture.ids(found) == {"c"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("cell", "office", {})
	fixture.ids(found) == {"c"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("dmz", "scada", {})
	count(found) == 0
}
