# METADATA
# title: programs or firmware may be changed at any time
# description: |
#   A grant covers `program` or `firmware` of a plant protocol and asks for no window.
# custom:
#   id: ZC-F007
#   severity: high
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 2.1, 3-3 SR 7.7]
#   attackIcs: [T0843, T0857]
#   nist80082: ["5.2.3"]
#   why: >-
#     nobody is at the machine to notice a program that was changed at night
#   fix: >-
#     write `during` with a maintenance window, or a vendor session
package zonewright.rules.zc_f007

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in input.grants
	grant.protocol.layer == "ot"
	some class in {"firmware", "program"}
	class in grant.classes
	count(grant.windows) == 0
	what := concat("", [plan.leads(grant), " and allows ", class, " at any time"])
}
