# METADATA
# title: others than engineering workstations may program
# description: |
#   A grant that covers `program` of a plant protocol begins at an asset of another class, or at an address that nobody has
#   declared. Inside of a zone, a protocol that is granted whole is left to ZC-F007.
# custom:
#   id: ZC-F008
#   severity: critical
#   packs: [essential, iec-62443]
#   iec62443: [3-3 SR 2.1]
#   attackIcs: [T0843, T0889, T0821]
#   nist80082: ["5.2.3"]
#   why: >-
#     a station that runs day and night with a browser beside the screens is no place to change programs from
#   fix: >-
#     grant `program` to assets of class `engineering_workstation` only
package zonewright.rules.zc_f008

import data.zonewright.plan

finding contains {"subject": plan.grant_at(grant, "from"), "what": what} if {
	some grant in programming
	some id in grant.sources.assets
	plan.assets[id].class != "engineering_workstation"
	what := concat("", [plan.leads(grant), " and lets ", id, ", which is no engineering workstation, change programs"])
}

finding contains {"subject": plan.grant_at(grant, "from"), "what": what} if {
	some grant in programming
	grant.sources.undeclared
	what := concat("", [plan.leads(grant), " and lets whoever is there change programs"])
}

programming := [grant |
	some grant in input.grants
	grant.protocol.layer == "ot"
	"program" in grant.classes
	is_meant(grant)
]

is_meant(grant) if not grant.every_operation

is_meant(grant) if grant.from != grant.to
