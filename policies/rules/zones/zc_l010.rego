# METADATA
# title: a way from the office to the process leaves the DMZ out
# description: |
#   A chain of grants leads from a zone of the office side, over zones that are no DMZ, to a zone where the process is run. A
#   single step is left to ZC-F010.
# custom:
#   id: ZC-L010
#   severity: critical
#   packs: [essential, iec-62443, nist-800-82, cip-005]
#   iec62443: [3-2 ZCR 3.2, 3-3 SR 5.2]
#   attackIcs: [M0930, T0886]
#   nist80082: ["5.2.3"]
#   nercCip: [CIP-005-7 R1.2]
#   why: >-
#     without a place where both sides meet and where traffic ends, each zone on the way hands over what has reached it
#   fix: >-
#     make a zone of kind `dmz` for historians, jump hosts and relays, and let traffic of both sides end there
package zonewright.rules.zc_l010

import data.zonewright.plan

finding contains {"subject": plan.zone_at(office), "what": what, "related": [plan.zone_at(plan.zones[process])]} if {
	some office in input.zones
	plan.is_it(office)
	process := sort([id |
		some id in graph.reachable(ways, {office.id})
		plan.is_ot(plan.zones[id])
		not id in ways[office.id]
	])[0]
	what := concat("", ["a chain of grants leads from ", office.id, " to ", process, " and leaves the DMZ out"])
}

ways := {zone.id: object.get(next, zone.id, set()) | some zone in input.zones}

next[grant.from] contains grant.to if {
	some grant in plan.crossing
	plan.zones[grant.from].kind != "dmz"
	plan.zones[grant.to].kind != "dmz"
}
