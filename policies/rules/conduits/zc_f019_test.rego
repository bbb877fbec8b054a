package zonewright.rules.zc_f019_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f019 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("bacnet"), {"classes": ["control", "read"]}))
	fixture.ids(found) == {"c/g"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("bacnet"), {"classes": ["control"], "operations": ["register_foreign_device"]}))
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("bacnet"), {"classes": ["read"]}))
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("bacnet"), {"classes": ["control"], "operations": ["reinitialize_device"]}))
	count(found) == 0
}
