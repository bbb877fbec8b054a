package zonewright.rules.zc_l009_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_l009 as rule

test_finds if {
	found := rule.finding with input as fixture.plan([fixture.asset("vpn", "cell", {"class": "vpn_gateway"}), fixture.asset("drive", "cell", {"labels": ["cloud"]})], [], [])
	fixture.ids(found) == {"drive", "vpn"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([fixture.asset("vpn", "vendor", {"class": "vpn_gateway"}), fixture.asset("jump", "dmz", {"class": "remote_access_host"})], [], [])
	count(found) == 0
}
