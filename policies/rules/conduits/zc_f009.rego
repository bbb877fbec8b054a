# METADATA
# title: a conduit skips a level
# description: |
#   A conduit with grants joins two zones whose levels are two or more apart.
# custom:
#   id: ZC-F009
#   severity: high
#   packs: [nist-800-82]
#   iec62443: [3-2 ZCR 3.1, 3-3 SR 5.1]
#   attackIcs: [M0930]
#   nist80082: ["5.2.3"]
#   why: >-
#     what was to be looked at on the level between is passed by
#   fix: >-
#     let it end on the level between, and grant the rest of the way from there
package zonewright.rules.zc_f009

import data.zonewright.plan

finding contains {"subject": {"kind": "conduit", "id": conduit.id}, "what": what} if {
	some conduit in input.conduits
	carries[[conduit.id, conduit.from, conduit.to]]
	abs(plan.zones[conduit.from].level - plan.zones[conduit.to].level) >= 2
	what := concat("", ["conduit ", conduit.id, " leads from ", conduit.from, " past a level to ", conduit.to])
}

carries contains [grant.conduit, grant.from, grant.to] if some grant in plan.crossing
