package zonewright.keyed_test

import data.zonewright.keyed

endpoint(zone, asset) := {"zone": zone, "asset": asset, "member": true, "cast": "unicast"}

read(first, count) := {
	"source": endpoint("control", "scada"),
	"destination": endpoint("cell", "plc"),
	"service": {"protocol": "modbus", "transport": "tcp", "port": 502},
	"operation": {"class": "read", "code": "3", "name": "read_holding_registers"},
	"object": {"unit": 1, "table": "holding", "first": first, "count": count},
	"windows": [],
}

tables(entry) := {
	"source": {"control": {"scada": "s"}},
	"destination": {"cell": {"plc": "d"}},
	"allow": {"s": {"d": "0"}},
	"services": {"0": {"modbus": {"tcp:502": "0"}, "tcp": {"tcp:8000": "1"}}},
	"ports": {
		"modbus": {"tcp": {"exact": {"502": "tcp:502"}, "ranges": {}}},
		"tcp": {"tcp": {"exact": {}, "ranges": {"31": [{"from": 8000, "to": 8010, "class": "tcp:8000"}]}}},
	},
	"tables": {"0": {"read": {"*": entry}}, "1": {"*": {"*": {"any": [[]]}}}},
}

always := {"any": [[]]}

# Registers 10 to 14 always, 15 to 19 on Sundays.
limited := {
	"any": [],
	"tables": {
		"*": {"units": [], "rest": {"whole": [], "ranges": []}},
		"holding": {
			"units": [{"from": 1, "to": 1, "cell": {"whole": [], "ranges": [
				{"from": 10, "to": 14, "any": [[]]},
				{"from": 15, "to": 19, "any": [["sunday"]]},
			]}}],
			"rest": {"whole": [], "ranges": []},
		},
	},
}

test_covered_without_limits if {
	keyed.covered with data.keyed as tables(always) with input as read(0, 10)
}

test_not_covered_for_another_class if {
	not keyed.covered with data.keyed as tables(always)
		with input as object.union(read(0, 1), {"operation": {"class": "write", "code": "6", "name": "x"}})
}

test_not_covered_from_another_source if {
	not keyed.covered with data.keyed as tables(always)
		with input as object.union(read(0, 1), {"source": endpoint("control", "ews")})
}

test_not_covered_on_another_port if {
	not keyed.covered with data.keyed as tables(always)
		with input as object.union(read(0, 1), {"service": {"port": 503}})
}

test_covered_inside_the_range if {
	keyed.covered with data.keyed as tables(limited) with input as read(10, 5)
}

test_not_covered_across_the_border if {
	not keyed.covered with data.keyed as tables(limited) with input as read(9, 2)
	not keyed.covered with data.keyed as tables(limited) with input as read(14, 2)
}

test_covered_by_two_ranges_together_on_sunday if {
	keyed.covered with data.keyed as tables(limited)
		with input as object.union(read(12, 6), {"windows": ["sunday"]})
}

test_not_covered_for_another_unit if {
	not keyed.covered with data.keyed as tables(limited)
		with input as object.union(read(10, 1), {"object": {"unit": 2}})
}

test_not_covered_without_objects if {
	not keyed.covered with data.keyed as tables(limited)
		with input as object.union(read(10, 1), {"object": {"first": null, "count": null}})
}

test_covered_by_a_grant_on_the_transport if {
	keyed.covered with data.keyed as tables(always)
		with input as object.union(read(0, 1), {
			"service": {"protocol": null, "port": 8005},
			"operation": {"class": "unknown", "code": "?", "name": null},
		})
}

undeclared := {"zone": "control", "asset": null, "member": true, "cast": "unicast"}

everybody := {"zone": "cell", "asset": null, "member": true, "cast": "broadcast"}

test_covered_for_undeclared_members_and_group_addresses if {
	wide := object.union(tables(always), {
		"source": {"control": {"*": "s"}},
		"destination": {"cell": {"~broadcast": "d"}},
	})
	keyed.covered with data.keyed as wide
		with input as object.union(read(0, 1), {"source": undeclared, "destination": everybody})
}

test_not_covered_by_ranges_of_a_table_that_was_not_named if {
	not keyed.covered with data.keyed as tables(limited)
		with input as object.union(read(10, 1), {"object": {"table": null}})
}

test_covered_by_a_unit_without_a_range if {
	unit_only := {"any": [], "tables": {"*": {
		"units": [],
		"rest": {"whole": [["sunday"]], "ranges": []},
	}}}
	keyed.covered with data.keyed as tables(unit_only)
		with input as object.union(read(10, 1), {"windows": ["sunday"]})
	not keyed.covered with data.keyed as tables(unit_only) with input as read(10, 1)
}
