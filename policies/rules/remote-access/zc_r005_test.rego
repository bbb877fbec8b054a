package zonewright.rules.zc_r005_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_r005 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {"destinations": fixture.end(["b"], {"whole_zone": true})})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("vendor", "dmz", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"destinations": fixture.end(["b"], {"whole_zone": true})})
	count(found) == 0
}
