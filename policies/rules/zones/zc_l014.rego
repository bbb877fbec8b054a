# METADATA
# title: an asset lies on a level where its class does not belong
# description: |
#   The level of its zone lies outside of the usual levels of its class.
# custom:
#   id: ZC-L014
#   severity: medium
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 3.1]
#   attackIcs: [M0930]
#   nist80082: ["5.2.3"]
#   why: >-
#     grants and rules that go by level judge it wrongly
#   fix: >-
#     move the asset to a zone of its level, or correct its class or the level of the zone
package zonewright.rules.zc_l014

import data.zonewright.plan

finding contains {"subject": {"kind": "asset", "id": asset.id}, "what": what} if {
	some zone in input.zones
	some asset in plan.members(zone)
	asset.layer != "boundary"
	count(asset.usual_levels) > 0
	is_elsewhere(zone.level, asset.usual_levels)
	what := concat("", [asset.id, " is a ", asset.class, ", which does not belong on the level of ", zone.id])
}

is_elsewhere(level, usual) if level < min(usual)

is_elsewhere(level, usual) if level > max(usual)
