# METADATA
# title: a layer 2 protocol is granted where only routers lead
# description: |
#   A grant from one zone to another is for a protocol without IP, and no bridge of the plant joins the two.
# custom:
#   id: ZC-F025
#   severity: medium
#   packs: [iec-62443]
#   iec62443: [3-3 SR 5.1]
#   attackIcs: [T0830, T0856]
#   nist80082: ["5.2.3"]
#   why: >-
#     the frames never arrive, or arrive over a cable that the plant knows nothing of
#   fix: >-
#     declare the bridge between the two zones as a boundary with `dialect: nftables-bridge`, or remove the
#     grant
package zonewright.rules.zc_f025

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.crossing
	every service in grant.services { service.transport == "ethernet" }
	not has_bridge(grant)
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id, ", which passes no router"])
}

has_bridge(grant) if {
	some boundary in input.boundaries
	boundary.dialect == "nftables-bridge"
	grant.from in boundary.zones
	grant.to in boundary.zones
}
