package zonewright.rules.zc_f011_test

import data.zonewright.fixture_test as fixture
import data.zonewright.rules.zc_f011 as rule

test_finds_1 if {
	found := rule.finding with input as fixture.plan([], [fixture.grant("c/up", "office", "dmz", fixture.protocol("ssh")), fixture.grant("c/down", "dmz", "scada", fixture.protocol("ssh"))], [])
	fixture.ids(found) == {"c/down"}
}

test_finds_2 if {
	found := rule.finding with input as fixture.plan([], [fixture.grant("c/up", "vendor", "dmz", fixture.protocol("rdp")), fixture.grant("c/down", "scada", "dmz", fixture.protocol("rdp"))], [])
	fixture.ids(found) == {"c/down"}
}

test_leaves if {
	found := rule.finding with input as fixture.plan([], [fixture.grant("c/up", "office", "dmz", fixture.protocol("ssh")), fixture.grant("c/down", "dmz", "scada", fixture.protocol("postgresql"))], [])
	count(found) == 0
}
