# METADATA
# title: settings may be written by SNMP
# description: |
#   A grant of SNMP from one zone to another covers writing.
# custom:
#   id: ZC-F016
#   severity: medium
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 7.6, 3-3 SR 7.7]
#   attackIcs: [T0838, M0937]
#   nist80082: ["5.2.3"]
#   why: >-
#     SNMP before version 3 has no password that is worth the name
#   fix: >-
#     grant `operations: [read, report]`
package zonewright.rules.zc_f016

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.id == "snmp"
	"write" in grant.classes
	what := concat("", [plan.leads(grant), " and lets settings be written by SNMP"])
}
