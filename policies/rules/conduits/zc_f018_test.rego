package zonewright.rules.zc_f018_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f018 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", fixture.protocol("mdns"))
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["discovery"], "destinations": fixture.end([], {"group": true})})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"classes": ["discovery"]})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("cell", "cell", fixture.protocol("lldp"))
	count(found) == 0
}
