/** The JSON document of `drift`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Finding, findingOf } from '../diagnostics/finding.ts';
import { compareSeverities, type Severity, severities } from '../diagnostics/severity.ts';
import type { DriftFacts } from '../model/drift.ts';

export interface DriftReport extends DriftFacts {
  readonly schema: 'zonewright/drift/v1';
  readonly plant: string;
  readonly boundary: string;
  /** The git revision of the plant's files, null outside of git. */
  readonly revision: string | null;
  /** When the boundary was looked at, ISO 8601, UTC; differences that were over by then do not count. */
  readonly time: string;
  /** The most dangerous first. */
  readonly findings: readonly DriftFinding[];
  /** Findings by severity. */
  readonly summary: Readonly<Record<Severity, number>>;
}

export interface DriftFinding extends Finding {
  /** Packets that pass and should not, or should and do not; null for findings about something else. */
  readonly difference: DriftDifference | null;
  /** A command that shows what the finding is about, null where there is none. */
  readonly show: string | null;
}

export interface DriftDifference {
  /** Zones, null for addresses of no zone. */
  readonly from: string | null;
  readonly to: string | null;
  /** How many other pairs of zones are alike; where a grant does not pass, how many other grants, which are `related`. */
  readonly others: number;
  /** As `tcp 502` and `icmp type 8`. */
  readonly services: readonly string[];
  /** Whether it is so only at some times. */
  readonly sometimes: boolean;
  /** The grant that does not pass, null where too much does. */
  readonly grant: string | null;
  /** One packet in words. */
  readonly witness: string;
  /** The rule or element that decides, in words. */
  readonly through: string;
}

type Parts = Pick<DriftReport, 'plant' | 'boundary' | 'revision' | 'time'>;

/** Makes the document. */
export function driftReport(parts: Parts, diagnostics: readonly Diagnostic[], facts: DriftFacts): DriftReport {
  const findings = diagnostics
    .map((diagnostic): DriftFinding => ({ ...findingOf(diagnostic), ...factsOf(diagnostic) }))
    .sort((a, b) => compareSeverities(a.severity, b.severity));
  const summary = Object.fromEntries(
    severities.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]),
  ) as Record<Severity, number>;
  return { schema: 'zonewright/drift/v1', ...parts, ...facts, findings, summary };
}

function factsOf({ code, args }: Diagnostic): Pick<DriftFinding, 'difference' | 'show'> {
  const show = 'show' in args ? args.show : null;
  switch (code) {
    case 'drift/open':
    case 'drift/open-safety': {
      const { from, to, others, services, sometimes, witness, through } = args;
      return { difference: { from, to, others, services, sometimes, grant: null, witness, through }, show };
    }
    case 'drift/closed':
    case 'drift/closed-safety': {
      const { from, to, others, services, sometimes, grant, witness, through } = args;
      return { difference: { from, to, others, services, sometimes, grant, witness, through }, show };
    }
    default:
      return { difference: null, show };
  }
}
