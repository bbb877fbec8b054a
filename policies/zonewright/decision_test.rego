package zonewright_test

import data.zonewright

stranger := {
	"source": {"zone": null, "asset": null, "member": false, "cast": "unicast"},
	"destination": {"zone": null, "asset": null, "member": false, "cast": "unicast"},
	"service": {"protocol": "modbus", "transport": "tcp", "port": 502},
	"operation": {"class": "read", "code": "3", "name": "read_holding_registers"},
	"object": {"unit": null, "table": null, "first": null, "count": null},
	"windows": [],
}

test_denies_by_default if {
	decision := zonewright.decision with input as stranger
		with data.keyed as {}
		with data.zonewright.allowlists.granted as set()
	decision == {"allow": false, "by": "nothing", "grants": set()}
}

test_says_that_grants_allow if {
	decision := zonewright.decision with input as stranger
		with data.zonewright.keyed.covered as true
		with data.zonewright.allowlists.granted as {"plant.allow.x/y"}
	decision == {"allow": true, "by": "grants", "grants": set()}
}

test_names_the_rego_grants_that_allow if {
	decision := zonewright.decision with input as stranger
		with data.keyed as {}
		with data.zonewright.allowlists.granted as {"plant.allow.x/y"}
	decision == {"allow": true, "by": "allowlists", "grants": {"plant.allow.x/y"}}
}

test_free_traffic_inside_a_zone_is_allowed if {
	decision := zonewright.decision with input as stranger
		with data.zonewright.internal.free as true
		with data.zonewright.allowlists.granted as set()
	decision.by == "internal"
}

test_allow_follows_the_decision if {
	zonewright.allow with data.zonewright.decision as {"allow": true}
	not zonewright.allow with data.zonewright.decision as {"allow": false}
}
