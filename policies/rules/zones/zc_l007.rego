# METADATA
# title: wireless devices share a zone with wired ones
# description: |
#   An asset labelled `wireless` lies in a zone of another kind.
# custom:
#   id: ZC-L007
#   severity: high
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 3.5]
#   attackIcs: [M0930, T0860]
#   nist80082: ["5.2.3"]
#   why: >-
#     a radio network reaches past the fence, so whoever joins it must not be inside of a wired zone
#   fix: >-
#     put what is labelled `wireless` into a zone of kind `wireless`
package zonewright.rules.zc_l007

import data.zonewright.plan

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	zone.kind != "wireless"
	some asset in plan.members(zone)
	"wireless" in asset.labels
	what := concat("", ["wireless ", asset.id, " lies in ", zone.id, ", which is no zone of kind wireless"])
}
