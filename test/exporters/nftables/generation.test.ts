/** Two policies in one table, as while one of them is on trial: names never meet, and the reader sees the one that judges. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../../../src/exporters/assess.ts';
import { digestLayout, stampOf } from '../../../src/exporters/nftables/digest.ts';
import {
  type GenerationText,
  sharedObjects,
  table,
  writeGeneration,
} from '../../../src/exporters/nftables/generation.ts';
import { layOut } from '../../../src/exporters/nftables/layout.ts';
import { nftables } from '../../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../../src/exporters/nftables/read-back.ts';
import { type ProofResult, proveExport } from '../../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import { type BoundaryCase, boundaryCase } from '../../support/arbitrary-boundary.ts';
import { requestOf } from '../../support/export-request.ts';
import { goldenBoundaries } from '../../support/golden-boundaries.ts';
import { buildSession } from '../../support/plan-builder.ts';

function generation(each: BoundaryCase, suffix: string): GenerationText {
  const layout = layOut(assess(requestOf(each), nftables.name, nftables.capabilities));
  const translates = layout.translation !== null;
  return writeGeneration({ layout, stamp: stampOf(digestLayout(layout)), suffix, translates });
}

/** `families`: those that the candidate `_b` judges. */
function bothOf(confirmed: BoundaryCase, candidate: BoundaryCase, families: readonly string[]): string {
  const [a, b] = [generation(confirmed, '_a'), generation(candidate, '_b')];
  return [
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...sharedObjects,
    'set trial { type nf_proto; flags timeout; }',
    ...[...a.maps, ...b.maps, ...a.chains, ...b.chains],
    'chain forward {',
    'type filter hook forward priority filter; policy drop;',
    'meta nfproto @trial goto enforce_b',
    'goto enforce_a',
    '}',
    '}',
    ...a.elements,
    ...b.elements,
    ...families.map((family) => `add element ${table} trial { ${family} timeout 1m expires 59s980ms }`),
    '',
  ].join('\n');
}

function prove(each: BoundaryCase, text: string): ProofResult {
  const read = readBackNftText(text);
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  const request = requestOf(each);
  return proveExport(request, nftables.capabilities, exportBoundary(request).residual, read.value);
}

test('the candidate judges while it is on trial, and the confirmed policy before and after', () => {
  fc.assert(
    fc.property(boundaryCase, boundaryCase, (confirmed, candidate) => {
      expect(prove(candidate, bothOf(confirmed, candidate, ['ipv4', 'ipv6']))).toMatchObject({ kind: 'equal' });
      expect(prove(confirmed, bothOf(confirmed, candidate, []))).toMatchObject({ kind: 'equal' });
    }),
    { numRuns: 30 },
  );
});

test('a trial of one family is not the candidate', () => {
  const { line, overlaps } = goldenBoundaries;
  if (line === undefined || overlaps === undefined) throw new Error('no boundaries');
  expect(prove(overlaps, bothOf(line, overlaps, ['ipv4'])).kind).toBe('different');
});

test('every name of a generation has its suffix, but for the set that policies share', () => {
  for (const each of Object.values(goldenBoundaries)) {
    const { maps, chains, elements } = generation(each, '_zz');
    const plain = generation(each, '');
    const text = [...maps, ...chains, ...elements].join('\n');
    expect(text.replaceAll('_zz', '')).toBe([...plain.maps, ...plain.chains, ...plain.elements].join('\n'));
    const names = text
      .replaceAll(/#.*|"[^"\n]*"/g, '')
      .matchAll(/(?:goto |@(?![it]h,)|^\s*chain |^map |^set |zonewright )(\w+)/gm);
    const others = [...names].map((match) => match[1]).filter((name) => name?.endsWith('_zz') !== true);
    expect(others.filter((name) => name !== 'sessions')).toEqual([]);
  }
});

test('two sessions with one number are not exported, as opening one would open the other', () => {
  // The SHA-256 of both begins with b07b8ed5.
  const clashing = ['s2330', 's130636'];
  const { line } = goldenBoundaries;
  if (line === undefined) throw new Error('no boundary');
  const windows = [...line.plan.windows, ...clashing.map(buildSession)];
  const result = exportBoundary(requestOf({ ...line, plan: { ...line.plan, windows } }));
  expect(result.files).toEqual([]);
  expect(JSON.stringify(result.residual.refused)).toContain(`the sessions ${clashing.join(' and ')}`);
});
