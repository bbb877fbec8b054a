# METADATA
# title: Keyed grants
# description: |
#   Finds the grants of a conversation by lookups in `data.keyed`. Every step is a key and not a scan, because
#   WASM has no rule index: the cost is the same at ten conduits and at ten thousand. What is iterated over is
#   bounded by the grants of one single key.
# scope: package
package zonewright.keyed

# METADATA
# title: Some grant covers the conversation, or several cover its objects together
covered if met(specific.any)

covered if met(generic.any)

covered if met(cell.whole)

covered if {
	count(pieces) > 0
	sum(pieces) == input.object.count
}

# Grants on the conversation's protocol.
specific := entry_of(input.service.protocol)

# Grants on everything that the transport carries.
generic := entry_of(input.service.transport) if input.service.protocol != input.service.transport

entry_of(protocol) := entry if {
	service := data.keyed.services[data.keyed.allow[source_class][destination_class]]
	table := data.keyed.tables[service[protocol][port_class(protocol)]]
	entry := named(named(table, input.operation.class), operation_name)
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

# How many objects of the request lie in each allowed range; the ranges of a cell are disjoint.
pieces := [size |
	input.object.first != null
	last := (input.object.first + input.object.count) - 1
	some range in cell.ranges
	range.from <= last
	input.object.first <= range.to
	met(range.any)
	size := (min([range.to, last]) - max([range.from, input.object.first])) + 1
]

# In at least one of the ways, all windows are active.
met(conditions) if {
	some windows in conditions
	every window in windows {
		window in active
	}
}

active contains window if some window in input.windows
