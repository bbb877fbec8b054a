# METADATA
# title: one protocol passes the DMZ on both sides
# description: |
#   The same protocol is granted between a DMZ and a zone above or of a vendor, and between that DMZ and a zone
#   where the process is run. Upkeep of the network is left out.
# custom:
#   id: ZC-F011
#   severity: medium
#   packs: [nist-800-82]
#   iec62443: [3-3 SR 5.2]
#   attackIcs: [M0937, T0886]
#   nist80082: ["5.2.3", SC-7]
#   why: >-
#     a weakness in that protocol leads through the DMZ in two equal steps
#   fix: >-
#     use another protocol on one of the two sides, as a database pull below and HTTPS above
package zonewright.rules.zc_f011

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "protocol"), "what": what, "related": [related]} if {
	some grant in plan.crossing
	some ends in [[grant.from, grant.to], [grant.to, grant.from]]
	plan.is_ot(plan.zones[ends[0]])
	above := sort(from_outside[[ends[1], grant.protocol.id]])[0]
	related := {"kind": "grant", "id": above, "field": "protocol"}
	what := concat("", [grant.protocol.id, " passes ", ends[1], " on both sides: ", above, " and ", grant.id])
}

from_outside[[dmz, grant.protocol.id]] contains grant.id if {
	some grant in plan.crossing
	grant.protocol.layer != "housekeeping"
	some [dmz, outside] in [[grant.from, grant.to], [grant.to, grant.from]]
	plan.zones[dmz].kind == "dmz"
	is_outside(plan.zones[outside])
}

is_outside(zone) if plan.is_it(zone)

is_outside(zone) if zone.kind == "vendor"
