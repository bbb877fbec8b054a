/** Which grants add nothing of their own, and which share a part with others. */
import { type Diagnostic, diagnose, type Related } from '../../diagnostics/diagnostic.ts';
import type { AnalysisContext, Question } from '../analysis-context.ts';
import { conversationIn } from '../conversation-words.ts';
import { type CoveredOpening, coveredOpenings } from '../covering/covered.ts';
import { overlappingOpenings } from '../covering/overlapping.ts';
import type { Opening } from '../opening.ts';

/** Overlaps leave out what is covered, so one answer is needed for both questions. */
const answers = new WeakMap<AnalysisContext, readonly CoveredOpening[]>();

/** A grant that is over, or never holds, is a matter of its own. */
export const askCovered: Question = function* (context) {
  for (const { opening, how, by, instead } of coveredIn(context)) {
    if (context.activityOf(opening).kind !== 'active') continue;
    const args = { grant: opening.name, how, by: by.map(nameOf), instead: instead.map(nameOf) };
    yield diagnose('grant/covered', opening.at, args, by.map(placeOf));
  }
};

export const askOverlapping: Question = function* (context): Generator<Diagnostic> {
  const covered = new Set(coveredIn(context).map((each) => each.opening));
  const live = new Set(context.live);
  const found = overlappingOpenings(context.openings, (opening) => live.has(opening) && !covered.has(opening));
  for (const { opening, partners, more, common } of found) {
    const example = conversationIn(context.openings.space, common, context);
    const args = { grant: opening.name, with: partners.map(nameOf), more, example };
    yield diagnose('grant/overlapping', opening.at, args, partners.map(placeOf));
  }
};

function coveredIn(context: AnalysisContext): readonly CoveredOpening[] {
  const answer = answers.get(context) ?? coveredOpenings(context.openings);
  answers.set(context, answer);
  return answer;
}

function nameOf(opening: Opening): string {
  return opening.name;
}

function placeOf({ name, at, grants }: Opening): Related {
  return { at, what: grants.length === 0 ? 'free inside this zone' : `\`${name}\` stands here` };
}
