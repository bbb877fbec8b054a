# METADATA
# title: remote procedure calls open thousands of ports
# description: |
#   A grant of `msrpc` or `opc-classic` from one zone to another covers the dynamic ports.
# custom:
#   id: ZC-F017
#   severity: high
#   packs: [nist-800-82]
#   iec62443: [3-3 SR 5.2, 3-3 SR 7.7]
#   attackIcs: [T0886, M0937]
#   nist80082: ["5.2.3"]
#   why: >-
#     DCOM agrees on its ports at run time, so a packet filter has to open all of them
#   fix: >-
#     use OPC UA, or end DCOM at a gateway in its own zone
package zonewright.rules.zc_f017

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.crossing
	grant.protocol.id in {"msrpc", "opc-classic"}
	some service in grant.services
	service.to - service.from > 100
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id, " with all of its dynamic ports"])
}
