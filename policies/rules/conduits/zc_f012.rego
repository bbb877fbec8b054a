# METADATA
# title: more than reading reaches a safety zone
# description: |
#   A grant from another zone into a safety zone covers more than reading and reports, a protocol that is
#   granted whole, or addresses that nobody has declared.
# custom:
#   id: ZC-F012
#   severity: critical
#   packs: [essential, iec-62443]
#   iec62443: [3-2 ZCR 3.3, 3-3 SR 5.1 RE 3]
#   attackIcs: [T0880, T0837, T0858]
#   nist80082: ["5.2.3"]
#   why: >-
#     the safety functions are changed with a key on site, and by nothing that comes over the network
#   fix: >-
#     grant `read` or `report` of a protocol whose operations are told apart, from declared assets
package zonewright.rules.zc_f012

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in into_safety
	more := sort([class | some class in grant.classes; not class in {"read", "report"}])
	count(more) > 0
	what := concat("", [plan.leads(grant), " and allows ", concat(", ", more)])
}

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in into_safety
	count(grant.classes) == 0
	what := concat("", [plan.leads(grant), " and allows all that ", grant.protocol.id, " can do"])
}

finding contains {"subject": plan.grant_at(grant, "from"), "what": what} if {
	some grant in into_safety
	grant.sources.undeclared
	what := concat("", [plan.leads(grant), " from addresses that nobody has declared"])
}

into_safety := [grant |
	some grant in plan.crossing
	plan.zones[grant.to].safety
]
