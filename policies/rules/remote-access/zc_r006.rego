# METADATA
# title: a tunnel is always open
# description: |
#   A grant of a tunnel protocol from one zone to another asks for no window.
# custom:
#   id: ZC-R006
#   severity: high
#   packs: [remote-access]
#   iec62443: [3-3 SR 2.6, 3-3 SR 5.2]
#   attackIcs: [T0822, M0937]
#   nist80082: [AC-17, SC-7]
#   nercCip: [CIP-005-7 R2.5]
#   why: >-
#     what comes out of a tunnel is inside, at any hour and whoever is at the other end
#   fix: >-
#     give the tunnel a window or a vendor session, and let it end in the DMZ
package zonewright.rules.zc_r006

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "during"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.id in {"geneve", "gre", "ike", "ip-in-ip", "vxlan"}
	count(grant.windows) == 0
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id, " at any time"])
}
