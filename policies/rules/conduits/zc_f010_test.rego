package zonewright.rules.zc_f010_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f010 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("office", "cell", {})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("scada", "office", {})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("office", "dmz", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("dmz", "scada", {})
	count(found) == 0
}
