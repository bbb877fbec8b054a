package zonewright.rules.zc_l008_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l008 as rule

test_finds if {
	found := rule.finding with input as fixture.plan([fixture.asset("one", "cell", {"class": "laptop"}), fixture.asset("two", "cell", {"labels": ["transient"]})], [], [])
	fixture.ids(found) == {"one", "two"}
}

test_leaves_1 if {
	found := rule.finding with input as fixture.plan([fixture.asset("one", "office", {"class": "laptop"})], [], [])
	count(found) == 0
}

test_leaves_2 if {
	found := rule.finding with input as fixture.planned([fixture.zone("visit", {"kind": "transient"})], [fixture.asset("one", "visit", {"class": "laptop"})], [], [])
	count(found) == 0
}
