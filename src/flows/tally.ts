/** Counts what a reader went through and what it could not use, so that nothing is left out in silence. */
import type { FlowProblem, FlowStatistics } from '../model/conversation.ts';
import type { PlaceTrace } from './place-trace.ts';

/** The running account of one file. */
export interface Tally {
  /** Packets of a capture. */
  packets: number;
  /** Lines of a log that hold data. */
  records: number;
  /** Counts something that was not used. */
  skip(reason: string): void;
  /** Counts something odd about what was used all the same. */
  remark(reason: string): void;
  /** What `remark` counts, for who has something to remark about every packet. */
  remarkCounter(reason: string): Counter;
  /** Counts and describes something broken; only the first of a reason are described. */
  broken(reason: string, unit: FlowProblem['unit'], position: number | null, text: string): void;
  /** Describes something that nothing was lost by, once per text. */
  note(text: string, unit: FlowProblem['unit'], position: number | null): void;
  statistics(): FlowStatistics;
  problems(): FlowProblem[];
}

export interface Counter {
  count: number;
}

const notedTexts = 100;

/**
 * An empty account that describes at most `limit` problems per reason, tells a trace what was left out, and whoever
 * asked of each problem as soon as it is described.
 */
export function createTally(
  file: string,
  limit: number,
  trace: PlaceTrace | null = null,
  onProblem: (problem: FlowProblem) => void = () => {},
): Tally {
  const skipped = new Map<string, Counter>();
  const remarks = new Map<string, Counter>();
  const described = new Map<string, number>();
  const noted = new Set<string>();
  const problems: FlowProblem[] = [];

  function describe(problem: FlowProblem): void {
    problems.push(problem);
    onProblem(problem);
  }

  return {
    packets: 0,
    records: 0,
    skip(reason) {
      counterOf(skipped, reason).count++;
      trace?.left(reason, null);
    },
    remark(reason) {
      counterOf(remarks, reason).count++;
    },
    remarkCounter: (reason) => counterOf(remarks, reason),
    broken(reason, unit, position, text) {
      counterOf(skipped, reason).count++;
      trace?.left(reason, text);
      const told = described.get(reason) ?? 0;
      if (told >= limit) return;
      described.set(reason, told + 1);
      describe({ file, position, unit, reason: text });
    },
    note(text, unit, position) {
      if (noted.has(text) || noted.size >= notedTexts) return;
      noted.add(text);
      describe({ file, position, unit, reason: text });
    },
    statistics() {
      return { packets: this.packets, records: this.records, skipped: sorted(skipped), remarks: sorted(remarks) };
    },
    problems: () => problems,
  };
}

function counterOf(counters: Map<string, Counter>, reason: string): Counter {
  const known = counters.get(reason);
  if (known !== undefined) return known;
  const created = { count: 0 };
  counters.set(reason, created);
  return created;
}

function sorted(counters: ReadonlyMap<string, Counter>): Readonly<Record<string, number>> {
  const counted = [...counters].filter(([, { count }]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(counted.map(([reason, { count }]) => [reason, count]));
}
