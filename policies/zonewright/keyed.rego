# METADATA
# title: Keyed grants
# description: |
#   Finds the grants of a conversation by lookups in `data.keyed`. Every step is a key and not a scan, because
#   WASM has no rule index: the cost is the same at ten conduits and at ten thousand. What is iterated over is
#   bounded by the grants of one single key.
# scope: package
package zonewright.keyed

# METADATA
# title: Grants on the conversation's protocol that are not limited in objects
unlimited contains grant if {
	some alternative in specific.any
	holds(alternative)
	some grant in alternative.grants
}

# METADATA
# title: Grants on everything that the transport carries
unlimited contains grant if {
	some alternative in generic.any
	holds(alternative)
	some grant in alternative.grants
}

# METADATA
# title: Every object of the request lies in some active grant
covered if count(whole) > 0

covered if {
	count(pieces) > 0
	sum([piece.size | some piece in pieces]) == input.object.count
}

# METADATA
# title: Grants behind a request that is covered object by object
limited contains grant if some grant in whole

limited contains grant if {
	some piece in pieces
	some grant in piece.grants
}

specific := entry_of(input.service.protocol)

generic := entry_of(input.service.transport) if input.service.protocol != input.service.transport

entry_of(protocol) := entry if {
	service := data.keyed.allow[source_class][destination_class][protocol][port_class(protocol)]
	operations := named(service, input.operation.class)
	entry := named(operations, operation_name)
}

source_class := data.keyed.source[input.source.zone][endpoint_key(input.source)]

destination_class := data.keyed.destination[input.destination.zone][endpoint_key(input.destination)]

endpoint_key(endpoint) := endpoint.asset if endpoint.asset != null

endpoint_key(endpoint) := "*" if {
	endpoint.asset == null
	endpoint.member
	endpoint.cast == "unicast"
}

endpoint_key(endpoint) := concat("", ["~", endpoint.cast]) if {
	endpoint.asset == null
	endpoint.cast != "unicast"
}

port_class(protocol) := data.keyed.ports[protocol][input.service.transport].exact[port_text]

port_class(protocol) := range.class if {
	some range in data.keyed.ports[protocol][input.service.transport].ranges[bucket]
	range.from <= input.service.port
	input.service.port <= range.to
}

port_text := format_int(input.service.port, 10)

bucket := format_int(floor(input.service.port / 256), 10)

operation_name := input.operation.name if input.operation.name != null

operation_name := concat("", ["code:", input.operation.code]) if input.operation.name == null

# The value under a key, else the one under `*`: a key is only written out where it differs.
named(table, key) := table[key]

named(table, key) := table["*"] if not table[key]

units := named(specific.tables, table_name)

table_name := input.object.table if input.object.table != null

table_name := "*" if input.object.table == null

cell := unit_cell

cell := units.rest if not unit_cell

unit_cell := unit.cell if {
	some unit in units.units
	unit.from <= input.object.unit
	input.object.unit <= unit.to
}

whole contains grant if {
	some alternative in cell.whole
	holds(alternative)
	some grant in alternative.grants
}

# The parts of the request that lie in active ranges; the ranges of a cell are disjoint.
pieces := [piece |
	input.object.first != null
	last := (input.object.first + input.object.count) - 1
	some range in cell.ranges
	range.from <= last
	input.object.first <= range.to
	grants := [grant |
		some alternative in range.any
		holds(alternative)
		some grant in alternative.grants
	]
	count(grants) > 0
	piece := {
		"size": (min([range.to, last]) - max([range.from, input.object.first])) + 1,
		"grants": grants,
	}
]

holds(alternative) if {
	every window in alternative.windows {
		window in active
	}
}

active contains window if some window in input.windows
