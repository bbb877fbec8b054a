# METADATA
# title: a device that comes and goes has no zone of its own
# description: |
#   A laptop, or an asset labelled `transient`, lies in a zone where the process is run that is not of kind
#   `transient`.
# custom:
#   id: ZC-L008
#   severity: medium
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 3.4]
#   attackIcs: [T0864, M0930]
#   nist80082: ["5.2.3"]
#   why: >-
#     a laptop brings along what it has met elsewhere, past every boundary
#   fix: >-
#     put laptops and what is labelled `transient` into a zone of kind `transient`, with grants for what they
#     are brought for
package zonewright.rules.zc_l008

import data.zonewright.plan

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	plan.is_ot(zone)
	zone.kind != "transient"
	some asset in plan.members(zone)
	comes_and_goes(asset)
	what := concat("", [asset.id, " comes and goes, and lies in ", zone.id])
}

comes_and_goes(asset) if asset.class == "laptop"

comes_and_goes(asset) if "transient" in asset.labels
