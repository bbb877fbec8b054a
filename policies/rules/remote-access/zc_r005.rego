# METADATA
# title: a vendor reaches a whole zone
# description: |
#   A grant from a zone of a vendor or of others is for every asset of a zone, for addresses that nobody has
#   declared, or for a group address.
# custom:
#   id: ZC-R005
#   severity: high
#   packs: [remote-access]
#   iec62443: [3-3 SR 2.1, 3-3 SR 7.7]
#   attackIcs: [T0886, T0867]
#   nist80082: [AC-17]
#   nercCip: [CIP-005-7 R2.1]
#   why: >-
#     support for one machine is no reason to see its neighbours
#   fix: >-
#     name the assets that the vendor looks after under `to`
package zonewright.rules.zc_r005

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "to"), "what": what} if {
	some grant in plan.from_vendors
	some reach in [grant.destinations.whole_zone, grant.destinations.undeclared, grant.destinations.group]
	reach
	what := concat("", [plan.leads(grant), " and reaches all of it"])
}
