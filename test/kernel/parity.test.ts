/** Random boundaries loaded into the real kernel: what comes through is what the grants say, packet by packet. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type NftSet, parseNftJson } from '../../src/platform/nft/nft-json.ts';
import { type BoundaryCase, boundaryCase, type Probe, probes } from '../support/arbitrary-boundary.ts';
import { exportCase } from '../support/export-request.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { evaluatePacket, parseRuleset } from '../support/nft-interpreter.ts';
import { sessionElement } from '../support/open-sessions.ts';
import { createReference, type Reference } from '../support/packet-reference.ts';
import { buildPacket, isSamePacket, type PacketSpec, replyTo } from '../support/packets.ts';
import { routesOf } from '../support/routes.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const cases = fc.sample(boundaryCase, { seed: 62_443, numRuns: 12 });
const packetsPerCase = 1_000;
/** Those that are open while packets are sent; the others of the plans are not. */
const sessions = ['acme-support'];

/** One probe with the grants that allow it. */
interface Judged extends Reference {
  readonly spec: PacketSpec;
  readonly iif: string;
}

for (const [index, each] of cases.entries()) {
  packetTest(`the kernel agrees with the grants of random boundary ${index + 1}`, async () => {
    const router = await openRouter(routesOf(each));
    try {
      await router.run(['nft', '-f', '-'], exportCase(each));
      await openSessions(router);
      const judged = await judge(each, index);
      expect(await differences(router, judged)).toEqual([]);
      expect(await countHits(router)).toEqual(expectedHits(exportCase(each), judged));
      expect(await differencesOfReplies(router, judged)).toEqual([]);
      expect(await differencesOfStrays(router, judged)).toEqual([]);
    } finally {
      router.close();
    }
  });
}

packetTest('a mistake in one element is seen by some packet', async () => {
  const [each] = cases.filter((one) => /0x\w+ \. tcp \. 502 .* : goto open/.test(exportCase(one)));
  if (each === undefined) throw new Error('no case opens a port');
  const router = await openRouter(routesOf(each));
  try {
    await router.run(['nft', '-f', '-'], exportCase(each).replace(/(0x\w+ \. tcp \. )502( .* : goto open)/, '$1503$2'));
    expect(await differences(router, await judge(each, 0))).not.toEqual([]);
  } finally {
    router.close();
  }
});

async function openSessions(router: Router): Promise<void> {
  const elements = sessions.map((window) => `${sessionElement(window)} timeout 1h`).join(', ');
  await router.run(['nft', 'add', 'element', 'inet', 'zonewright', 'sessions', `{ ${elements} }`]);
}

/** Judges probes at this moment; those whose answer depends on the very second are left out. */
async function judge(each: BoundaryCase, seed: number): Promise<readonly Judged[]> {
  const reference = createReference(each, smallCatalogue());
  const now = Math.floor(Date.now() / 1000);
  const pairs = new Set<string>();
  return fc.sample(probes(each), { seed, numRuns: packetsPerCase }).flatMap((probe, index): Judged[] => {
    const [early, late] = [now - 1, now + 120].map((time) => reference({ ...probe, time, sessions }));
    if (early === undefined || early.grants.join() !== late?.grants.join() || !isRoutable(probe)) return [];
    // Protocols without ports have one connection per pair, so that a probe the other way round would be its reply.
    const pair = [probe.protocol, ...[probe.source, probe.destination].sort()].join(' ');
    if (![1, 6, 17, 58].includes(probe.protocol) && pairs.has(pair)) return [];
    pairs.add(pair);
    const { iif, time: _, sessions: __, ...rest } = probe;
    return [{ ...early, iif, spec: { ...rest, sourcePort: 1_024 + index, mark: index } }];
  });
}

/** Whether the kernel would forward such a packet at all, and see a request in it. */
function isRoutable({ iif, source, destination, protocol, icmpType }: Probe): boolean {
  const six = source.includes(':');
  const unroutable = /^(0|127|22[4-9]|23\d|24\d|25\d)\.|^::|^ff/;
  if (iif === 'eth3' || unroutable.test(source) || unroutable.test(destination) || source === destination) return false;
  if (protocol === 0) return !six;
  return protocol === 1 ? !six && [8, 13].includes(icmpType) : protocol === 58 ? six && icmpType === 128 : true;
}

async function differences(router: Router, judged: readonly Judged[]): Promise<readonly unknown[]> {
  const sent = judged.map(({ spec }) => buildPacket(spec));
  const out = await router.send(judged.map(({ iif }, index) => [iif, sent[index] ?? Buffer.alloc(0)] as const));
  return judged.filter(({ grants, exits }, index) => {
    const received = (out[index] ?? []).filter(({ bytes }) => isSamePacket(sent[index] ?? Buffer.alloc(0), bytes));
    return grants.length > 0 ? !exits.includes(received[0]?.interface ?? '') : received.length > 0;
  });
}

/** Packets counted by the elements of each map that opens something. */
async function countHits(router: Router): Promise<Readonly<Record<string, number>>> {
  const objects = parseNftJson(await router.run(['nft', '-j', 'list', 'table', 'inet', 'zonewright']));
  const maps = objects.flatMap((object) => (object.kind === 'map' && object.name.startsWith('allow') ? [object] : []));
  const sum = (map: NftSet): number => map.elements.reduce((total, element) => total + (element.packets ?? 0), 0);
  return Object.fromEntries(maps.map((map) => [map.name, sum(map)]));
}

/** What the rules say when they are read by the interpreter of the tests. */
function expectedHits(text: string, judged: readonly Judged[]): Readonly<Record<string, number>> {
  const ruleset = parseRuleset(text);
  const hits: Record<string, number> = {};
  for (const map of ruleset.maps.keys()) if (map.startsWith('allow')) hits[map] = 0;
  const time = Date.now() / 1000;
  for (const { spec, iif, exits } of judged) {
    const outcome = evaluatePacket(ruleset, { ...spec, flags: 'syn', iif, oif: exits[0] ?? 'eth3', time, sessions });
    for (const hit of outcome.hits) {
      const map = hit.split(' ')[0] ?? '';
      if (map in hits) hits[map] = (hits[map] ?? 0) + 1;
    }
  }
  return hits;
}

/** Every allowed TCP and UDP conversation gets its answer, and an answer that nobody asked for does not. */
async function differencesOfReplies(router: Router, judged: readonly Judged[]): Promise<readonly unknown[]> {
  const asked = judged.filter(({ spec, grants }) => grants.length > 0 && [6, 17].includes(spec.protocol));
  const replies = asked.flatMap((probe): Judged[] => [
    { ...probe, iif: probe.exits[0] ?? '', exits: [probe.iif], spec: replyTo(probe.spec) },
    ...(probe.spec.protocol === 6
      ? [{ ...probe, spec: { ...probe.spec, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 } } satisfies Judged]
      : []),
  ]);
  return differences(router, replies);
}

async function differencesOfStrays(router: Router, judged: readonly Judged[]): Promise<readonly unknown[]> {
  const strays = judged
    .filter(({ spec }) => spec.protocol === 6)
    .flatMap((probe): Judged[] =>
      (['ack', 'syn-ack', 'fin', 'null'] as const).map((flags) => ({
        ...probe,
        grants: [],
        spec: { ...probe.spec, flags, sourcePort: (probe.spec.sourcePort ?? 0) + 30_000 },
      })),
    );
  return differences(router, strays);
}
