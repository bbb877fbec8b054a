package zonewright.rules.zc_f004_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f004 as rule

test_finds if {
	found := rule.finding with input as fixture.granting("office", "dmz", {"services": [{"transport": "tcp", "from": 0, "to": 65535, "usual": false, "encrypted": false}]})
	fixture.ids(found) == {"c/g"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {})
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"services": [{"transport": "tcp", "from": 5000, "to": 5010, "usual": true, "encrypted": false}]})
	count(found) == 0
}

test_leaves_3 if {
	found := rule.finding with input as fixture.granting("scada", "cell", {"services": [{"transport": "tcp", "from": 9000, "to": 9000, "usual": false, "encrypted": false}]})
	count(found) == 0
}
