# METADATA
# title: a grant opens a range of ports
# description: |
#   A grant from one zone to another has a range of ports that is not that of its protocol in the catalogue, or
#   all ports.
# custom:
#   id: ZC-F004
#   severity: high
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 5.2, 3-3 SR 7.7]
#   attackIcs: [T0885, M0937]
#   nist80082: ["5.2.3", SC-7]
#   why: >-
#     whatever listens on those ports, now or after the next installation, is reached too
#   fix: >-
#     name the protocol, or the single ports that it listens on
package zonewright.rules.zc_f004

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "ports"), "what": what} if {
	some grant in plan.crossing
	some service in grant.services
	service.transport in {"tcp", "udp"}
	not service.usual
	service.to > service.from
	range := concat("-", [format_int(service.from, 10), format_int(service.to, 10)])
	what := concat("", [plan.leads(grant), " on ", service.transport, " ports ", range])
}
