/**
 * Law 6 on whole plants: a verdict on an observation that hides something agrees with every conversation that it could
 * have been, unless it is `unjudged`.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Catalogue } from '../../src/model/catalogue.ts';
import { protocolsByPort } from '../../src/model/catalogue-lookup.ts';
import type { ObjectRange } from '../../src/model/conversation.ts';
import { conversationIn, rawConversation } from '../support/arbitrary-conversation.ts';
import { arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant, type CompiledPlant, observed } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { arbitraryHiding, type Hiding, hide } from '../support/plants/hide.ts';
import { allowlistsAllow, isPlain } from '../support/reference-allowlists.ts';
import { type CompleteConversation, referenceKey } from '../support/reference-evaluator.ts';
import { plantAllows } from '../support/reference-plant.ts';
import { runs } from '../support/runs.ts';

const observation = fc.tuple(
  rawConversation,
  arbitraryHiding,
  fc.array(rawConversation, { minLength: 4, maxLength: 4 }),
);
const observations = fc.array(observation, { minLength: 1, maxLength: 40, size: 'max' });

type Observations = typeof observations extends fc.Arbitrary<infer T> ? T : never;

interface Counts {
  readonly kinds: Map<string, number>;
  /** How many conversations other than the true one were held against a verdict. */
  others: number;
}

/** Judges what is left of conversations when something is hidden, and asks about the true ones and others like them. */
function expectAgreement(
  { bundle, catalogue, judge }: CompiledPlant,
  raw: Observations,
  allowed: (conversation: CompleteConversation) => boolean,
  counts: Counts,
  isMeant: (conversation: CompleteConversation) => boolean = () => true,
): void {
  const fits = (each: CompleteConversation, hiding: Hiding): boolean =>
    isWhole(each, catalogue) &&
    couldBeSeen({ ...each, port: referenceKey(bundle.plan, each).port }, hiding, catalogue) &&
    isMeant(each);
  const asked = raw
    .map(([each, hiding, more]) => ({ truth: conversationIn(bundle.plan, each), hiding, more }))
    .filter(({ truth, hiding }) => fits(truth, hiding));
  const judgements = judge.judgeAll(asked.map(({ truth, hiding }) => hide(observed(truth, judge), hiding)));
  asked.forEach(({ truth, hiding, more }, index) => {
    const verdict = judgements[index]?.verdict;
    if (verdict === undefined) throw new Error('there is a judgement for each observation');
    counts.kinds.set(verdict.kind, (counts.kinds.get(verdict.kind) ?? 0) + 1);
    if (hiding === 'nothing') expect({ truth, kind: verdict.kind }).not.toMatchObject({ kind: 'unjudged' });
    const alike = more
      .map((each) => fillIn(truth, hiding, conversationIn(bundle.plan, each)))
      .filter((each) => fits(each, hiding));
    counts.others += alike.length;
    // Where the protocol is hidden, those that listen on the port stand in for what it may have been.
    const meant = [truth, ...alike].filter(
      (each) =>
        hiding !== 'protocol' || judgements[index]?.protocols.includes(each.protocol ?? each.transport) === true,
    );
    for (const each of verdict.kind === 'unjudged' ? [] : meant)
      expect({ each, hiding, verdict, allowed: allowed(each) }).toMatchObject({ allowed: verdict.kind === 'allowed' });
  });
}

test('a verdict on a partial observation agrees with all that it could have been, unless it is unjudged', async () => {
  const counts: Counts = { kinds: new Map(), others: 0 };
  await fc.assert(
    fc.asyncProperty(arbitraryYamlPlant, observations, async ({ sources }, raw) => {
      const plant = await assemblePlant(sources);
      const allowed = (each: CompleteConversation): boolean => plantAllows(plant.plant, plant.catalogue, each);
      expectAgreement(plant, raw, allowed, counts);
    }),
    { numRuns: runs(30) },
  );
  for (const kind of ['allowed', 'denied', 'unjudged']) expectShare(runs(5), counts.kinds.get(kind) ?? 0, kind);
  expectShare(runs(100), counts.others);
});

test('it does so where allowlists speak', async () => {
  const counts: Counts = { kinds: new Map(), others: 0 };
  await fc.assert(
    fc.asyncProperty(arbitraryRegoPlant, observations, async ({ sources, allowlists }, raw) => {
      const plant = await assemblePlant(sources);
      const allowed = (each: CompleteConversation): boolean =>
        plantAllows(plant.plant, plant.catalogue, each) || allowlistsAllow(plant.bundle.plan, each, allowlists);
      expectAgreement(plant, raw, allowed, counts, (each) => isPlain(plant.bundle.plan, each));
    }),
    { numRuns: runs(5) },
  );
  expectShare(runs(5), counts.others);
});

/** Reads of one object, of which nothing but the operation is shown. */
const hidesObject: readonly (readonly [protocol: string, port: number, objects: string, object: ObjectRange])[] = [
  ['opc-ua', 4840, '[{unit: 1, range: 5}]', { unit: 1, table: null, first: 5, count: 1 }],
  ['dnp3', 20_000, '[{table: analog_input}]', { unit: 1, table: 'analog_input', first: 5, count: 1 }],
  ['s7comm', 102, '[{table: db}]', { unit: 1, table: 'db', first: 5, count: 1 }],
];

test.each(hidesObject)(
  'a read over %s is not denied because its object is hidden',
  async (protocol, port, objects, object) => {
    const text = `plant: p
zones: {z: {kind: cell}}
assets: {a: {zone: z, ip: 10.0.0.1}, b: {zone: z, ip: 10.0.0.2}}
conduits: {c: {from: z, to: z, allow: {g: {from: a, to: b, protocol: ${protocol}, objects: ${objects}}}}}`;
    const { judge } = await assemblePlant({ yaml: [{ path: 'plant.yaml', text }], rego: [] });
    const operation = { class: 'read', code: '1', name: 'read' } as const;
    const ends = { scope: 'p', source: '10.0.0.1', destination: '10.0.0.2', transport: 'tcp' } as const;
    const shown = observed({ ...ends, port, protocol, operation, object, time: 0 }, judge);
    const [complete, partial] = judge.judgeAll([shown, { ...shown, object: null, missing: ['object'] }]);
    if (complete?.verdict.kind !== 'allowed') return;
    expect(partial?.verdict.kind).not.toBe('denied');
  },
);

/** Another conversation that the same observation could have been: what is hidden comes from the other. */
function fillIn(truth: CompleteConversation, hiding: Hiding, other: CompleteConversation): CompleteConversation {
  const { object } = truth;
  const from = other.object;
  switch (hiding) {
    case 'nothing':
      return truth;
    case 'time':
      return { ...truth, time: other.time };
    case 'range':
      return object === null || object.first === null || from === null || from.first === null
        ? truth
        : { ...truth, object: { ...object, first: from.first, count: from.count } };
    case 'object':
      return object === null || from === null || (object.first === null) !== (from.first === null)
        ? truth
        : { ...truth, object: { ...from, table: object.table } };
    case 'operation':
      return other.protocol === truth.protocol ? { ...truth, operation: other.operation, object: from } : truth;
    case 'protocol':
      return { ...truth, protocol: other.protocol, operation: other.operation, object: from };
  }
}

/** A request has all the parts that its protocol addresses: those of a table when its operation works on one. */
function isWhole({ protocol, operation, object }: CompleteConversation, catalogue: Catalogue): boolean {
  const addressing = catalogue.protocols.get(protocol)?.object ?? null;
  if (addressing === null || operation.class === 'session') return object === null;
  if (object === null || (addressing.unit !== null && object.unit === null)) return false;
  return addressing.range === null || (object.table !== null) === (object.first !== null);
}

/** Who sees no protocol takes it to be one that listens on the port. */
function couldBeSeen(
  { protocol, transport, port }: CompleteConversation,
  hiding: Hiding,
  catalogue: Catalogue,
): boolean {
  return hiding !== 'protocol' || protocolsByPort(catalogue, transport, port).includes(protocol);
}
