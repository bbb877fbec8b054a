package zonewright.rules.zc_f016_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f016 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("snmp"), {"classes": ["read", "write"]}))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("snmp"), {"classes": ["read"]}))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("cell", "cell", object.union(fixture.protocol("snmp"), {"classes": ["write"]}))
	count(found) == 0
}
