# METADATA
# title: the process is changed from above the control level
# description: |
#   A grant from above level 3 to a zone where the process is run covers writing, control, programs or firmware.
# custom:
#   id: ZC-F006
#   severity: critical
#   packs: [essential, iec-62443, nist-800-82]
#   iec62443: [3-2 ZCR 3.2, 3-3 SR 2.1]
#   attackIcs: [T0836, T0843, T0858]
#   nist80082: ["5.2.3"]
#   why: >-
#     whoever gets into an office machine or a server of the DMZ changes the process from there
#   fix: >-
#     grant `read` only, and let changes begin at a station of the control level
package zonewright.rules.zc_f006

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "operations"), "what": what} if {
	some grant in plan.crossing
	plan.zones[grant.from].level > 3
	plan.is_ot(plan.zones[grant.to])
	changes := sort([class | some class in grant.classes; class in plan.changing])
	count(changes) > 0
	what := concat("", [plan.leads(grant), " and allows ", concat(", ", changes)])
}
