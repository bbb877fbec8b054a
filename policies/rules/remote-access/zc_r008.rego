# METADATA
# title: a vendor may program outside of a window
# description: |
#   A grant from a zone of a vendor or of others covers `program` or `firmware`, or anything on a bare
#   transport, and asks for no window.
# custom:
#   id: ZC-R008
#   severity: high
#   packs: [remote-access]
#   iec62443: [3-3 SR 2.1, 3-3 SR 1.13]
#   attackIcs: [T0843, T0822]
#   nist80082: [AC-17]
#   why: >-
#     a program that is changed from afar, when nobody is at the machine, is found out by an accident
#   fix: >-
#     write `during` with a maintenance window or a vendor session
package zonewright.rules.zc_r008

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in plan.from_vendors
	some class in {"firmware", "program"}
	class in grant.classes
	count(grant.windows) == 0
	what := concat("", [plan.leads(grant), " and allows ", class, " at any time"])
}
