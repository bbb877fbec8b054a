# METADATA
# title: the plan, in words that rules need
# description: |
#   Which side of the DMZ a zone is on, what a grant crosses, and how a rule says what it has found. `input` is the plan as
#   `schemas/rule-input.schema.json` describes it.
package zonewright.plan

# METADATA
# title: zones by id
zones[zone.id] := zone if some zone in input.zones

# METADATA
# title: assets by id
assets[asset.id] := asset if some asset in input.assets

# METADATA
# title: assets of a zone
members(zone) := [assets[id] | some id in object.get(ids_in, zone.id, [])]

ids_in[zone] contains asset.id if {
	some asset in input.assets
	some zone in asset.zones
}

# METADATA
# title: the office side, and networks of others
is_it(zone) if zone.level >= 4

is_it(zone) if zone.kind in {"enterprise", "external"}

# METADATA
# title: where the process is run
is_ot(zone) if {
	zone.level <= 3
	not zone.kind in {"enterprise", "external", "vendor", "dmz"}
}

# METADATA
# title: grants from one zone to another
# description: Lists and no sets, here and in rules, so that nothing has to be compared with all that was found before.
crossing := [grant |
	some grant in input.grants
	grant.from != grant.to
]

# METADATA
# title: crossing grants that begin or end where the process is run
of_ot := [grant |
	some grant in crossing
	touches_ot(grant)
]

touches_ot(grant) if is_ot(zones[grant.from])

touches_ot(grant) if is_ot(zones[grant.to])

# METADATA
# title: crossing grants from zones of vendors and of others
from_vendors := [grant |
	some grant in crossing
	zones[grant.from].kind in {"vendor", "external"}
]

# METADATA
# title: operation classes that change a process or a device
changing := {"control", "firmware", "program", "write"}

# METADATA
# title: protocols by which somebody works at another machine
remote_access := {"anydesk", "rdp", "rsh", "screenconnect", "ssh", "teamviewer", "telnet", "vnc", "winrm"}

# METADATA
# title: a grant as what a finding is about
grant_at(grant, field) := {"kind": "grant", "id": grant.id, "field": field}

# METADATA
# title: a zone as what a finding is about
zone_at(zone) := {"kind": "zone", "id": zone.id}

# METADATA
# title: as `grant a/b leads from office to cell`
leads(grant) := concat("", ["grant ", grant.id, " leads from ", grant.from, " to ", grant.to])
