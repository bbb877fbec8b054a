# METADATA
# title: a protocol of the plant floor is open with all that it can do
# description: |
#   A grant from one zone to another covers every operation of a protocol whose operations are told apart.
# custom:
#   id: ZC-F005
#   severity: high
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 5.2, 3-3 SR 7.7]
#   attackIcs: [M0807, T0855]
#   nist80082: ["5.2.3"]
#   why: >-
#     who was meant to read can write, program and stop the device too
#   fix: >-
#     write `operations`, such as `[read]`
package zonewright.rules.zc_f005

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.layer == "ot"
	grant.protocol.has_operations
	grant.every_operation
	what := concat("", [plan.leads(grant), " and covers all that ", grant.protocol.id, " can do"])
}
