/**
 * What is in the frames of a protocol, as far as its first four bytes tell: PROFINET RT and DCP by IEC 61158-6-10, the
 * process bus by IEC 61850-8-1 annex C. Written as questions about single numbers, so that no table is read twice alike.
 */
import { type IntegerSet, integerSet } from '../../../algebra/integer-set.ts';
import type { Protocol } from '../../../model/catalogue.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import type { Asked } from './asked-together.ts';
import type { Contents } from './contents.ts';
import { dcpContents } from './dcp-frames.ts';
import { frameIdsOf } from './frame-ids.ts';
import { type FrameSpace, frameAxes, framesWith } from './frame-space.ts';

/** Null for a protocol whose first bytes tell nothing. */
export function contentsOf(
  space: FrameSpace,
  protocol: Protocol,
  asked: readonly Asked[],
  units: readonly IntegerRange[] | null,
): Contents | null {
  switch (protocol.id) {
    case 'profinet-rt': {
      const ids = frameIdsOf(protocol, asked);
      const requests = framesWith(space, frameAxes.lead, leads(ids.asked));
      return { requests, answers: requests, told: false, carries: ids.carries, units: null };
    }
    case 'profinet-dcp':
      return dcpContents(space, protocol, asked);
    case 'goose':
    case 'sampled-values':
    case 'gse-management': {
      if (units === null) return null;
      const requests = framesWith(space, frameAxes.lead, leads(units));
      const answers = isAnswered(protocol) ? requests : null;
      return { requests, answers, told: false, carries: () => true, units: integerSet(units) };
    }
    default:
      return null;
  }
}

/** A protocol that only reports is not answered. */
export function isAnswered({ operations }: Protocol): boolean {
  return operations.length === 0 || operations.some((entry) => entry.class !== 'report');
}

/** First three bytes, whose first two are one of some numbers. */
function leads(numbers: readonly IntegerRange[]): IntegerSet {
  return integerSet(numbers.map(({ from, to }) => ({ from: from * 0x100, to: to * 0x100 + 0xff })));
}
