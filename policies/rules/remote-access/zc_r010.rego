# METADATA
# title: remote access leads from the office to the control level
# description: |
#   A grant of a remote access protocol leads from level 4 or above to level 2 or below.
# custom:
#   id: ZC-R010
#   severity: critical
#   packs: [essential, remote-access, nist-800-82]
#   iec62443: [3-2 ZCR 3.2, 3-3 SR 1.13]
#   attackIcs: [T0886]
#   nist80082: ["5.2.3", AC-17]
#   nercCip: [CIP-005-7 R2.1]
#   why: >-
#     a desktop that an office machine has opened on a station of the plant is a way in for whoever owns the
#     office machine
#   fix: >-
#     let it end at a jump host in the DMZ, and grant the rest of the way from there
package zonewright.rules.zc_r010

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.id in plan.remote_access
	plan.zones[grant.from].level >= 4
	plan.zones[grant.to].level <= 2
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id])
}
