# METADATA
# title: a vendor comes in without a session
# description: |
#   A grant from a zone of a vendor or of others asks for no vendor session.
# custom:
#   id: ZC-R001
#   severity: high
#   packs: [remote-access, cip-005]
#   iec62443: [3-3 SR 2.6, 3-3 SR 1.13]
#   attackIcs: [T0822, T0859]
#   nist80082: [AC-17]
#   nercCip: [CIP-005-7 R2.4]
#   why: >-
#     nobody opens it, so nobody knows who is there now, and nobody ends it
#   fix: >-
#     write a window with `session: {longest: 8h}` and name it under `during`; `zonewright session open` opens
#     it
package zonewright.rules.zc_r001

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "during"), "what": what} if {
	some grant in plan.from_vendors
	not by_session(grant)
	what := concat("", [plan.leads(grant), " without a vendor session"])
}

by_session(grant) if {
	some window in grant.windows
	window.kind == "session"
}
