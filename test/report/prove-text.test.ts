/** A run of packets as text. */
import { expect, test } from 'vitest';
import { plainPalette } from '../../src/diagnostics/palette.ts';
import type { ProveReport } from '../../src/model/prove.ts';
import { renderProve } from '../../src/report/prove-text.ts';
import { spanAt } from '../support/plan-builder.ts';

const report: ProveReport = {
  schema: 'zonewright/prove/v1',
  plant: 'line',
  boundary: 'fw-line',
  revision: null,
  lab: 'nft 1.0.6, Linux 6.18',
  seed: 7,
  at: '2026-08-03T12:00:00.000Z',
  summary: {
    probes: 2_000,
    packets: 13_000,
    mismatches: 0,
    perSecond: 123_456,
    perProcessorSecond: 101_010,
    grants: 8,
    counters: 8,
    leftOut: 0,
  },
  phases: [
    { name: 'first packets', sent: 2_000, passed: 700, dropped: 1_300, mismatches: 0, perSecond: 123_456 },
    { name: 'replies', sent: 11_000, passed: 700, dropped: 10_300, mismatches: 0, perSecond: 99_000 },
  ],
  coverage: [{ what: 'inside', tried: 17, of: 1_700 }],
  mismatches: [],
  miscounted: [],
};

test('a run in which all is right is a table and two lines', () => {
  expect(renderProve(report, plainPalette)).toBe(
    [
      'fw-line of line: nft 1.0.6, Linux 6.18, seed 7, 2026-08-03T12:00:00.000Z',
      '',
      'phase            sent  passed  dropped  mismatches  a second',
      'first packets   2,000     700    1,300           0   123,456',
      'replies        11,000     700   10,300           0    99,000',
      '',
      'tried: inside 17 of 1,700',
      'fw-line: 13,000 packets of 2,000 conversations, no mismatch; 8 grants, 8 counters right; 123,456 packets a second, 101,010 a second of processor time',
      '',
    ].join('\n'),
  );
});

test('a mismatch says which packet, what was expected, which grant and what the kernel did', () => {
  const text = renderProve(
    {
      ...report,
      summary: { ...report.summary, mismatches: 1, leftOut: 3 },
      mismatches: [
        {
          phase: 'first packets',
          packet: '10.20.0.10:1024 behind eth0 -> 10.20.1.11:503, tcp syn',
          expected: 'dropped, as no grant opens the boundary for it',
          kernel: 'came out of eth1',
          grants: [],
          near: { id: 'conduit/poll', at: spanAt(12, 'conduits/line.yaml') },
        },
      ],
      miscounted: [{ grants: 'conduit/poll conduits/line.yaml:12', expected: 7, counted: 8 }],
    },
    plainPalette,
  );
  expect(text).toContain(
    [
      'mismatch first packets: 10.20.0.10:1024 behind eth0 -> 10.20.1.11:503, tcp syn',
      '  expected: dropped, as no grant opens the boundary for it',
      '  kernel:   came out of eth1',
      '  derived:  from conduit/poll conduits/line.yaml:12:3',
      '',
      'counted 8 times and not 7: conduit/poll conduits/line.yaml:12',
    ].join('\n'),
  );
  expect(text).toContain('1 mismatch; 8 grants, 1 of 8 counters wrong, 3 left out as their window changes;');
});

test('a grant that opens the boundary is named as such, and hostile ids are escaped', () => {
  const near = { id: 'conduit/poll', at: spanAt(12, 'a\nb.yaml') };
  const text = renderProve(
    {
      ...report,
      mismatches: [{ phase: 'replies', packet: 'p', expected: 'e', kernel: 'dropped', grants: [near], near }],
    },
    plainPalette,
  );
  expect(text).toContain('  grant:    conduit/poll a\\nb.yaml:12:3\n');
});
