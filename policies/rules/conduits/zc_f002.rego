# METADATA
# title: a grant does not say why, or who answers for it
# description: |
#   A grant from one zone to another has no reason or no owner, of its own or of its conduit.
# custom:
#   id: ZC-F002
#   severity: medium
#   packs: [cip-005, iec-62443]
#   iec62443: [3-3 SR 5.2 RE 1]
#   attackIcs: [M0937]
#   nist80082: ["5.2.3"]
#   nercCip: [CIP-005-7 R1.3]
#   why: >-
#     CIP-005 asks for the reason of every access permission; without it nobody can take one back
#   fix: >-
#     write `reason` and `owner` of the grant or of its conduit
package zonewright.rules.zc_f002

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, null), "what": what} if {
	some grant in plan.crossing
	missing := sort([key | some key, value in {"reason": grant.reason, "owner": grant.owner}; value == null])
	count(missing) > 0
	what := concat("", ["grant ", grant.id, " has no ", concat(" and no ", missing)])
}
