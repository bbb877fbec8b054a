# METADATA
# title: Decision
# description: |
#   Whether the allowed set covers a conversation, and by which grants. The entry point of every bundle:
#   `zonewright/decision` gives the answer with the grants behind it, `zonewright/allow` just the answer.
# scope: package
package zonewright

# METADATA
# title: May this conversation take place
# entrypoint: true
default allow := false

allow if decision.allow

# METADATA
# title: The decision with the grants behind it
# description: Grants are in no particular order.
# entrypoint: true
decision := {"allow": true, "grants": internal_grants} if {
	data.zonewright.internal.free
} else := {"allow": true, "grants": data.zonewright.keyed.unlimited} if {
	count(data.zonewright.keyed.unlimited) > 0
} else := {"allow": true, "grants": data.zonewright.keyed.limited} if {
	data.zonewright.keyed.covered
} else := {"allow": true, "grants": data.zonewright.allowlists.granted} if {
	count(data.zonewright.allowlists.granted) > 0
} else := {"allow": false, "grants": set()}

internal_grants := {concat("", ["internal:", input.source.zone])}
