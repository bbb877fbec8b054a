# METADATA
# title: the process speaks to networks of others
# description: |
#   A grant leads from a zone where the process is run to a zone of kind `external`.
# custom:
#   id: ZC-F014
#   severity: critical
#   packs: [essential, iec-62443, nist-800-82]
#   iec62443: [3-2 ZCR 3.6, 3-3 SR 5.2]
#   attackIcs: [T0883, T0869]
#   nist80082: ["5.2.3", SC-7]
#   nercCip: [CIP-005-7 R1.3]
#   why: >-
#     a way out is a way for orders to come in
#   fix: >-
#     let a relay in the DMZ speak for it
package zonewright.rules.zc_f014

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "to"), "what": what} if {
	some grant in plan.crossing
	plan.is_ot(plan.zones[grant.from])
	plan.zones[grant.to].kind == "external"
	what := plan.leads(grant)
}
