/** What lowers, and what becomes a guard: the rows of docs/rego-lowering.md. */

export interface LoweringExample {
  readonly form: string;
  /** The body of one rule; it speaks of Modbus only unless it ends with a semicolon. */
  readonly when?: string;
  /** A whole allowlist instead. */
  readonly rules?: string;
  /** The rules of a package `plant.facts` beside it. */
  readonly facts?: string;
  /** Grants in words, sorted by id. */
  readonly grants: readonly string[];
  readonly guards: readonly string[];
}

export const loweringExamples: readonly LoweringExample[] = [
  {
    form: 'equality of an attribute',
    when: 'input.source.class == "historian_server"',
    grants: ['hist > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'inequality, which null passes',
    when: 'input.source.vendor != "Aveva"',
    grants: ['undeclared,jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'membership in a set',
    when: 'input.destination.class in {"plc", "rtu"}',
    grants: ['* > plc-a,plc-b: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'membership in a list of the input',
    when: '"recorded" in input.destination.labels',
    grants: ['* > hmi,plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a negated condition',
    when: 'not input.destination.vendor == "Siemens"',
    grants: ['* > hmi,plc-b,~broadcast,~multicast: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a missing attribute',
    when: 'input.source.asset == null',
    grants: ['undeclared > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'comparison of numbers',
    when: 'input.source.level >= 3.5; input.destination.level < 2',
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'comparison of texts, null being less than all',
    when: 'input.destination.firmware <= "3.20"',
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'comparison of the two ends',
    when: 'input.source.scope == input.destination.scope',
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'arithmetic over both ends',
    when: 'input.source.level - input.destination.level > 2',
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a variable over two lists',
    when: 'some label in input.source.labels; label in input.destination.labels',
    grants: ['hist,jump > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'pairs looked up in an object',
    when: '{"hist": "plc-a", "jump": "hmi"}[input.source.asset] == input.destination.asset',
    grants: ['hist > plc-a: modbus tcp/502: *', 'jump > hmi: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'texts taken apart',
    when: 'startswith(input.destination.asset, "plc-"); trim_prefix(input.destination.asset, "plc-") == "a"',
    grants: ['* > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'text functions',
    when: 'lower(input.destination.vendor) == "siemens"; endswith(input.destination.model, "1500"); contains(input.destination.model, "-")',
    grants: ['* > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'the size of a list',
    when: 'count(input.destination.labels) == 1',
    grants: ['* > plc-b,~broadcast,~multicast: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a comprehension',
    when: 'count([label | some label in input.destination.labels; startswith(label, "re")]) > 0',
    grants: ['* > hmi,plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'every item of a list',
    when: 'every label in input.destination.labels { label != "recorded" }',
    grants: ['* > plc-b,~broadcast,~multicast: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'operators of sets',
    when: '{label | some label in input.source.labels} & {"gold", "silver"} != set()',
    grants: ['hist,jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'group destinations left out',
    when: 'input.destination.cast == "unicast"',
    grants: ['* > hmi,plc-a,plc-b: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a part of the input in a variable',
    when: 'ends := {"a": input.source, "b": input.destination}; ends.a.class == "jump_server"; ends.b.class == "plc"',
    grants: ['jump > plc-a,plc-b: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'several protocols',
    when: 'input.service.protocol in {"modbus", "s7comm"};',
    grants: ['* > *: modbus tcp/502: *', '* > *: s7comm tcp/102: *'],
    guards: [],
  },
  {
    form: 'all but one protocol',
    when: 'input.service.protocol != "telnet"; input.source.class == "jump_server"; input.operation.class == "firmware";',
    grants: [
      'jump > *: bacnet ethernet/130 udp/47808: firmware',
      'jump > *: ethercat ethernet/34980 udp/34980: firmware',
      'jump > *: ethernet-ip tcp/44818 udp/2222 udp/44818: firmware',
      'jump > *: modbus tcp/502: firmware',
      'jump > *: saia-s-bus udp/5050: firmware',
    ],
    guards: [],
  },
  {
    form: 'a port that is not usual',
    when: 'input.service.port == 5020',
    grants: ['* > *: modbus tcp/5020: *'],
    guards: [],
  },
  {
    form: 'ports in an interval',
    when: 'input.service.port >= 5000; input.service.port <= 5010; input.service.transport == "tcp"',
    grants: ['* > *: modbus tcp/5000-5010: *'],
    guards: [],
  },
  {
    form: 'a transport alone',
    when: 'input.service.transport == "udp"',
    grants: [],
    guards: ['what passes is on no transport that the catalogue has for the protocol'],
  },
  {
    form: 'a port with another transport',
    when: 'input.service.transport == "udp"; input.service.port == 443; input.service.protocol == "https";',
    grants: ['* > *: https udp/443: *'],
    guards: [],
  },
  {
    form: 'every protocol',
    when: 'input.source.class == "jump_server";',
    grants: [
      'jump > *: ethernet ethernet/0-65535: *',
      'jump > *: icmp icmp/0: *',
      'jump > *: icmpv6 icmpv6/0: *',
      'jump > *: ip ip/0-255: *',
      'jump > *: tcp tcp/0-65535: *',
      'jump > *: udp udp/0-65535: *',
    ],
    guards: [],
  },
  {
    form: 'every protocol on one port',
    when: 'input.service.transport == "tcp"; input.service.port == 3389; input.source.class == "jump_server";',
    grants: ['jump > *: tcp tcp/3389: *'],
    guards: [],
  },
  {
    form: 'every protocol that can be asked',
    when: 'input.operation.class == "firmware"; input.source.class == "jump_server";',
    grants: [
      'jump > *: bacnet ethernet/130 udp/47808: firmware',
      'jump > *: ethercat ethernet/34980 udp/34980: firmware',
      'jump > *: ethernet-ip tcp/44818 udp/2222 udp/44818: firmware',
      'jump > *: modbus tcp/502: firmware',
      'jump > *: saia-s-bus udp/5050: firmware',
    ],
    guards: [],
  },
  {
    form: 'a class',
    when: 'input.operation.class == "read"',
    grants: ['* > *: modbus tcp/502: read'],
    guards: [],
  },
  {
    form: 'all classes but some',
    when: 'not input.operation.class in {"program", "firmware"}',
    grants: ['* > *: modbus tcp/502: control diagnostic discovery file program.upload read report time unknown write'],
    guards: [],
  },
  {
    form: 'all but session operations',
    when: 'input.operation.class != "session"',
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a name',
    when: 'input.operation.name == "read_coils"',
    grants: ['* > *: modbus tcp/502: read.read_coils'],
    guards: [],
  },
  {
    form: 'names that begin alike',
    when: 'startswith(input.operation.name, "write_single")',
    grants: ['* > *: modbus tcp/502: write.write_single_coil write.write_single_register'],
    guards: [],
  },
  {
    form: 'codes',
    when: 'input.operation.code in {"3", "16"}',
    grants: ['* > *: modbus tcp/502: read.read_holding_registers write.write_multiple_registers'],
    guards: [],
  },
  {
    form: 'an unlisted code',
    when: 'input.operation.code == "250.1"',
    grants: [],
    guards: ['a grant cannot say some codes of `invalid_function`'],
  },
  {
    form: 'a sub-code',
    when: 'input.operation.code == "90.0x01"',
    grants: ['* > *: modbus tcp/502: session.umas_init_communication'],
    guards: [],
  },
  {
    form: 'a unit',
    when: 'input.object.unit == 1',
    grants: ['* > *: modbus tcp/502: *, * unit 1'],
    guards: [],
  },
  {
    form: 'units in an interval',
    when: 'input.object.unit > 1; input.object.unit < 5',
    grants: ['* > *: modbus tcp/502: *, * unit 2-4'],
    guards: [],
  },
  {
    form: 'a table',
    when: 'input.object.table in {"holding", "input"}',
    grants: ['* > *: modbus tcp/502: *, holding or input'],
    guards: [],
  },
  {
    form: 'a table for each class',
    when: '{"read": "coils", "write": "holding"}[input.operation.class] == input.object.table',
    grants: ['* > *: modbus tcp/502: read, coils', '* > *: modbus tcp/502: write, holding'],
    guards: [],
  },
  {
    form: 'a unit for each table',
    when: '{"holding": 1, "coils": 2}[input.object.table] == input.object.unit',
    grants: ['* > *: modbus tcp/502: *, holding unit 1 or coils unit 2'],
    guards: [],
  },
  {
    form: 'a request in a range',
    when: 'input.object.first >= 100; input.object.first + input.object.count - 1 <= 119',
    grants: ['* > *: modbus tcp/502: *, * 100-119'],
    guards: [],
  },
  {
    form: 'the end in a variable',
    when: 'last := (input.object.first + input.object.count) - 1; last < 120; not input.object.first < 100',
    grants: ['* > *: modbus tcp/502: *, * 100-119'],
    guards: [],
  },
  {
    form: 'one object',
    when: 'input.object.first == 5; input.object.count == 1',
    grants: ['* > *: modbus tcp/502: *, * 5'],
    guards: [],
  },
  {
    form: 'no upper end',
    when: 'input.object.first >= 100',
    grants: ['* > *: modbus tcp/502: *, * 100-'],
    guards: [],
  },
  {
    form: 'ranges from a table',
    when: 'some range in [{"a": 0, "b": 9}, {"a": 20, "b": 29}]; input.object.first >= range.a; input.object.first + input.object.count <= range.b + 1',
    grants: ['* > *: modbus tcp/502: *, * 0-9 or * 20-29'],
    guards: [],
  },
  {
    form: 'a window',
    when: '"night" in input.windows',
    grants: ['* > *: modbus tcp/502: *, during night'],
    guards: [],
  },
  {
    form: 'two windows',
    when: '"night" in input.windows; "sunday" in input.windows',
    grants: ['* > *: modbus tcp/502: *, during night and sunday'],
    guards: [],
  },
  {
    form: 'one of two windows',
    when: 'some window in input.windows; window in {"night", "sunday"}',
    grants: ['* > *: modbus tcp/502: *, during night', '* > *: modbus tcp/502: *, during sunday'],
    guards: [],
  },
  {
    form: 'a window that the plan does not have',
    when: '"never" in input.windows',
    grants: [],
    guards: [],
  },
  {
    form: 'a pattern of open texts',
    when: 'regex.match("^25[0-9]$", input.operation.code)',
    grants: [],
    guards: ['no table of values says when `regex.match("^25[0-9]$", input.operation.code)` holds'],
  },
  {
    form: 'a negated window',
    when: 'not "night" in input.windows',
    grants: [],
    guards: ['it holds while a window is not active, which a grant cannot say'],
  },
  {
    form: 'the number of windows',
    when: 'count(input.windows) > 0',
    grants: [],
    guards: ['`count(input.windows) > 0`: a grant can only ask for windows by name'],
  },
  {
    form: 'the first window',
    when: 'input.windows[0] == "night"',
    grants: [],
    guards: ['`input.windows[0] = "night"`: a grant can only ask for windows by name'],
  },
  {
    form: 'the number of objects alone',
    when: 'input.object.count <= 10',
    grants: [],
    guards: [
      '`input.object.count <= 10`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'the first object without the last',
    when: 'input.object.first >= 100; input.object.first <= 119',
    grants: [],
    guards: [
      '`input.object.first >= 100`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'a range that lets operations without objects pass',
    when: 'not input.object.first > 119',
    grants: [],
    guards: [
      '`not input.object.first > 119`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'other arithmetic of objects',
    when: 'input.object.first * 2 >= 100',
    grants: [],
    guards: [
      '`input.object.first * 2 >= 100`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'a range that depends on the unit',
    when: 'input.object.first >= input.object.unit',
    grants: [],
    guards: [
      '`input.object.first >= input.object.unit`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'a unit that may be missing',
    when: 'input.object.unit <= 5',
    grants: [],
    guards: ['it also lets pass what has no unit or no table, which a grant cannot say'],
  },
  {
    form: 'a table by exclusion',
    when: 'input.object.table != "coils"',
    grants: [],
    guards: ['it also lets pass what has no unit or no table, which a grant cannot say'],
  },
  {
    form: 'arithmetic on a port',
    when: 'input.service.port - 500 == 2',
    grants: [],
    guards: ['no table of values says when `2 = input.service.port - 500` holds'],
  },
  {
    form: 'one code of many under one name',
    when: 'input.operation.code == "66"',
    grants: [],
    guards: ['a grant cannot say some codes of `user_defined_low`'],
  },
  {
    form: 'codes by exclusion',
    when: 'input.operation.code != "250"',
    grants: [
      '* > *: modbus tcp/502: control diagnostic discovery file firmware program program.upload read report time unknown.canopen_general_reference unknown.encapsulated_interface_transport unknown.object_messaging unknown.user_defined_high unknown.user_defined_low write',
    ],
    guards: ['a grant cannot say codes of class `unknown` that are not listed, some codes of `invalid_function`'],
  },
  {
    form: 'a transport that the protocol does not have',
    when: 'input.service.transport == "udp"; input.service.protocol == "s7comm";',
    grants: [],
    guards: ['what passes is on no transport that the catalogue has for the protocol'],
  },
  {
    form: 'an operation of a protocol that has none',
    when: 'input.operation.class == "read"; input.service.protocol == "https";',
    grants: [],
    guards: ['the catalogue knows no operations of the protocol, and its use alone does not pass'],
  },
  {
    form: 'unrecognised traffic alone',
    when: 'input.service.protocol == "tcp"; input.source.class == "jump_server";',
    grants: [],
    guards: ['a grant on `tcp` covers every protocol on it'],
  },
  {
    form: 'the keyed data of the policy',
    when: 'data.keyed.free[input.source.zone]',
    grants: [],
    guards: ['no table of values says when `data.keyed.free[input.source.zone]` holds'],
  },
  {
    form: 'a regular expression, and any other pure function of known values',
    when: 'regex.match("^plc-[ab]$", input.destination.asset); glob.match("S7-*", [], input.destination.model)',
    grants: ['* > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a regular expression over names of operations',
    when: 'regex.match("^read_(coils|holding)", input.operation.name)',
    grants: ['* > *: modbus tcp/502: read.read_coils read.read_holding_registers'],
    guards: [],
  },
  {
    form: 'a regular expression over tables',
    when: 'regex.match("^(hold|in)", input.object.table)',
    grants: ['* > *: modbus tcp/502: *, holding or input'],
    guards: [],
  },
  {
    form: 'texts put together and cut',
    when: 'concat("/", [input.destination.zone, substring(input.destination.asset, 0, 3), format_int(input.destination.level, 10)]) == "cell/plc/1"; indexof(input.destination.asset, "a") == 4',
    grants: ['* > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a default for a missing key',
    when: 'object.get({"hist": ["plc-a"]}, input.source.asset, ["hmi"])[_] == input.destination.asset',
    grants: ['undeclared,jump > hmi: modbus tcp/502: *', 'hist > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'numbers from a range',
    when: 'some unit in numbers.range(2, 4); input.object.unit == unit',
    grants: ['* > *: modbus tcp/502: *, * unit 2 or * unit 3 or * unit 4'],
    guards: [],
  },
  {
    form: 'networks that are written out',
    when: 'net.cidr_contains({"plc-a": "10.2.0.0/25", "plc-b": "10.2.0.128/25"}[input.destination.asset], "10.2.0.7")',
    grants: ['* > plc-a: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a function with `else`',
    rules: `rank(class) := 3 if class == "plc"
else := 1

grant contains "g" if {
	rank(input.destination.class) > 2
	input.service.protocol == "modbus"
}`,
    grants: ['* > plc-a,plc-b: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a rule with `else`',
    rules: `mode := "closed" if {
	input.source.class == "historian_server"
	input.operation.class == "write"
} else := "open" if {
	input.source.class in {"historian_server", "jump_server"}
}

grant contains "g" if {
	mode == "open"
	input.operation.class in {"read", "write"}
	input.service.protocol == "modbus"
}`,
    grants: ['hist > *: modbus tcp/502: read', 'jump > *: modbus tcp/502: read write'],
    guards: [],
  },
  {
    form: 'a set that rules add to',
    rules: `speakers contains name if {
	some name in ["hist", "jump"]
	name != input.destination.asset
	not regex.match("^h", input.destination.asset)
}

grant contains "g" if {
	input.source.asset in speakers
	input.service.protocol == "modbus"
}`,
    grants: ['hist,jump > plc-a,plc-b,~broadcast,~multicast: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'facts of another package',
    rules: `grant contains "g" if {
	some pair in data.plant.facts.pairs
	pair.from == input.source.asset
	input.destination.asset in pair.to
	input.service.protocol == data.plant.facts.protocol
}`,
    facts: `protocol := "modbus"

pairs := [{"from": name, "to": to} | some name, to in {"hist": ["plc-a", "hmi"], "jump": ["plc-b"]}]`,
    grants: ['hist > hmi,plc-a: modbus tcp/502: *', 'jump > plc-b: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'sums in a helper function',
    rules: `last(object) := (object.first + object.count) - 1

within(object, low, high) if {
	object.first >= low
	last(object) <= high
}

grant contains "g" if {
	some range in [[0, 9], [20, 29]]
	within(input.object, range[0], range[1])
	input.service.protocol == "modbus"
}`,
    grants: ['* > *: modbus tcp/502: *, * 0-9 or * 20-29'],
    guards: [],
  },
  {
    form: 'a range that depends on the ends',
    rules: `highest(class) := 9 if class == "plc"
else := 4

grant contains "g" if {
	input.object.first >= 0
	input.object.first + input.object.count <= highest(input.destination.class) + 1
	input.service.protocol == "modbus"
}`,
    grants: ['* > hmi,~broadcast,~multicast: modbus tcp/502: *, * 0-4', '* > plc-a,plc-b: modbus tcp/502: *, * 0-9'],
    guards: [],
  },
  {
    form: 'a range that depends on the table',
    when: 'range := {"holding": [0, 9], "coils": [10, 19]}[input.object.table]; input.object.first >= range[0]; input.object.first + input.object.count - 1 <= range[1]',
    grants: ['* > *: modbus tcp/502: *, coils 10-19 or holding 0-9'],
    guards: [],
  },
  {
    form: 'a helper rule with alternatives',
    rules: `trusted if input.source.class == "jump_server"

trusted if input.destination.class == "hmi_panel"

grant contains "g" if {
	trusted
	input.service.protocol == "modbus"
}`,
    grants: ['* > hmi: modbus tcp/502: *', 'jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a negated helper rule',
    rules: `trusted if input.source.class == "jump_server"

trusted if input.source.vendor == "Aveva"

grant contains "g" if {
	not trusted
	input.service.protocol == "modbus"
}`,
    grants: ['undeclared > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a negated function of an end',
    rules: `ok(end) if end.class == "plc"

ok(end) if {
	end.level > 2
	"gold" in end.labels
}

grant contains "g" if {
	not ok(input.destination)
	ok(input.source)
	input.service.protocol == "modbus"
}`,
    grants: ['hist,jump > hmi,~broadcast,~multicast: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a helper rule with a default',
    rules: `default mode := "closed"

mode := "open" if input.source.class == "jump_server"

grant contains "g" if {
	mode == "open"
	input.service.protocol == "modbus"
}`,
    grants: ['jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a negated helper rule over operations',
    rules: `dangerous if input.operation.class in {"program", "firmware"}

dangerous if {
	input.operation.class == "write"
	input.object.table == "coils"
}

grant contains "g" if {
	not dangerous
	input.operation.class in {"program", "read"}
	input.service.protocol == "modbus"
}`,
    grants: ['* > *: modbus tcp/502: read'],
    guards: [],
  },
  {
    form: 'ids from a table',
    rules: `grant contains id if {
	some id, protocol in {"m": "modbus", "s": "s7comm"}
	input.service.protocol == protocol
}`,
    grants: ['* > *: modbus tcp/502: *', '* > *: s7comm tcp/102: *'],
    guards: [],
  },
  {
    form: 'two rules of one grant',
    rules: `grant contains "g" if {
	input.source.class == "jump_server"
	input.service.protocol == "modbus"
}

grant contains "g" if {
	input.source.class == "historian_server"
	input.service.protocol == "modbus"
}`,
    grants: ['hist,jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'a rule inside another of its grant',
    rules: `grant contains "g" if input.service.protocol == "modbus"

grant contains "g" if {
	input.service.protocol == "modbus"
	"night" in input.windows
}`,
    grants: ['* > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'ranges apart from each other',
    rules: `grant contains "a" if {
	input.object.first >= 0
	input.object.first + input.object.count <= 10
	input.service.protocol == "modbus"
}

grant contains "b" if {
	input.object.first >= 11
	input.object.first + input.object.count <= 20
	input.service.protocol == "modbus"
}`,
    grants: ['* > *: modbus tcp/502: *, * 0-9', '* > *: modbus tcp/502: *, * 11-19'],
    guards: [],
  },
  {
    form: 'ranges that touch, and allow requests across both',
    rules: `grant contains "a" if {
	input.object.first >= 0
	input.object.first + input.object.count <= 10
	input.service.protocol == "modbus"
}

grant contains "b" if {
	input.object.first >= 10
	input.object.first + input.object.count <= 20
	input.service.protocol == "modbus"
}`,
    grants: ['* > *: modbus tcp/502: *, * 0-9', '* > *: modbus tcp/502: *, * 10-19'],
    guards: [],
  },
  {
    form: 'an id that depends on the conversation, where it is a text',
    rules: 'grant contains concat("-", [input.source.asset, "reads"]) if input.service.protocol == "modbus"',
    grants: ['hist,jump > *: modbus tcp/502: *'],
    guards: [],
  },
  {
    form: 'an id that is no text, which is no grant',
    rules: 'grant contains input.source.level if input.service.protocol == "modbus"',
    grants: [],
    guards: [],
  },
  {
    form: 'operations and tables that a protocol does not have, which are never seen',
    rules: `grant contains "a" if {
	input.operation.class == "discovery"
	input.service.protocol == "dnp3"
}

grant contains "b" if {
	input.object.table == "analogue"
	input.service.protocol == "modbus"
}`,
    grants: [],
    guards: [],
  },
  {
    form: 'a function of an open number',
    rules: `label(1) := "low" if input.source.class == "jump_server"
else := "high"

grant contains "g" if {
	label(input.object.unit) == "high"
	input.service.protocol == "modbus"
}`,
    grants: [],
    guards: ['no table of values says when `data.plant.allow.t.label(input.object.unit, "high")` holds'],
  },
  {
    form: 'a range beside a condition on an open number',
    rules: `odd(unit, label) := true if unit % 2 == 1
else := label == "gold"

grant contains "g" if {
	some label in input.source.labels
	odd(input.object.unit, label)
	input.object.first >= 0
	input.object.first + input.object.count <= count(label)
	input.service.protocol == "modbus"
}`,
    grants: [],
    guards: [
      '`input.object.first >= 0`: a grant says where the objects of a request begin and end, and this says something else',
    ],
  },
  {
    form: 'one branch that lowers and one that does not',
    rules: `grant contains "g" if {
	input.source.class == "jump_server"
	input.service.protocol == "modbus"
}

grant contains "g" if {
	not "night" in input.windows
	input.service.protocol == "modbus"
}`,
    grants: ['jump > *: modbus tcp/502: *'],
    guards: ['it holds while a window is not active, which a grant cannot say'],
  },
  {
    form: 'an open condition where another one fails',
    rules: `grant contains "g" if {
	regex.match("^25[0-9]$", input.operation.code)
	input.source.class == "plc"
	input.service.protocol == "modbus"
}`,
    grants: [],
    guards: [],
  },
];
