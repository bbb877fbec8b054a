/** Windows open at some time, and grants ask for windows that exist. */
import { localToEpoch } from '../../algebra/zoned-time.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { OnceSpan, Plant, WeeklySpan, Window, Written } from '../../model/plant.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

export const checkWindows: PlantCheck = function* ({ plant, options }) {
  for (const window of plant.windows) yield* checkSpan(window, options.today);
  const ids = new Set(plant.windows.map((window) => window.id));
  const suggest = suggesterOf(ids);
  for (const { value, at } of referencesOf(plant)) {
    if (!ids.has(value))
      yield diagnose('reference/unknown', at, { kind: 'window', id: value, suggestion: suggest(value) });
  }
};

function* referencesOf(plant: Plant): Generator<Written<string>> {
  for (const conduit of plant.conduits) for (const { during } of conduit.allow) if (during !== null) yield during;
  for (const { during } of plant.invariants) if (during !== null) yield during;
}

function* checkSpan(window: Window, today: string): Generator<Diagnostic> {
  if (window.span.kind === 'session') return;
  const problem =
    window.span.kind === 'weekly' ? weeklyProblem(window.span) : onceProblem(window.span, window.timezone);
  if (problem !== null) yield diagnose('window/never', idSpan(window), { window: window.id, problem });
  else if (window.span.kind === 'once' && window.span.to !== null && window.span.to.slice(0, 10) < today)
    yield diagnose('window/past', idSpan(window), { window: window.id, to: window.span.to });
}

/** A span without days stands for one that could not be read, which has been reported. */
function weeklyProblem({ days, from, to }: WeeklySpan): string | null {
  return days.length > 0 && from === to ? 'it closes at the minute at which it opens' : null;
}

function onceProblem({ from, to }: OnceSpan, timezone: string): string | null {
  if (from === null || to === null) return null;
  if (from === to) return 'it closes at the minute at which it opens';
  if (from > to) return 'it closes before it opens';
  return epochOf(from, timezone) < epochOf(to, timezone) ? null : 'the clock change skips all of its minutes';
}

function epochOf(text: string, timezone: string): number {
  const minutes = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  return localToEpoch({ date: text.slice(0, 10), minutes }, timezone);
}
