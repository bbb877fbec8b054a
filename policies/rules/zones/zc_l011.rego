# METADATA
# title: a zone is flat
# description: |
#   A zone where the process is run has more than fifty assets, or holds assets whose usual levels do not meet.
# custom:
#   id: ZC-L011
#   severity: low
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 3.1, 3-3 SR 5.1]
#   attackIcs: [M0930, T0867]
#   nist80082: ["5.2.3"]
#   why: >-
#     what gets into a flat zone reaches everything in it
#   fix: >-
#     cut it along its machines, or along levels
package zonewright.rules.zc_l011

import data.zonewright.plan

finding contains {"subject": plan.zone_at(zone), "what": what} if {
	some zone in input.zones
	plan.is_ot(zone)
	size := count(plan.members(zone))
	size > 50
	what := concat("", ["zone ", zone.id, " has ", format_int(size, 10), " assets"])
}

finding contains {"subject": plan.zone_at(zone), "what": what} if {
	some zone in input.zones
	plan.is_ot(zone)
	placed := [asset | some asset in plan.members(zone); count(asset.usual_levels) > 0; asset.layer != "boundary"]
	lowest := min({max(asset.usual_levels) | some asset in placed})
	highest := max({min(asset.usual_levels) | some asset in placed})
	highest > lowest
	low := [asset.id | some asset in placed; max(asset.usual_levels) == lowest][0]
	high := [asset.id | some asset in placed; min(asset.usual_levels) == highest][0]
	what := concat("", ["zone ", zone.id, " holds ", low, " and ", high, ", which belong on different levels"])
}
