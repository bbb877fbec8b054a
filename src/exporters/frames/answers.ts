/** How the requests of a protocol are answered, since a bridge does not remember what was asked. */
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant } from '../../model/plan.ts';
import { answerHeads, type FrameHead } from './frame-heads.ts';
import type { FrameService } from './frame-services.ts';

export interface Answers {
  /** What answers look like. */
  readonly services: readonly FrameService[];
  /** Whether only answers look so; if not, whoever is asked may begin as well. */
  readonly told: boolean;
  /** Whether an answer is the request itself, which came back with the mark of a local address on its source. */
  readonly returning: boolean;
}

/** Null for protocols that are never answered: their operations are all reports. */
export function answersTo(grant: PlanGrant, services: readonly FrameService[], catalogue: Catalogue): Answers | null {
  const operations = catalogue.protocols.get(grant.protocol)?.operations ?? [];
  if (operations.length > 0 && operations.every((entry) => entry.class === 'report')) return null;
  const answers = services.map(({ types, heads }) => ({ types, answer: answerHeads(grant.protocol, heads), heads }));
  return {
    services: answers.map(({ types, answer, heads }) => ({ types, heads: answer ?? heads })).filter(isSome),
    told: answers.every(({ answer }) => answer !== null),
    // ETG.1000.4: slaves set the bit in frames that they pass on.
    returning: grant.protocol === 'ethercat',
  };
}

function isSome({ heads }: { readonly heads: readonly FrameHead[] | null }): boolean {
  return heads === null || heads.length > 0;
}
