package zonewright.fixture_test

# A plant with a zone of each sort; tests write what they are about.

zones := [
	zone("internet", {"level": 5, "kind": "external", "security_level": 0}),
	zone("office", {"level": 4, "kind": "enterprise", "security_level": 1}),
	zone("dmz", {"level": 3.5, "kind": "dmz"}),
	zone("vendor", {"level": 3.5, "kind": "vendor"}),
	zone("scada", {"level": 2, "kind": "control"}),
	zone("cell", {"level": 1, "kind": "cell"}),
	zone("safety", {"level": 1, "kind": "safety", "security_level": 3, "safety": true}),
]

zone(id, changes) := object.union(
	{
		"id": id,
		"scope": "site",
		"level": 1,
		"kind": "cell",
		"networks": [],
		"owner": "operations",
		"security_level": 2,
		"safety": false,
		"members": "declared",
		"internal": "granted",
		"labels": [],
		"description": "a zone",
	},
	changes,
)

asset(id, zone_id, changes) := object.union(
	{
		"id": id,
		"zones": [zone_id],
		"class": "plc",
		"layer": "ot",
		"usual_levels": [1],
		"agent": "no",
		"vendor": null,
		"model": null,
		"firmware": null,
		"owner": null,
		"labels": [],
	},
	changes,
)

grant(id, from, to, changes) := object.union(
	{
		"id": id,
		"conduit": "c",
		"from": from,
		"to": to,
		"sources": end(["a"], {}),
		"destinations": end(["b"], {}),
		"protocol": {"id": "modbus", "layer": "ot", "has_operations": true},
		"services": [{"transport": "tcp", "from": 502, "to": 502, "usual": true, "encrypted": false}],
		"classes": ["read"],
		"operations": [],
		"every_operation": false,
		"limited_objects": false,
		"windows": [],
		"expires": null,
		"owner": "operations",
		"reason": "because",
		"ticket": null,
	},
	changes,
)

end(assets, changes) := object.union({"assets": assets, "undeclared": false, "group": false, "whole_zone": false}, changes)

protocol(id) := {"protocol": {"id": id, "layer": "dmz", "has_operations": false}, "classes": [], "every_operation": true}

plan(assets, grants, boundaries) := planned(zones, assets, grants, boundaries)

planned(some_zones, assets, grants, boundaries) := {
	"plant": "p",
	"today": "2026-11-25",
	"zones": some_zones,
	"assets": assets,
	"conduits": [conduit |
		some each in grants
		conduit := {"id": each.conduit, "from": each.from, "to": each.to, "owner": "operations", "allowlists": []}
	],
	"grants": grants,
	"boundaries": boundaries,
}

# A plan with one grant.
granting(from, to, changes) := plan([], [grant("c/g", from, to, changes)], [])

# Ids of what a rule has found.
ids(findings) := {finding.subject.id | some finding in findings}
