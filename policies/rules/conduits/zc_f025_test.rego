package zonewright.rules.zc_f025_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f025 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"services": [{"transport": "ethernet", "from": 34962, "to": 34962, "usual": true, "encrypted": false}]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as object.union(fixture.granting("scada", "cell", {"services": [{"transport": "ethernet", "from": 34962, "to": 34962, "usual": true, "encrypted": false}]}), {"boundaries": [{"id": "br", "dialect": "nftables-bridge", "zones": ["cell", "scada"]}]})
	count(found) == 0
}
