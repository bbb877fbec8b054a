package zonewright.rules.zc_f003_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f003 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("office", "cell", {"sources": fixture.end([], {"undeclared": true})})
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"sources": fixture.end(["a"], {"whole_zone": true}), "destinations": fixture.end(["b"], {"whole_zone": true})})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("office", "dmz", {"sources": fixture.end([], {"undeclared": true})})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"sources": fixture.end(["a"], {"whole_zone": true})})
	count(found) == 0
}
