package zonewright.internal_test

import data.zonewright.internal

member(zone) := {"zone": zone, "member": true}

test_free_between_members_of_a_free_zone if {
	internal.free with data.keyed.free as {"cell": true}
		with input as {"source": member("cell"), "destination": member("cell")}
}

test_not_free_between_zones if {
	not internal.free with data.keyed.free as {"cell": true, "dmz": true}
		with input as {"source": member("cell"), "destination": member("dmz")}
}

test_not_free_in_a_zone_with_grants if {
	not internal.free with data.keyed.free as {}
		with input as {"source": member("cell"), "destination": member("cell")}
}

test_not_free_for_a_stranger if {
	not internal.free with data.keyed.free as {"cell": true}
		with input as {"source": {"zone": "cell", "member": false}, "destination": member("cell")}
}
