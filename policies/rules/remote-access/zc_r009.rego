# METADATA
# title: a vendor session cannot be cut off
# description: |
#   A grant during a vendor session joins two zones, and no boundary of the plant lies between them.
# custom:
#   id: ZC-R009
#   severity: medium
#   packs: [remote-access, cip-005]
#   iec62443: [3-3 SR 2.6]
#   attackIcs: [T0822, M0937]
#   nist80082: [AC-17]
#   nercCip: [CIP-005-7 R2.5]
#   why: >-
#     a session that no boundary enforces goes on when it is closed
#   fix: >-
#     declare the boundary between the two zones, so that `zonewright session close` ends it there
package zonewright.rules.zc_r009

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "during"), "what": what} if {
	some grant in plan.crossing
	some window in grant.windows
	window.kind == "session"
	not is_bounded(grant)
	what := concat("", [plan.leads(grant), " during ", window.id, ", and no boundary lies between"])
}

is_bounded(grant) if {
	some boundary in input.boundaries
	grant.from in boundary.zones
	grant.to in boundary.zones
}
