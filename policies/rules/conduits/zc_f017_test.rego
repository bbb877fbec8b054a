package zonewright.rules.zc_f017_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f017 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("msrpc"), {"services": [{"transport": "tcp", "from": 49152, "to": 65535, "usual": true, "encrypted": false}]}))
	fixture.ids(found) == {"c/g"}
}

test_leaves if {
	found := rule.finding with input as fixture.granting("scada", "cell", object.union(fixture.protocol("msrpc"), {"services": [{"transport": "tcp", "from": 135, "to": 135, "usual": true, "encrypted": false}]}))
	count(found) == 0
}
