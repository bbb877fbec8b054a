/** Random tables of everything that the reader of rulesets understands, whether they make sense or not. */
import fc from 'fast-check';
import { type FieldName, fieldNames, typeOf, type ValueType } from '../../src/exporters/nft/read/fields.ts';
import type {
  NftResult,
  NftRule,
  NftSet,
  NftStatement,
  NftTable,
  NftValue,
  NftVerdict,
} from '../../src/exporters/nft/read/ruleset.ts';
import { lastValue } from '../../src/exporters/nft/read/value-words.ts';

const at = 'somewhere';
const name = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
  .filter((word) => !/^(comment|counter|set|map|chain)$/.test(word));
const comment = fc.option(fc.stringMatching(/^[ -!#-~]{0,30}$/));
const keyTypes = [
  'nf_proto',
  'mark',
  'ifname',
  'inet_proto',
  'inet_service',
  'icmp_type',
  'icmpv6_type',
  'ipv4_addr',
  'ipv6_addr',
  'ether_addr',
  'ether_type',
  'integer',
] as const;
const interfaceName = fc.stringMatching(/^[a-z][a-z0-9.]{0,10}$/);

/** The same without the places, which printing changes. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'at' ? [] : [[key, withoutPlaces(inner)]])),
  );
}

function valueOfType(type: ValueType, interval: boolean): fc.Arbitrary<NftValue> {
  if (type === 'ifname') return interfaceName.map((each) => ({ kind: 'name', name: each }));
  const numbers = fc.bigInt({ min: 0n, max: lastValue(type) });
  return fc.tuple(numbers, numbers).map(([a, b]) => ({
    kind: 'numbers',
    from: interval && b < a ? b : a,
    to: interval && b >= a ? b : a,
  }));
}

const mark = fc.nat({ max: 0xffff_ffff });
const verdict: fc.Arbitrary<NftVerdict> = fc.oneof(
  fc.constantFrom<NftVerdict>({ kind: 'accept' }, { kind: 'drop' }),
  name.map((target) => ({ kind: 'goto' as const, target })),
);
const field = fc.constantFrom(...fieldNames);
const key = fc.array(field, { minLength: 1, maxLength: 3 });

const maskOf = (each: FieldName): fc.Arbitrary<bigint | null> =>
  each === 'tcp flags' || typeOf(each) === 'ether_addr' || typeOf(each) === 'byte'
    ? fc.option(fc.bigInt({ min: 1n, max: lastValue(typeOf(each)) }), { nil: null })
    : fc.constant(null);
const match: fc.Arbitrary<NftStatement> = field.chain((each) =>
  fc.record({
    kind: fc.constant('match' as const),
    field: fc.constant(each),
    mask: maskOf(each),
    // A bit that is not set is asked for in other words.
    negated: each === 'ct status' ? fc.constant(false) : fc.boolean(),
    values: fc.array(valueOfType(typeOf(each), each !== 'tcp flags'), { minLength: 1, maxLength: 3 }),
  }),
);

const statement: fc.Arbitrary<NftStatement> = fc.oneof(
  match,
  fc.record({ kind: fc.constant('match-set' as const), key, negated: fc.boolean(), set: name }),
  fc.record({ kind: fc.constant('vmap' as const), key, map: name }),
  fc.record({
    kind: fc.constant('set-mark' as const),
    target: fc.constantFrom('meta mark' as const, 'ct mark' as const),
    value: fc.oneof(
      mark.map((each) => ({ kind: 'mark' as const, mark: each })),
      fc.record({ kind: fc.constant('map' as const), key, map: name }),
    ),
  }),
  fc.record({
    kind: fc.constant('translate' as const),
    side: fc.constantFrom('dnat' as const, 'snat' as const),
    target: fc.constantFrom('networks4' as const, 'networks6' as const, 'sockets4' as const, 'sockets6' as const),
    key,
    map: name,
  }),
  mark.map((bits) => ({
    kind: 'set-mark' as const,
    target: 'meta mark' as const,
    value: { kind: 'with-bits' as const, bits },
  })),
  verdict.map((each) => ({ kind: 'verdict' as const, verdict: each })),
  fc.record({ kind: fc.constant('counter' as const), name: fc.option(name) }),
  fc.record({
    kind: fc.constant('limit' as const),
    rate: fc.nat({ max: 999 }),
    per: fc.constantFrom('second', 'minute', 'hour', 'day'),
    burst: fc.option(fc.nat({ max: 999 })),
  }),
  fc.record({
    kind: fc.constant('log' as const),
    prefix: fc.option(fc.stringMatching(/^[ -!#-~]{0,20}$/)),
    group: fc.option(fc.nat({ max: 999 })),
    snaplen: fc.option(fc.nat({ max: 999 })),
    threshold: fc.option(fc.nat({ max: 999 })),
  }),
);

const rule: fc.Arbitrary<NftRule> = fc.record({
  statements: fc.array(statement, { minLength: 1, maxLength: 4 }),
  comment,
  at: fc.constant(at),
});

function resultOf(type: NftSet['result']): fc.Arbitrary<NftResult> {
  if (type === null) return fc.constant(null);
  if (type === 'verdict') return verdict;
  if (type === 'mark') return mark.map((each) => ({ kind: 'mark' as const, mark: each }));
  const isSocket = type.startsWith('sockets');
  const family = type.endsWith('4') ? 4 : 6;
  const address = valueOfType(family === 4 ? 'ipv4_addr' : 'ipv6_addr', !isSocket);
  const port = isSocket ? fc.nat({ max: 65_535 }) : fc.constant(null);
  return fc.tuple(address, port).map(([value, number]) => {
    const { from, to } = value.kind === 'numbers' ? value : { from: 0n, to: 0n };
    return { kind: 'target', family, from, to, port: number };
  });
}

const set: fc.Arbitrary<NftSet> = fc
  .record({
    name,
    key: fc.array(fc.constantFrom(...keyTypes), { minLength: 1, maxLength: 3 }),
    result: fc.constantFrom<NftSet['result']>(
      null,
      'mark',
      'verdict',
      'networks4',
      'networks6',
      'sockets4',
      'sockets6',
    ),
    interval: fc.boolean(),
    timeout: fc.boolean(),
    counter: fc.boolean(),
  })
  .chain((shape) =>
    fc.record({
      name: fc.constant(shape.name),
      key: fc.constant(shape.key),
      result: fc.constant(shape.result),
      interval: fc.constant(shape.interval),
      timeout: fc.constant(shape.timeout),
      counter: fc.constant(shape.counter),
      at: fc.constant(at),
      elements: fc.array(
        fc.record({
          key: fc.tuple(...shape.key.map((type) => valueOfType(type, shape.interval))),
          result: resultOf(shape.result),
          comment,
          at: fc.constant(at),
        }),
        { maxLength: 4 },
      ),
    }),
  );

const chainStart = fc.oneof(
  fc.constant({ hook: null, policy: null }),
  fc.record({ hook: fc.constantFrom('dstnat' as const, 'srcnat' as const), policy: fc.constant('accept' as const) }),
  fc.record({ hook: fc.constant('forward' as const), policy: fc.constantFrom('accept' as const, 'drop' as const) }),
);

const anyTable: fc.Arbitrary<NftTable> = fc.record({
  family: fc.constantFrom('inet' as const, 'bridge' as const),
  name,
  comment,
  counters: fc.uniqueArray(name, { maxLength: 3 }),
  sets: fc.uniqueArray(set, { maxLength: 4, selector: (each) => each.name }),
  chains: fc.array(
    fc
      .record({ name, start: chainStart, rules: fc.array(rule, { maxLength: 4 }), at: fc.constant(at) })
      .map(({ start, ...chain }) => ({ ...chain, ...start })),
    { maxLength: 4 },
  ),
});

/** A bridge translates no addresses. */
export const arbitraryTable: fc.Arbitrary<NftTable> = anyTable.map((table) =>
  table.family === 'inet'
    ? table
    : {
        ...table,
        chains: table.chains.map((each) => (each.hook === null ? each : { ...each, hook: 'forward' as const })),
      },
);
