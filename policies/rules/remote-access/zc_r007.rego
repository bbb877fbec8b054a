# METADATA
# title: access of a vendor has no end
# description: |
#   A grant from a zone of a vendor or of others has no last day, and no window that happens once or is a
#   session.
# custom:
#   id: ZC-R007
#   severity: medium
#   packs: [remote-access, cip-005]
#   iec62443: [3-3 SR 2.6]
#   attackIcs: [T0859, M0936]
#   nist80082: [AC-17]
#   nercCip: [CIP-005-7 R2.5]
#   why: >-
#     it outlives the contract, and the people who knew of it
#   fix: >-
#     write `expires`, or let a window that happens once or a vendor session end it
package zonewright.rules.zc_r007

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "expires"), "what": what} if {
	some grant in plan.from_vendors
	grant.expires == null
	not ends(grant)
	what := concat("", [plan.leads(grant), " and never ends"])
}

ends(grant) if {
	some window in grant.windows
	window.kind in {"once", "session"}
}
