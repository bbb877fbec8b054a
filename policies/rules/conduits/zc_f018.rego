# METADATA
# title: looking around is allowed across zones
# description: |
#   A grant from one zone to another is for a protocol of discovery, or covers discovery at a group address.
# custom:
#   id: ZC-F018
#   severity: medium
#   packs: [iec-62443]
#   iec62443: [3-3 SR 5.1]
#   attackIcs: [T0846, M0930]
#   nist80082: ["5.2.3"]
#   why: >-
#     who may ask everybody who they are has a list of targets
#   fix: >-
#     keep such protocols inside of their zone; across zones, name the assets that are asked
package zonewright.rules.zc_f018

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.crossing
	looks_around(grant)
	what := concat("", [plan.leads(grant), " and lets its sources look around by ", grant.protocol.id])
}

looks_around(grant) if grant.protocol.id in {"cdp", "lldp", "llmnr", "mdns", "netbios", "profinet-dcp", "ssdp"}

looks_around(grant) if {
	"discovery" in grant.classes
	grant.destinations.group
}
