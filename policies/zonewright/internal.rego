# METADATA
# title: Traffic inside a zone
# description: |
#   Members of a zone with `internal: free` may talk to one another; such traffic is only counted.
# scope: package
package zonewright.internal

# METADATA
# title: Both ends are members of one free zone
free if {
	data.keyed.free[input.source.zone]
	input.source.zone == input.destination.zone
	input.source.member
	input.destination.member
}
