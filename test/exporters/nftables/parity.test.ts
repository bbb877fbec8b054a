/** The rules of an export, evaluated one packet at a time, against the grants read one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import { boundaryCase, probes, wideningCase } from '../../support/arbitrary-boundary.ts';
import { expectShare } from '../../support/expect-share.ts';
import { exportCase, exportText, requestOf } from '../../support/export-request.ts';
import { evaluatePacket, parseRuleset } from '../../support/nft-interpreter.ts';
import { createReference } from '../../support/packet-reference.ts';
import { smallCatalogue } from '../../support/small-catalogue.ts';

const runs = { numRuns: 150 };
const caseWithProbes = boundaryCase.chain((each) =>
  fc.tuple(fc.constant(each), fc.array(probes(each), { minLength: 40, maxLength: 60 })),
);

test('lets a packet through exactly when a grant allows it', () => {
  const catalogue = smallCatalogue();
  let allowed = 0;
  fc.assert(
    fc.property(caseWithProbes, ([each, packets]) => {
      const ruleset = parseRuleset(exportCase(each));
      const reference = createReference(each, catalogue);
      for (const probe of packets) {
        const { grants, exits } = reference(probe);
        const oif = exits.find((exit) => exit !== probe.iif) ?? 'eth3';
        const { verdict } = evaluatePacket(ruleset, { ...probe, oif });
        expect({ probe, verdict }).toEqual({ probe, verdict: grants.length > 0 ? 'accept' : 'drop' });
        if (grants.length > 0) allowed++;
      }
    }),
    runs,
  );
  expectShare(50, allowed);
});

test('lets nothing more through than the residual report says', () => {
  const catalogue = smallCatalogue();
  const withProbes = wideningCase.chain((each) =>
    fc.tuple(fc.constant(each), fc.array(probes(each), { minLength: 40, maxLength: 60 })),
  );
  let wider = 0;
  fc.assert(
    fc.property(withProbes, ([each, packets]) => {
      const result = exportBoundary(requestOf(each));
      const ruleset = parseRuleset(exportText(result));
      const reference = createReference(each, catalogue);
      const timeless = { ...each.plan, grants: each.plan.grants.map((grant) => ({ ...grant, windows: [] })) };
      const atAnyTime = createReference({ ...each, plan: timeless }, catalogue);
      const declared = new Set(
        result.residual.wider
          .filter(({ losses }) => losses.some((loss) => loss.kind === 'time'))
          .map(({ grant }) => grant),
      );
      for (const probe of packets) {
        const { grants, exits } = reference(probe);
        const oif = exits.find((exit) => exit !== probe.iif) ?? 'eth3';
        const { verdict } = evaluatePacket(ruleset, { ...probe, oif });
        if (grants.length > 0) expect({ probe, verdict }).toEqual({ probe, verdict: 'accept' });
        else if (verdict === 'accept') {
          wider++;
          expect(atAnyTime(probe).grants.some((grant) => declared.has(grant))).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
  expectShare(0, wider);
});

test('does not depend on the order of grants, zones and assets', () => {
  fc.assert(
    fc.property(boundaryCase, fc.infiniteStream(fc.nat()), (each, stream) => {
      const shuffled = <T>(list: readonly T[]): readonly T[] =>
        list
          .map((item) => ({ item, key: stream.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const { plan } = each;
      const other = {
        ...plan,
        grants: shuffled(plan.grants),
        zones: shuffled(plan.zones),
        windows: shuffled(plan.windows),
      };
      expect(exportBoundary(requestOf({ ...each, plan: other }))).toEqual(exportBoundary(requestOf(each)));
    }),
    runs,
  );
});

test('names the grant of every element that opens something', () => {
  fc.assert(
    fc.property(boundaryCase, (each) => {
      const { maps } = parseRuleset(exportCase(each));
      for (const [name, elements] of maps) {
        if (!name.startsWith('allow')) continue;
        for (const { comment } of elements) {
          const id = /^(\S+) conduits\/c\.yaml:(\d+)/.exec(comment ?? '');
          const grant = each.plan.grants.find((one) => one.id === id?.[1]);
          expect(String(grant?.at.line)).toBe(id?.[2]);
        }
      }
    }),
    runs,
  );
});

test('only opens more when a grant is added', () => {
  fc.assert(
    fc.property(caseWithProbes, ([each, packets]) => {
      const fewer = { ...each, plan: { ...each.plan, grants: each.plan.grants.slice(1) } };
      const [before, after] = [fewer, each].map((one) => parseRuleset(exportText(exportBoundary(requestOf(one)))));
      for (const probe of packets) {
        for (const oif of ['eth0', 'eth1', 'eth2']) {
          if (before === undefined || after === undefined) throw new Error('unreachable');
          if (evaluatePacket(before, { ...probe, oif }).verdict === 'accept')
            expect(evaluatePacket(after, { ...probe, oif }).verdict).toBe('accept');
        }
      }
    }),
    runs,
  );
});

test('accounts for every grant', () => {
  fc.assert(
    fc.property(boundaryCase, (each) => {
      const { residual } = exportBoundary(requestOf(each));
      const settled = [...residual.exact, ...residual.wider].map((entry) => entry.grant);
      const all = new Set([...settled, ...residual.refused.map((entry) => entry.grant)]);
      expect(new Set(settled).size).toBe(settled.length);
      expect(all.size + residual.elsewhere).toBe(each.plan.grants.length);
    }),
    runs,
  );
});
