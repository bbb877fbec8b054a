/**
 * The literals of random allowlists. Each stands beside what it means in TypeScript, so that the policy can be held
 * against a second opinion that nobody derived from the Rego.
 */
import type { PolicyEndpoint, PolicyInput } from '../../../src/model/policy-input.ts';

/** A condition of a Rego rule and what it means. */
export interface Literal {
  readonly rego: string;
  readonly holds: (input: PolicyInput) => boolean;
  /** Whether it limits ports; a rule that does not speaks of the usual ones of each protocol. */
  readonly limitsPorts?: true;
}

type Side = 'source' | 'destination';

function end(side: Side, rego: (name: string) => string, holds: (end: PolicyEndpoint) => boolean): Literal {
  return { rego: rego(`input.${side}`), holds: (input) => holds(input[side]) };
}

const ofSide = (side: Side): readonly Literal[] => [
  end(
    side,
    (name) => `${name}.class == "plc"`,
    (each) => each.class === 'plc',
  ),
  end(
    side,
    (name) => `${name}.class in {"plc", "historian_server"}`,
    (each) => each.class === 'plc' || each.class === 'historian_server',
  ),
  end(
    side,
    (name) => `"gold" in ${name}.labels`,
    (each) => each.labels.includes('gold'),
  ),
  end(
    side,
    (name) => `not "gold" in ${name}.labels`,
    (each) => !each.labels.includes('gold'),
  ),
  end(
    side,
    (name) => `not ${name}.vendor == "Siemens"`,
    (each) => each.vendor !== 'Siemens',
  ),
  end(
    side,
    (name) => `${name}.vendor != "Siemens"`,
    (each) => each.vendor !== 'Siemens',
  ),
  end(
    side,
    (name) => `lower(${name}.vendor) == "siemens"`,
    (each) => each.vendor?.toLowerCase() === 'siemens',
  ),
  end(
    side,
    (name) => `startswith(${name}.asset, "plc-1")`,
    (each) => each.asset?.startsWith('plc-1') === true,
  ),
  end(
    side,
    (name) => `startswith(${name}.zone, "a")`,
    (each) => each.zone?.startsWith('a') === true,
  ),
  end(
    side,
    (name) => `${name}.asset != null`,
    (each) => each.asset !== null,
  ),
  end(
    side,
    (name) => `${name}.level >= 2`,
    (each) => each.level !== null && each.level >= 2,
  ),
  end(
    side,
    (name) => `${name}.level < 3.5`,
    (each) => each.level !== null && each.level < 3.5,
  ),
  end(
    side,
    (name) => `${name}.cast == "unicast"`,
    (each) => each.cast === 'unicast',
  ),
  end(
    side,
    (name) => `count(${name}.labels) > 1`,
    (each) => each.labels.length > 1,
  ),
  end(
    side,
    (name) => `every label in ${name}.labels { label != "recorded" }`,
    (each) => !each.labels.includes('recorded'),
  ),
  end(
    side,
    (name) => `count([label | some label in ${name}.labels; startswith(label, "g")]) == 1`,
    (each) => each.labels.filter((label) => label.startsWith('g')).length === 1,
  ),
  end(side, (name) => `trusted(${name})`, isTrusted),
  end(
    side,
    (name) => `not trusted(${name})`,
    (each) => !isTrusted(each),
  ),
];

function isTrusted(each: PolicyEndpoint): boolean {
  return each.class === 'plc' || (each.labels.includes('gold') && each.level !== null && each.level > 2);
}

/** What `helperRules` says about the two ends together. */
function sharesLabel({ source, destination }: PolicyInput): boolean {
  return source.labels.some((label) => destination.labels.includes(label));
}

function level({ source, destination }: PolicyInput): number {
  return (source.level ?? 0) - (destination.level ?? 0);
}

const protocol = (rego: string, test: (id: string | null) => boolean): Literal => ({
  rego,
  holds: ({ service }) => test(service.protocol),
});
const operation = (rego: string, test: (asked: PolicyInput['operation']) => boolean): Literal => ({
  rego,
  holds: (input) => test(input.operation),
});
const object = (rego: string, test: (touched: PolicyInput['object']) => boolean): Literal => ({
  rego,
  holds: (input) => test(input.object),
});
const windows = (rego: string, test: (active: readonly string[]) => boolean): Literal => ({
  rego,
  holds: (input) => test(input.windows),
});

function from(value: number | null, least: number): boolean {
  return value !== null && value >= least;
}

/**
 * A rule has at most one literal of each group, and always one of the first: what speaks of every protocol of the
 * catalogue takes seconds to lower.
 */
export const literalGroups: readonly (readonly Literal[])[] = [
  [
    protocol('input.service.protocol == "modbus"', (id) => id === 'modbus'),
    protocol(
      'input.service.protocol in {"modbus", "s7comm", "opc-ua"}',
      (id) => id === 'modbus' || id === 's7comm' || id === 'opc-ua',
    ),
    protocol('startswith(input.service.protocol, "m")', (id) => id?.startsWith('m') === true),
  ],
  [
    protocol('not input.service.protocol == "s7comm"', (id) => id !== 's7comm'),
    {
      rego: 'input.service.transport == "tcp"; input.service.port in {102, 502}',
      holds: ({ service }) => service.transport === 'tcp' && (service.port === 102 || service.port === 502),
      limitsPorts: true,
    },
    {
      rego: 'input.service.port >= 500; input.service.port <= 510',
      holds: ({ service }) => service.port >= 500 && service.port <= 510,
      limitsPorts: true,
    },
  ],
  ofSide('source'),
  ofSide('destination'),
  [
    operation('input.operation.class == "read"', (asked) => asked.class === 'read'),
    operation(
      'input.operation.class in {"read", "write"}',
      (asked) => asked.class === 'read' || asked.class === 'write',
    ),
    operation(
      'not input.operation.class in {"program", "firmware", "control"}',
      (asked) => asked.class !== 'program' && asked.class !== 'firmware' && asked.class !== 'control',
    ),
    operation('startswith(input.operation.name, "read_")', (asked) => asked.name?.startsWith('read_') === true),
    operation('input.operation.code in {"1", "16"}', (asked) => asked.code === '1' || asked.code === '16'),
    operation(
      'not dangerous',
      (asked) => asked.class !== 'program' && asked.class !== 'firmware' && asked.class !== 'write',
    ),
  ],
  [
    object('input.object.unit in {0, 1, 3}', ({ unit }) => unit === 0 || unit === 1 || unit === 3),
    object('input.object.table == "holding"', ({ table }) => table === 'holding'),
    object(
      'input.object.first >= 2; input.object.first + input.object.count - 1 <= 9',
      ({ first, count }) => from(first, 2) && (first ?? 0) + (count ?? 0) <= 10,
    ),
    object(
      'last := input.object.first + input.object.count - 1; last < 7',
      ({ first, count }) => first !== null && first + (count ?? 0) <= 7,
    ),
    object(
      'some range in [{"from": 0, "to": 2}, {"from": 6, "to": 8}]; input.object.first >= range.from; input.object.first + input.object.count - 1 <= range.to',
      ({ first, count }) => first !== null && (first + (count ?? 0) <= 3 || (first >= 6 && first + (count ?? 0) <= 9)),
    ),
  ],
  [
    windows('"night" in input.windows', (active) => active.includes('night')),
    windows(
      'some window in input.windows; window in {"night", "visit"}',
      (active) => active.includes('night') || active.includes('visit'),
    ),
    windows('not "night" in input.windows', (active) => !active.includes('night')),
  ],
  [
    {
      rego: 'input.source.scope == input.destination.scope',
      holds: ({ source, destination }) => source.scope === destination.scope,
    },
    {
      rego: 'input.source.zone != input.destination.zone',
      holds: ({ source, destination }) => source.zone !== destination.zone,
    },
    { rego: 'input.source.level - input.destination.level <= 1', holds: (input) => level(input) <= 1 },
    { rego: 'some label in input.source.labels; label in input.destination.labels', holds: sharesLabel },
    { rego: 'not same_labels', holds: (input) => !sharesLabel(input) },
    {
      rego: '{"plc": "hist", "ews": "plc-1"}[input.source.asset] == input.destination.asset',
      holds: ({ source, destination }) =>
        (source.asset === 'plc' && destination.asset === 'hist') ||
        (source.asset === 'ews' && destination.asset === 'plc-1'),
    },
  ],
];

/** Rules that the literals call. */
export const helperRules = `
trusted(end) if end.class == "plc"

trusted(end) if {
	"gold" in end.labels
	end.level > 2
}

same_labels if input.source.labels[_] == input.destination.labels[_]

dangerous if input.operation.class in {"program", "firmware", "write"}
`;
