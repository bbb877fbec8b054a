# METADATA
# title: a way to networks of others ends where the process is run
# description: |
#   A remote access host, a VPN gateway, or an asset labelled `external` or `cloud` lies in a zone where the
#   process is run.
# custom:
#   id: ZC-L009
#   severity: high
#   packs: [iec-62443, remote-access]
#   iec62443: [3-2 ZCR 3.6, 3-3 SR 1.13]
#   attackIcs: [T0822, T0883]
#   nist80082: ["5.2.3"]
#   nercCip: [CIP-005-7 R2.1]
#   why: >-
#     whoever is at the other end of that way is inside at once
#   fix: >-
#     move it to a zone of kind `vendor` or into the DMZ, and grant from there what it needs
package zonewright.rules.zc_l009

import data.zonewright.plan

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	plan.is_ot(zone)
	some asset in plan.members(zone)
	leads_outside(asset)
	what := concat("", [asset.id, " leads to networks of others, and lies in ", zone.id])
}

leads_outside(asset) if asset.class in {"remote_access_host", "vpn_gateway"}

leads_outside(asset) if {
	some label in ["external", "cloud"]
	label in asset.labels
}
