package zonewright.rules.zc_f014_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f014 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("cell", "internet", {})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("dmz", "internet", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("cell", "dmz", {})
	count(found) == 0
}
