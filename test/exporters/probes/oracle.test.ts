/** What the lab expects is what the evaluator's own resolution of addresses and the grants, read one by one, say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Probe } from '../../../src/exporters/probes/probe.ts';
import { boundaryCase } from '../../support/arbitrary-boundary.ts';
import { expectShare } from '../../support/expect-share.ts';
import { requestOf } from '../../support/export-request.ts';
import { prepareTrial } from '../../support/lab.ts';
import { createReference } from '../../support/packet-reference.ts';
import { smallCatalogue } from '../../support/small-catalogue.ts';

const sessions = ['acme-support', 'tuning'];

test('a probe passes exactly when a grant that is read by itself allows it', () => {
  const counts = { passes: 0, dropped: 0 };
  fc.assert(
    fc.property(boundaryCase, fc.nat(), fc.subarray(sessions), (each, seed, open) => {
      const { prepared } = prepareTrial(requestOf(each), 120, seed, open);
      const reference = createReference(each, smallCatalogue());
      const { interfaces } = prepared.wiring;
      const time = Math.floor(Date.now() / 1000);
      for (const probe of prepared.drawn.rounds.flat()) {
        const { grants, exits } = reference({
          ...asked(probe),
          iif: interfaces[probe.entry] ?? '',
          time,
          sessions: open,
        });
        const answer = prepared.oracle.ask(probe);
        const leavesRight = exits.includes(interfaces[probe.exit] ?? '');
        const verdict = grants.length > 0 && leavesRight ? 'passes' : 'dropped';
        expect({ probe: asked(probe), verdict: answer.verdict }).toEqual({ probe: asked(probe), verdict });
        if (verdict === 'passes')
          expect(answer.grants.filter(({ state }) => state === 'open').map(({ grant }) => grant.id)).toEqual(
            [...grants].sort(),
          );
        counts[verdict] += 1;
      }
    }),
    { numRuns: 120 },
  );
  expectShare(1_000, counts.passes);
  expectShare(1_000, counts.dropped);
});

function asked({ source, destination, protocol, port }: Probe) {
  return { source: source.text, destination: destination.text, protocol, port, icmpType: port };
}
