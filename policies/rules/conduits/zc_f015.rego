# METADATA
# title: remote work and files pass in the clear
# description: |
#   A grant that begins or ends where the process is run is for telnet, ftp, tftp, rsh, http or vnc.
# custom:
#   id: ZC-F015
#   severity: high
#   packs: [iec-62443, nist-800-82]
#   iec62443: [3-3 SR 4.1, 3-3 SR 7.7]
#   attackIcs: [T0869, T0885]
#   nist80082: ["5.2.3"]
#   why: >-
#     passwords and programs can be read, and changed, on the way
#   fix: >-
#     use SSH, SFTP or HTTPS, or a gateway that speaks them for the device
package zonewright.rules.zc_f015

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what} if {
	some grant in plan.of_ot
	grant.protocol.id in {"ftp", "http", "rsh", "telnet", "tftp", "vnc"}
	what := concat("", [plan.leads(grant), " by ", grant.protocol.id, ", which is not encrypted"])
}
