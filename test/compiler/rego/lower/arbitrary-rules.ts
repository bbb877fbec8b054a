/** Random rules over the literals that lowering knows, and random conversations that a catalogue allows to be seen. */
import fc from 'fast-check';
import type { DecisionKey } from '../../../../src/evaluator/decide.ts';
import type { Protocol, Transport } from '../../../../src/model/catalogue.ts';
import type { ObjectRange, Operation } from '../../../../src/model/conversation.ts';
import { type Endpoint, listEndpoints } from '../../../../src/model/endpoint.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';

const protocols = ['modbus', 's7comm', 'dnp3', 'https', 'icmpv6', 'tcp', 'modbus', 'opc-ua'];

const end = (side: string): readonly string[] => [
  `input.${side}.class == "historian_server"`,
  `input.${side}.class in {"plc", "jump_server"}`,
  `"gold" in input.${side}.labels`,
  `not "gold" in input.${side}.labels`,
  `not input.${side}.vendor == "Siemens"`,
  `input.${side}.vendor != "Siemens"`,
  `lower(input.${side}.vendor) == "siemens"`,
  `startswith(input.${side}.asset, "plc")`,
  `endswith(input.${side}.asset, "p")`,
  `contains(input.${side}.asset, "l")`,
  `input.${side}.asset != null`,
  `input.${side}.level >= 3`,
  `input.${side}.level < 3.5`,
  `input.${side}.firmware <= "3.20"`,
  `input.${side}.security_level in [3, null]`,
  `count(input.${side}.labels) > 1`,
  `every label in input.${side}.labels { label != "recorded" }`,
  `count([label | some label in input.${side}.labels; startswith(label, "g")]) == 1`,
  `not trusted(input.${side})`,
  `trusted(input.${side})`,
  `input.${side}.cast == "unicast"`,
  `regex.match("^(plc|h)", input.${side}.asset)`,
  `not glob.match("plc-?", [], input.${side}.asset)`,
  `rank(input.${side}.class) > 1`,
  `rank(input.${side}.class) == 1; input.${side}.member`,
  `input.${side}.asset in speakers`,
  `owners[input.${side}.asset] != input.${side}.owner`,
  `object.get({"wet": 2}, input.${side}.labels, 1) == 1`,
  `sum([count(label) | some label in input.${side}.labels]) > 6`,
  `upper(substring(input.${side}.asset, 0, 1)) == "P"`,
  `format_int(floor(input.${side}.level), 10) in {"1", "2"}`,
];

const literals: readonly (readonly string[])[] = [
  end('source'),
  end('destination'),
  [
    'input.source.scope == input.destination.scope',
    'input.source.zone != input.destination.zone',
    'input.source.level - input.destination.level <= 1',
    'input.source.level > input.destination.level + 1',
    'some shared in input.source.labels; shared in input.destination.labels',
    'input.source.labels & input.destination.labels == set()',
    '{"hist": "plc-a", "jump": "hmi"}[input.source.asset] == input.destination.asset',
    'not same_labels',
    'regex.match(sprintless(input.source.asset), input.destination.asset)',
    'every label in input.source.labels { not label in input.destination.labels }',
    'mode == "open"',
    'not mode == "closed"',
  ],
  [
    ...protocols.map((id) => `input.service.protocol == "${id}"`),
    'input.service.protocol in {"modbus", "s7comm"}',
    'input.service.protocol in {"modbus", "https", "tcp"}',
    'not input.service.protocol == "telnet"',
    'startswith(input.service.protocol, "m")',
    '{"hist": "modbus", "jump": "s7comm"}[input.source.asset] == input.service.protocol',
  ],
  [
    'input.operation.class == "read"',
    'input.operation.class in {"read", "write"}',
    'not input.operation.class in {"program", "firmware", "control"}',
    'input.operation.class != "unknown"',
    'input.operation.name == "read_coils"',
    'startswith(input.operation.name, "read_")',
    'regex.match("^(read|write)_single", input.operation.name)',
    'allowed_class == input.operation.class',
    'input.operation.name != "write_single_coil"',
    'input.operation.code in {"3", "16"}',
    'input.operation.code == "66"',
    'input.operation.code == "zz9"',
    'input.operation.code != "3"',
    'not dangerous',
  ],
  [
    'input.object.unit == 1',
    'input.object.unit in {1, 2, 4}',
    'input.object.unit > 2',
    'input.object.unit != null',
    'input.object.table == "holding"',
    'input.object.table in {"coils", "holding"}',
    'input.object.table != null',
    'regex.match("^(hold|co)", input.object.table)',
    'not input.object.table in barred',
    '{"read": "coils", "write": "holding"}[input.operation.class] == input.object.table',
    '{"holding": 1, "coils": 2}[input.object.table] == input.object.unit',
  ],
  [
    'input.object.first >= 2; input.object.first + input.object.count <= 6',
    'input.object.first >= 4; input.object.first + input.object.count - 1 <= 8',
    'input.object.first >= 3',
    'last := input.object.first + input.object.count - 1; last < 7',
    'not input.object.first < 2; input.object.first + input.object.count - 1 <= 9; input.object.first >= 1',
    'input.object.first == 5; input.object.count == 1',
    'some range in [{"from": 0, "to": 2}, {"from": 6, "to": 8}]; input.object.first >= range.from; input.object.first + input.object.count - 1 <= range.to',
    'input.object.first <= 5',
    'input.object.count <= 3',
    'within(input.object, 1, 7)',
    'not within(input.object, 1, 7)',
    'input.object.first >= 0; last(input.object) <= highest(input.destination.class)',
    'some range in ranges[input.source.asset]; within(input.object, range[0], range[1])',
    'last(input.object) <= count(input.source.labels) + 4; input.object.first >= count(input.source.labels)',
  ],
  [
    '"night" in input.windows',
    'some window in input.windows; window in {"night", "sunday"}',
    'input.windows[_] == "sunday"',
    'not "night" in input.windows',
    '"night" in input.windows; "sunday" in input.windows',
    'count(input.windows) > 0',
    '"never" in input.windows',
  ],
];

const services = [
  'input.service.port == 502',
  'input.service.transport == "tcp"; input.service.port in {102, 502}',
  'input.service.port >= 443; input.service.port <= 600',
  'input.service.port != 502',
  'not input.service.port < 500; input.service.transport in {"tcp", "udp"}',
];

/** Rules that the literals call. */
const helpers = `
trusted(end) if end.class == "plc"
trusted(end) if {
	some label in end.labels
	label == "gold"
	end.level > 2
}
same_labels if {
	input.source.labels[_] == input.destination.labels[_]
}
last_letter := substring(input.destination.asset, count(input.destination.asset) - 1, 1)
rank(class) := 3 if class == "plc" else := 2 if class == "historian_server" else := 1
default mode := "closed"
mode := "open" if {
	rank(input.source.class) > 1
	not regex.match("^h", input.destination.asset)
} else := "half" if input.operation.class == "read"
speakers contains "hist"
speakers contains name if {
	some name in {"plc-a", "plc-b", "jump"}
	name != input.destination.asset
}
owners[name] := owner if some name, owner in {"hist": "line-1", "plc-a": "line-1", "jump": "ops"}
sprintless(text) := concat("", ["^", substring(text, 0, 1)])
allowed_class := "read" if "gold" in input.source.labels else := "write"
barred contains table if some table in ["coils", "input"]
ranges := {"hist": [[0, 3], [4, 9]], "jump": [[2, 5]]}
last(object) := object.first + object.count - 1
within(object, low, high) if {
	object.first >= low
	last(object) <= high
}
highest(class) := 6 if class == "plc" else := 3
dangerous if input.operation.class in {"program", "firmware"}
dangerous if {
	input.operation.class == "write"
	input.service.protocol == "modbus"
}
`;

export interface ArbitraryRules {
  readonly rego: string;
  /** Whether every rule limits ports; only then is anything said about ports that are not usual. */
  readonly ports: boolean;
}

const body = (ports: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...literals.map((group, index) => fc.option(fc.constantFrom(...group), { freq: index === 3 ? 8 : 2 })),
      fc.constantFrom(...services),
    )
    .map((chosen) => {
      const lines = chosen.slice(0, ports ? undefined : -1).flatMap((each) => each ?? []);
      return lines.length === 0 ? '\tinput.source.class == "jump_server"' : lines.map((line) => `\t${line}`).join('\n');
    });

export const arbitraryRules: fc.Arbitrary<ArbitraryRules> = fc.boolean().chain((ports) =>
  fc
    .array(fc.tuple(fc.constantFrom('"a"', '"a"', '"b"', '"b"', 'input.source.asset', 'last_letter'), body(ports)), {
      minLength: 1,
      maxLength: 3,
    })
    .map((rules) => ({
      ports,
      rego: `${rules.map(([id, text]) => `grant contains ${id} if {\n${text}\n}`).join('\n')}\n${helpers}`,
    })),
);

/** Conversations of the plan over what the catalogue says of each protocol, but for its session operations. */
export function arbitraryConversation(plan: Plan, { ports }: ArbitraryRules, only?: string): fc.Arbitrary<DecisionKey> {
  const endpoints: readonly Endpoint[] = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const spoken = only === undefined ? [...protocols, 'modbus', 'modbus', 'telnet', 'ndp'] : [only];
  const protocol = fc.constantFrom(...spoken).map(protocolOf);
  return protocol.chain((known) =>
    fc
      .record({
        source: fc.constantFrom(...endpoints.filter((each) => each.attributes.cast === 'unicast')),
        destination: fc.constantFrom(...endpoints),
        service: serviceOf(known, ports),
        operation: operationOf(known),
        object: objectOf(known),
        windows: fc.subarray(['night', 'other', 'sunday']),
      })
      .map(({ service, ...rest }) => ({ ...rest, ...service, protocol: known.id })),
  );
}

function protocolOf(id: string): Protocol {
  const protocol = shippedCatalogue.protocols.get(id);
  if (protocol === undefined) throw new Error(id);
  return protocol;
}

function serviceOf(protocol: Protocol, ports: boolean): fc.Arbitrary<{ transport: Transport; port: number }> {
  const usual = protocol.services.filter((each) => !each.encrypted);
  const services = (usual.length > 0 ? usual : protocol.services).flatMap(({ transport, ports: ranges }) =>
    ranges.flatMap((range) => [range.from, range.to].map((port) => ({ transport, port }))),
  );
  const any = services.flatMap(({ transport }) =>
    transport.startsWith('icmp') || transport === 'ip'
      ? []
      : [102, 443, 499, 500, 502, 601, 5000].map((port) => ({ transport, port })),
  );
  return fc.constantFrom(...services, ...services, ...(ports ? any : []));
}

function operationOf(protocol: Protocol): fc.Arbitrary<Operation> {
  if (protocol.operations.length === 0) return fc.constant({ class: 'session', code: 'connect', name: 'connect' });
  const entries = protocol.operations
    .filter((each) => each.class !== 'session' && !protocol.codePatterns.some((pattern) => pattern.code === each.code))
    .map((each): Operation => ({ class: each.class, code: each.code, name: each.name }));
  const others = ['zz9', 'zz8'].map((code): Operation => ({ class: 'unknown', code, name: null }));
  const often = entries.filter((each) => ['1', '3', '5', '6', '16', '90'].includes(each.code));
  const patterns: readonly Operation[] =
    protocol.id === 'modbus' ? ['65', '66'].map((code) => ({ class: 'unknown', code, name: 'user_defined_low' })) : [];
  return fc.constantFrom(...entries, ...often, ...often, ...others, ...patterns);
}

function objectOf(protocol: Protocol): fc.Arbitrary<ObjectRange | null> {
  if (protocol.object === null) return fc.constant(null);
  const tables = protocol.object.tables.slice(0, 4);
  return fc.option(
    fc
      .record({
        unit: fc.option(fc.nat(5), { freq: 8 }),
        table: tables.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...tables), { freq: 8 }),
        span: fc.option(fc.tuple(fc.nat(10), fc.integer({ min: 1, max: 6 })), { freq: 8 }),
      })
      .map(({ unit, table, span }) => ({ unit, table, first: span?.[0] ?? null, count: span?.[1] ?? null })),
    { freq: 6 },
  );
}
