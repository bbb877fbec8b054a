# METADATA
# title: a grant is for anybody
# description: |
#   A grant that begins or ends where the process is run covers addresses that no asset declares, or every asset
#   of both zones.
# custom:
#   id: ZC-F003
#   severity: high
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 5.2, 3-3 SR 7.7]
#   attackIcs: [M0937, T0885]
#   nist80082: ["5.2.3", SC-7, AC-4]
#   nercCip: [CIP-005-7 R1.3]
#   why: >-
#     a device that nobody has declared is served like those that are
#   fix: >-
#     name the assets or a class of them on both sides
package zonewright.rules.zc_f003

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, field), "what": what} if {
	some grant in plan.of_ot
	some field, end in {"from": grant.sources, "to": grant.destinations}
	end.undeclared
	what := concat("", [plan.leads(grant), " and covers addresses that nobody has declared"])
}

finding contains {"subject": plan.grant_at(grant, "from"), "what": what} if {
	some grant in plan.of_ot
	grant.sources.whole_zone
	grant.destinations.whole_zone
	what := concat("", [plan.leads(grant), ", between everything that is there"])
}
