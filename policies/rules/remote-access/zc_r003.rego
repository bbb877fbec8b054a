# METADATA
# title: remote access ends inside the plant
# description: |
#   A grant of a remote access protocol leads from a zone of a vendor or of others to a zone that is no DMZ.
# custom:
#   id: ZC-R003
#   severity: critical
#   packs: [essential, remote-access, cip-005]
#   iec62443: [3-3 SR 1.13, 3-2 ZCR 3.6]
#   attackIcs: [T0886, T0866]
#   nist80082: ["5.2.3", AC-17]
#   nercCip: [CIP-005-7 R2.1]
#   why: >-
#     the session of somebody outside reaches a machine of the process itself, with nothing in between that
#     records or cuts it off
#   fix: >-
#     let it end at a jump host in the DMZ, and grant the rest of the way from there
package zonewright.rules.zc_r003

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "to"), "what": what} if {
	some grant in plan.from_vendors
	grant.protocol.id in plan.remote_access
	plan.is_ot(plan.zones[grant.to])
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id, ", and not to a jump host in the DMZ"])
}
