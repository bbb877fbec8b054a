/** What is known to be wrong with a plant, put together from both stages of its check. */
import { severities } from '../../diagnostics/severity.ts';
import type { Span } from '../../model/span.ts';
import type { CheckAnswer, FoundFinding } from './check-talk.ts';

type Findings = Extract<CheckAnswer, { readonly kind: 'findings' }>;

export interface FindingBoard {
  /** Goes up with each change. */
  readonly generation: () => number;
  /** A file has changed, so that places in it may be others. */
  readonly touch: (file: string | null) => void;
  /** Whether the answer is about the plant as it is now. */
  readonly take: (answer: Findings) => boolean;
  /** Findings by file; those without a place are about `plant.yaml`. */
  readonly byFile: () => ReadonlyMap<string, readonly PlacedFinding[]>;
}

export interface PlacedFinding {
  readonly found: FoundFinding;
  readonly at: Span;
}

/** Findings of one file that are shown; the gravest of more. */
const mostOfFile = 1000;

export function openFindingBoard(): FindingBoard {
  let generation = 0;
  let first: readonly FoundFinding[] = [];
  let rest: readonly FoundFinding[] = [];
  /** Files that changed since `rest` was found. */
  const touched = new Set<string>();
  return {
    generation: () => generation,
    touch: (file) => {
      generation += 1;
      if (file !== null) touched.add(file);
    },
    take: (answer) => {
      if (answer.generation !== generation) return false;
      if (answer.part === 'first') first = answer.findings;
      else {
        rest = answer.findings;
        touched.clear();
      }
      return true;
    },
    byFile: () => {
      // What takes longer stays as it was until it is known again, where its place is still the same.
      const kept = rest.filter(({ finding }) => finding.at === null || !touched.has(finding.at.file));
      return grouped([...first, ...kept]);
    },
  };
}

function grouped(findings: readonly FoundFinding[]): ReadonlyMap<string, readonly PlacedFinding[]> {
  const byFile = new Map<string, PlacedFinding[]>();
  for (const found of findings) {
    const at = found.finding.at ?? startOfPlant;
    const list = byFile.get(at.file);
    if (list === undefined) byFile.set(at.file, [{ found, at }]);
    else list.push({ found, at });
  }
  for (const [file, list] of byFile) if (list.length > mostOfFile) byFile.set(file, gravest(list));
  return byFile;
}

function gravest(list: readonly PlacedFinding[]): PlacedFinding[] {
  const weight = ({ found }: PlacedFinding): number => severities.indexOf(found.finding.severity);
  return [...list].sort((a, b) => weight(a) - weight(b)).slice(0, mostOfFile);
}

const startOfPlant: Span = { file: 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
