# METADATA
# title: office and process speak past the DMZ
# description: |
#   A grant leads from the office side to a zone where the process is run, or back.
# custom:
#   id: ZC-F010
#   severity: critical
#   packs: [essential, iec-62443, nist-800-82, cip-005]
#   iec62443: [3-2 ZCR 3.2, 3-3 SR 5.2]
#   attackIcs: [T0886, M0930]
#   nist80082: ["5.2.3"]
#   nercCip: [CIP-005-7 R1.2]
#   why: >-
#     traffic between the two is meant to end in the DMZ, where it can be looked at and cut off
#   fix: >-
#     let it end at a server in the DMZ, and grant the rest of the way to that server only
package zonewright.rules.zc_f010

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, null), "what": what} if {
	some grant in plan.crossing
	some pair in [[grant.from, grant.to], [grant.to, grant.from]]
	plan.is_it(plan.zones[pair[0]])
	plan.is_ot(plan.zones[pair[1]])
	what := concat("", [plan.leads(grant), " past the DMZ"])
}
