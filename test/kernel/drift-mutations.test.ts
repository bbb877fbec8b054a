/**
 * Random changes to the rules and elements of random boundaries, loaded and listed by the real nft: a difference is reported
 * exactly when the set of passing packets has changed, by the word of an interpreter that shares nothing with the reader.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Finding } from '../../src/diagnostics/finding.ts';
import { findDrift } from '../../src/exporters/nftables/drift/find-drift.ts';
import { type BoundaryCase, boundaryCase, type Probe, probes } from '../support/arbitrary-boundary.ts';
import { driftFindings, driftTime, stateOf } from '../support/drift-case.ts';
import { expectShare } from '../support/expect-share.ts';
import { exportCase, requestOf } from '../support/export-request.ts';
import { openRouter, type Router, rulesetTest } from '../support/kernel.ts';
import { mutation } from '../support/mutate-ruleset.ts';
import { evaluatePacket, type Packet, parseRuleset } from '../support/nft-interpreter.ts';
import { runs } from '../support/runs.ts';
import { parsedWitness } from '../support/witness.ts';

const changedCase = boundaryCase.chain((each) =>
  fc.record({
    each: fc.constant(each),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
    packets: fc.noShrink(fc.array(probes(each), { minLength: 60, maxLength: 80 })),
  }),
);

const opens = (code: string): boolean => code.startsWith('drift/open') || code === 'drift/unfiltered';
const closes = (code: string): boolean => code.startsWith('drift/closed');

rulesetTest('reports a difference exactly when other packets pass', async () => {
  const router = await openRouter({});
  const count = { opened: 0, closed: 0, same: 0, refused: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(changedCase, async ({ each, mutations, packets }) => {
        const before = exportCase(each);
        const after = mutations.reduce((text, change) => change(text) ?? text, before);
        const listing = after === before ? null : await loaded(router, after);
        const changed = listing === null ? null : changesSeen(before, after, packets);
        if (listing === null || changed === null) {
          count.refused += 1;
          return;
        }
        const findings = driftFindings(findDrift(requestOf(each), stateOf(each, listing), driftTime));
        const texts = findings.map(({ code, message }) => `${code}: ${message}`);
        for (const packet of changed.opened)
          expect({ packet, texts, found: findings.some(({ code }) => opens(code)) }).toMatchObject({ found: true });
        for (const packet of changed.closed)
          expect({ packet, texts, found: findings.some(({ code }) => closes(code)) }).toMatchObject({ found: true });
        for (const finding of findings) checkWitness(finding, before, after, each);
        if (findings.some(({ code }) => opens(code))) count.opened += 1;
        if (findings.some(({ code }) => closes(code))) count.closed += 1;
        if (findings.length === 0) count.same += 1;
      }),
      { numRuns: runs(250), endOnFailure: true },
    );
  } finally {
    router.close();
  }
  process.stdout.write(`changed tables: ${JSON.stringify(count)}\n`);
  for (const each of [count.opened, count.closed, count.same]) expectShare(10, each);
});

const uncertainCase = boundaryCase.chain((each) =>
  fc.record({
    each: fc.constant(each),
    where: fc.nat(),
    known: fc.constantFrom(
      '',
      'iifname "eth0" ',
      'oifname "eth1" ',
      'meta l4proto tcp ',
      'meta nfproto ipv6 ',
      'ct state new ',
    ),
    verdict: fc.constantFrom('accept', 'drop', 'goto open', 'goto deny'),
    packets: fc.noShrink(fc.array(probes(each), { minLength: 60, maxLength: 80 })),
  }),
);

rulesetTest('says of a rule that it does not understand what it lets pass and stops at most', async () => {
  const router = await openRouter({});
  const count = { opens: 0, closes: 0, nothing: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(uncertainCase, async ({ each, where, known, verdict, packets }) => {
        const before = exportCase(each);
        const uncertain = insertRule(before, where, `${known}meta priority 1:1 ${verdict}`);
        const always = insertRule(before, where, `${known}${verdict}`);
        const listing = await loaded(router, uncertain);
        const changed = listing === null ? null : changesSeen(before, always, packets);
        if (listing === null || changed === null) return;
        const findings = driftFindings(findDrift(requestOf(each), stateOf(each, listing), driftTime));
        const codes = findings.map(({ code }) => code);
        expect(codes.filter((code) => !code.startsWith('drift/may-'))).toEqual([]);
        if (changed.opened.length > 0)
          expect({ always, codes }).toMatchObject({ codes: expect.arrayContaining(['drift/may-open']) });
        if (changed.closed.length > 0)
          expect({ always, codes }).toMatchObject({ codes: expect.arrayContaining(['drift/may-close']) });
        for (const { code, message } of findings) {
          // Of packets in live connections the words say so.
          if (/at most it (?:lets pass|stops) what /.test(message)) continue;
          const verdicts = verdictsOf(message, before, always);
          const opening = code === 'drift/may-open';
          expect({ message, always, verdicts }).toEqual({
            message,
            always,
            verdicts: opening ? ['drop', 'accept'] : ['accept', 'drop'],
          });
        }
        if (codes.includes('drift/may-open')) count.opens += 1;
        if (codes.includes('drift/may-close')) count.closes += 1;
        if (codes.length === 0) count.nothing += 1;
      }),
      { numRuns: runs(150), endOnFailure: true },
    );
  } finally {
    router.close();
  }
  process.stdout.write(`rules that are not understood: ${JSON.stringify(count)}\n`);
  for (const each of Object.values(count)) expectShare(10, each);
});

/** In front of a rule of a file. */
function insertRule(text: string, where: number, rule: string): string {
  const lines = text.split('\n');
  const rules = lines.flatMap((line, index) => (/^\t\t(?!type )\S/.test(line) ? [index] : []));
  lines.splice(rules[where % Math.max(1, rules.length)] ?? 0, 0, `\t\t${rule}`);
  return lines.join('\n');
}

/** The listing of a file that was loaded, null when nft or the interpreter of tests refuses it. */
async function loaded(router: Router, text: string): Promise<string | null> {
  const { code } = await router.attempt(['nft', '-f', '-'], text);
  if (code !== 0) return null;
  const { stdout } = await router.attempt(['env', 'TZ=UTC', 'nft', '--json', 'list', 'ruleset']);
  return stdout;
}

/** First packets from now on whose verdict has changed; null where nft made one element of two that are equal. */
function changesSeen(before: string, after: string, packets: readonly Probe[]) {
  const [old, recent] = [parseRuleset(before), parseRuleset(after)];
  for (const elements of recent.maps.values())
    if (new Set(elements.map(({ key }) => key)).size < elements.length) return null;
  const opened: Packet[] = [];
  const closed: Packet[] = [];
  for (const probe of packets) {
    for (const oif of ['eth0', 'eth1', 'eth2', 'eth3']) {
      const packet: Packet = { ...probe, oif, time: Math.max(probe.time, driftTime) };
      const verdicts = [old, recent].map((ruleset) => evaluatePacket(ruleset, packet).verdict);
      if (verdicts[0] === verdicts[1]) continue;
      (verdicts[1] === 'accept' ? opened : closed).push(packet);
    }
  }
  return { opened, closed };
}

/** The packet of a finding has the verdict that the finding says, and had the other one before. */
function checkWitness({ code, message }: Finding, before: string, after: string, { boundary }: BoundaryCase): void {
  if (!/^drift\/(open|closed)/.test(code)) return;
  const { entry } = parsedWitness(message);
  const names = boundary.interfaces.map(({ name }) => name);
  expect(names.includes(entry) || entry === 'another').toBe(true);
  const verdicts = verdictsOf(message, before, after);
  expect({ message, verdicts }).toEqual({ message, verdicts: opens(code) ? ['drop', 'accept'] : ['accept', 'drop'] });
}

/** What becomes of the packet of a finding, before and after. */
function verdictsOf(message: string, ...texts: readonly string[]): readonly string[] {
  const { entry, exit, spec, time, sessions } = parsedWitness(message);
  const packet: Packet = {
    iif: entry,
    oif: exit,
    ...spec,
    flags: spec.flags === 'ack' ? 'ack' : 'syn',
    time,
    sessions,
  };
  return texts.map((text) => evaluatePacket(parseRuleset(text), packet).verdict);
}
