# METADATA
# title: BACnet broadcasts may be carried across zones
# description: |
#   A grant of BACnet from one zone to another covers its control operations, among them the registration of
#   foreign devices and the broadcast tables.
# custom:
#   id: ZC-F019
#   severity: high
#   packs: [iec-62443]
#   iec62443: [3-3 SR 5.1]
#   attackIcs: [T0830, T0884]
#   nist80082: ["5.2.3"]
#   why: >-
#     a foreign device that registers receives, and sends, what the whole building hears
#   fix: >-
#     grant `operations: [read]`, and let a BACnet/SC hub or a gateway join the two
package zonewright.rules.zc_f019

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.id == "bacnet"
	carries_broadcasts(grant)
	what := concat("", [plan.leads(grant), " and lets foreign devices register"])
}

carries_broadcasts(grant) if {
	"control" in grant.classes
	count(grant.operations) == 0
}

carries_broadcasts(grant) if {
	some name in grant.operations
	regex.match("foreign_device|broadcast_distribution", name)
}
