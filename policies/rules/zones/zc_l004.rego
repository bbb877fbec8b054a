# METADATA
# title: a zone lacks its characteristics
# description: |
#   ZCR 6.4 asks for the characteristics of every zone. Looks at `owner`, `security-level` and `description`.
# custom:
#   id: ZC-L004
#   severity: low
#   packs: [iec-62443]
#   iec62443: [3-2 ZCR 6.4, 3-2 ZCR 5.6]
#   attackIcs: [M0930]
#   why: >-
#     whoever has to decide about a zone cannot tell who answers for it, what it is for, or how well it must be
#     protected
#   fix: >-
#     write `owner`, `security-level` and `description` of the zone
package zonewright.rules.zc_l004

import data.zonewright.plan

finding contains {"subject": plan.zone_at(zone), "what": what} if {
	some zone in input.zones
	written := {"owner": zone.owner, "security-level": zone.security_level, "description": zone.description}
	missing := sort([key | some key, value in written; value == null])
	count(missing) > 0
	what := concat("", ["zone ", zone.id, " has no ", concat(" and no ", missing)])
}
