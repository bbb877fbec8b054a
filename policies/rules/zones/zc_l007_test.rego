package zonewright.rules.zc_l007_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l007 as rule

test_finds if {
	found := rule.finding with input as fixture.plan([fixture.asset("tablet", "cell", {"labels": ["wireless"]})], [], [])
	fixture.ids(found) == {"tablet"}
}

test_leaves if {
	found := rule.finding with input as fixture.planned([fixture.zone("air", {"kind": "wireless"})], [fixture.asset("tablet", "air", {"labels": ["wireless"]})], [], [])
	count(found) == 0
}
