/** The last levels of a question: the range of objects, and the windows. */
import type { IntegerRange } from '../../../model/plant.ts';
import { type Assignment, inputOf } from './assignment.ts';
import { isNothing, nothing, type Parts } from './box.ts';
import { levels } from './component.ts';
import { scopeOf } from './evaluate.ts';
import type { LinearLimit } from './linear.ts';
import { objectLimits } from './object-limits.ts';
import { constantsAt, type Question } from './question.ts';
import { solveLevel } from './solve-level.ts';
import { spanOf } from './span.ts';
import { type WindowPoint, windowPoints, windowsFrom, windowsValue } from './windows.ts';

/** More windows in one rule have more sets than are worth looking at. */
const manyWindows = 6;

export function solveSpan(question: Question, assignment: Assignment): Parts {
  const { components } = question.query;
  const limiting = components.flatMap((each, index) => (each.last === levels.indexOf('span') ? [index] : []));
  const ranges = rangesOf(question, limiting, assignment);
  if (ranges?.length === 0) return nothing;
  const following = solveWindows(question, assignment);
  if (isNothing(following)) return nothing;
  if (ranges !== null) {
    return { ...following, parts: ranges.flatMap((range) => following.parts.map((part) => ({ ...part, range }))) };
  }
  const reason = 'a grant says where the objects of a request begin and end, and this says something else';
  return { parts: [], unsaid: [{ reason, component: limiting[0] ?? -1 }] };
}

/** One of the ranges must hold a request; null when ranges do not say it. */
function rangesOf(
  { query, support, budget }: Question,
  limiting: readonly number[],
  assignment: Assignment,
): readonly (IntegerRange | null)[] | null {
  let conjunctions: readonly (readonly LinearLimit[])[] = [[]];
  for (const index of limiting) {
    const component = query.components[index];
    if (component === undefined) return null;
    budget.evaluations -= 1;
    const found = objectLimits(component.body, scopeOf(inputOf(assignment, component), support, budget));
    if (found === null || found.length * conjunctions.length > manyRanges) return null;
    conjunctions = conjunctions.flatMap((limits) => found.map((more) => [...limits, ...more]));
  }
  const spans = conjunctions.map(spanOf);
  return spans.includes('unsaid')
    ? null
    : spans.flatMap((span) => (span === 'none' || span === 'unsaid' ? [] : [span]));
}

/** More ranges between the same ends are hardly meant. */
const manyRanges = 256;

export function solveWindows(question: Question, before: Assignment): Parts {
  const index = levels.indexOf('windows');
  const { components } = question.query;
  const asking = components.filter((each) => each.levels.includes(index));
  const texts = constantsAt(question.query, index, 'texts');
  const names = asking.length === 0 ? [] : [...texts].filter((text) => question.windows.has(text)).sort();
  // A position in the list of windows says nothing that a grant could say.
  const counted = asking.find((each) => each.reads.numbers.size > 0);
  if (counted !== undefined || names.length > manyWindows) {
    return {
      parts: [],
      unsaid: [
        {
          reason: 'a grant can only ask for windows by name',
          component: counted === undefined ? -1 : components.indexOf(counted),
        },
      ],
    };
  }
  const all = asking.length === 0 ? windowPoints([]).slice(0, 1) : windowPoints(names);
  return solveLevel<WindowPoint>(question, {
    index,
    points: all,
    assign: (point): Assignment => ({ ...before, windows: windowsValue(point, texts) }),
    next: () => ({ parts: [{}], unsaid: [] }),
    pack: (passing) => {
      const sets = windowsFrom(passing, all);
      if (sets === null)
        return { parts: [], unsaid: 'it holds while a window is not active, which a grant cannot say' };
      return { parts: sets.map((windows) => ({ windows })), unsaid: null };
    },
  });
}
