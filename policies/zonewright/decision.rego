# METADATA
# title: Decision
# description: |
#   Whether the allowed set covers a conversation. The entry points of every bundle: `zonewright/allow` gives the
#   answer, `zonewright/decision` also says what it rests on.
# scope: package
package zonewright

# METADATA
# title: May this conversation take place
# entrypoint: true
default allow := false

allow if decision.allow

# METADATA
# title: The decision and what it rests on
# description: |
#   `by` is `grants` for grants written in YAML (the plan says which), `allowlists` for Rego grants, whose names are in
#   `grants` in no particular order, `internal` for traffic inside a free zone, and `nothing` for a denial.
# entrypoint: true
decision := {"allow": true, "by": "internal", "grants": set()} if {
	data.zonewright.internal.free
} else := {"allow": true, "by": "grants", "grants": set()} if {
	data.zonewright.keyed.covered
} else := {"allow": true, "by": "allowlists", "grants": data.zonewright.allowlists.granted} if {
	count(data.zonewright.allowlists.granted) > 0
} else := {"allow": false, "by": "nothing", "grants": set()}
