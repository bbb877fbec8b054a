# METADATA
# title: historians read the recorded controllers of their site
# description: |
#   A controller labelled `recorded` may be read over Modbus by every historian of its own scope. Putting another
#   controller on record takes a label and no new grant.
# custom:
#   owner: ops
#   reason: production reports and batch traceability
package plant.allow.historian

# METADATA
# title: read process values
grant contains "read-recorded-controllers" if {
	input.source.class == "historian_server"
	input.destination.class == "plc"
	"recorded" in input.destination.labels
	input.source.scope == input.destination.scope
	input.service.protocol == "modbus"
	input.operation.class == "read"
}
