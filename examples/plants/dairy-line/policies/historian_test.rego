package plant.allow.historian_test

import data.plant.allow.historian

poll := {
	"source": {"scope": "north", "zone": "dmz", "asset": "historian-1", "class": "historian_server", "labels": []},
	"destination": {
		"scope": "north",
		"zone": "cell-filling",
		"asset": "plc-filler",
		"class": "plc",
		"labels": ["recorded"],
	},
	"service": {"protocol": "modbus", "transport": "tcp", "port": 502},
	"operation": {"class": "read", "code": "3", "name": "read_holding_registers"},
}

test_reads_a_recorded_controller if {
	historian.grant["read-recorded-controllers"] with input as poll
}

test_never_writes if {
	count(historian.grant) == 0 with input as object.union(poll, {"operation": {"class": "write"}})
}

test_leaves_other_controllers_alone if {
	count(historian.grant) == 0 with input as object.union(poll, {"destination": {"labels": []}})
}

test_stays_in_its_scope if {
	count(historian.grant) == 0 with input as object.union(poll, {"source": {"scope": "south"}})
}

test_other_stations_are_not_historians if {
	count(historian.grant) == 0 with input as object.union(poll, {"source": {"class": "jump_server"}})
}
