# METADATA
# title: safety is not kept apart
# description: |
#   A safety controller lies outside of a safety zone, a safety zone holds other controllers or stations, or its
#   SL-T is below that of a zone with a conduit to it.
# custom:
#   id: ZC-L006
#   severity: critical
#   packs: [essential, iec-62443]
#   iec62443: [3-2 ZCR 3.3, 3-3 SR 5.1 RE 3]
#   attackIcs: [M0812, T0880, T0837]
#   nist80082: ["5.2.3"]
#   why: >-
#     what stops the process in time must not fall together with what runs it
#   fix: >-
#     give the safety controllers a zone with `safety: true` of their own, whose `security-level` is at least
#     that of its neighbours
package zonewright.rules.zc_l006

import data.zonewright.plan

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	not zone.safety
	some asset in plan.members(zone)
	asset.class == "safety_controller"
	what := concat("", ["safety controller ", asset.id, " lies in ", zone.id, ", which is no safety zone"])
}

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	zone.safety
	some asset in plan.members(zone)
	asset.layer in {"it", "ot_adjacent", "ot", "dmz"}
	not asset.class in {"safety_controller", "field_io", "iiot_sensor"}
	what := concat("", ["safety zone ", zone.id, " holds ", asset.id, ", which is no safety device"])
}

finding contains {"subject": plan.zone_at(zone), "what": what, "related": [plan.zone_at(neighbour)]} if {
	some conduit in input.conduits
	some pair in [[conduit.from, conduit.to], [conduit.to, conduit.from]]
	zone := plan.zones[pair[0]]
	neighbour := plan.zones[pair[1]]
	zone.safety
	zone.security_level < neighbour.security_level
	what := concat("", ["safety zone ", zone.id, " has a lower security level than ", neighbour.id, " beside it"])
}
