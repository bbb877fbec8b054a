# METADATA
# title: a conduit joins zones of very different security levels
# description: |
#   The SL-T of the two zones of a conduit with grants differ by two or more. What a boundary inspects is not
#   written in a plant, so an inspected conduit is waived.
# custom:
#   id: ZC-F013
#   severity: high
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 5.6, 3-2 ZCR 6.4]
#   attackIcs: [M0930]
#   nist80082: ["5.2.3"]
#   why: >-
#     the weaker zone decides how well the other one is protected
#   fix: >-
#     put a zone in between, or inspect what passes and waive the rule for this conduit with the owner of that
#     inspection
package zonewright.rules.zc_f013

import data.zonewright.plan

finding contains {"subject": {"kind": "conduit", "id": grant.conduit}, "what": what} if {
	some grant in plan.crossing
	low := plan.zones[grant.from]
	high := plan.zones[grant.to]
	abs(low.security_level - high.security_level) >= 2
	what := concat("", ["conduit ", grant.conduit, " joins ", low.id, " and ", high.id, ", whose security levels are two or more apart"])
}
