# METADATA
# title: office and process share a zone
# description: |
#   A zone has assets of a class that belongs on level 4 or above, and assets of a class that belongs on level 3
#   or below.
# custom:
#   id: ZC-L005
#   severity: critical
#   packs: [essential, iec-62443, nist-800-82]
#   iec62443: [3-2 ZCR 3.2, 3-3 SR 5.1]
#   attackIcs: [M0930, T0886]
#   nist80082: ["5.2.3"]
#   nercCip: [CIP-005-7 R1.1]
#   why: >-
#     whoever takes over the office machine stands beside the controller, with no boundary in between
#   fix: >-
#     give the office machines a zone of their own, and let them meet the process in the DMZ
package zonewright.rules.zc_l005

import data.zonewright.plan

finding contains {"subject": plan.zone_at(zone), "what": what, "related": [{"kind": "asset", "id": office.id}]} if {
	some zone in input.zones
	office := [asset | some asset in plan.members(zone); asset.layer == "it"; min(asset.usual_levels) >= 4][0]
	process := [asset |
		some asset in plan.members(zone)
		asset.layer in {"ot", "ot_adjacent"}
		max(asset.usual_levels) <= 3
	][0]
	what := concat("", ["zone ", zone.id, " holds ", office.id, ", an office machine, beside ", process.id])
}
