/**
 * What an import has to say. The same fact about many things is one finding with all of its places, so that a plant of a
 * thousand assets is no report of a thousand pages.
 */
import {
  type Diagnostic,
  type DiagnosticArgs,
  type DiagnosticCode,
  type DiagnosticOf,
  diagnose,
} from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import type { Span } from '../../model/span.ts';

/** Codes whose facts say how often they hold. */
type CountedCode = {
  [C in DiagnosticCode]: DiagnosticArgs[C] extends { readonly count: number } ? C : never;
}[DiagnosticCode];

export interface Notes {
  readonly report: (diagnostic: Diagnostic) => void;
  /** Reports a fact that may hold of many things; `count` is added up. */
  readonly count: <C extends CountedCode>(code: C, at: Span, args: Omit<DiagnosticArgs[C], 'count'>) => void;
  /** Everything so far, in order of place; null when it is more than a report can hold. */
  readonly all: () => readonly Diagnostic[] | null;
}

/** Findings of one import; the largest drawings that people make have thousands. */
export const mostNotes = 100_000;

interface Counted {
  readonly at: Span;
  readonly others: Span[];
  readonly finish: (count: number, others: readonly Span[]) => Diagnostic;
}

export function createNotes(): Notes {
  const single: Diagnostic[] = [];
  const counted = new Map<string, Counted>();
  return {
    report: (diagnostic) => {
      if (single.length <= mostNotes) single.push(diagnostic);
    },
    count: (code, at, args) => {
      const key = `${code} ${JSON.stringify(args)}`;
      const known = counted.get(key);
      if (known !== undefined) known.others.push(at);
      else if (counted.size <= mostNotes) counted.set(key, { at, others: [], finish: finisherOf(code, at, args) });
    },
    all: () => {
      if (single.length > mostNotes || counted.size > mostNotes) return null;
      const many = [...counted.values()].map(({ others, finish }) => finish(1 + others.length, others));
      return orderDiagnostics([...single, ...many]);
    },
  };
}

function finisherOf<C extends CountedCode>(
  code: C,
  at: Span,
  args: Omit<DiagnosticArgs[C], 'count'>,
): Counted['finish'] {
  return (count, others) => {
    const related = others.map((other) => ({ at: other, what: 'here too' }));
    // The facts without their count are those of the code, by the type of `args`.
    return diagnose(
      code,
      at,
      { ...args, count } as unknown as DiagnosticArgs[C],
      related,
    ) as DiagnosticOf<C> as Diagnostic;
  };
}
