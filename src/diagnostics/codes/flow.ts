/** Conversations that the policy does not allow, or cannot judge. */
import { allowByException, type CatalogueEntries, type CatalogueEntry, type References } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

/** A conversation in plant words. */
export interface FlowArgs {
  readonly source: string;
  readonly destination: string;
  /** As `modbus write write_single_coil unit 1 coils 5`. */
  readonly request: string;
  readonly count: number;
  /** The nearest grant, what it says, and what was asked instead; null when there is none. */
  readonly nearest: { readonly grant: string; readonly expected: string; readonly actual: string } | null;
  readonly detail: string | null;
  /** A boundary that it crosses and whose log has no drop of it; null when nothing is known of one. */
  readonly undroppedBy: string | null;
}

export interface FlowDiagnostics {
  readonly 'flow/unknown-source': FlowArgs;
  readonly 'flow/unknown-destination': FlowArgs;
  readonly 'flow/no-conduit': FlowArgs;
  readonly 'flow/endpoint-not-granted': FlowArgs;
  readonly 'flow/service-not-granted': FlowArgs;
  readonly 'flow/operation-not-granted': FlowArgs;
  readonly 'flow/object-out-of-range': FlowArgs;
  readonly 'flow/outside-window': FlowArgs;
  readonly 'flow/no-session': FlowArgs;
  readonly 'flow/expired': FlowArgs;
  readonly 'flow/evaluation-error': FlowArgs;
  readonly 'flow/unjudged': FlowArgs & { readonly missing: readonly string[] };
}

const leastPrivilege: References = {
  iec62443: ['3-3 SR 2.1', '3-3 SR 7.7'],
  attackIcs: ['M0807'],
  nist80082: ['5.2.3', 'AC-4'],
};
const inventory: References = { iec62443: ['3-3 SR 7.8', '3-2 ZCR 1.1'], attackIcs: ['T0848'], nist80082: ['CM-8'] };
const boundaryProtection: References = {
  iec62443: ['3-2 ZCR 3.1', '3-3 SR 5.2 RE 1'],
  attackIcs: ['T0886', 'M0930'],
  nist80082: ['5.2.3', 'SC-7'],
};
const monitoring: References = { iec62443: ['3-3 SR 6.2'], attackIcs: ['M0931'], nist80082: ['SI-4'] };

const says = ({ source, destination, request }: FlowArgs): string =>
  `${quote(source)} asks ${quote(destination)} for ${request}`;
const insteadOf = ({ nearest }: FlowArgs): string =>
  nearest === null
    ? ''
    : `; the nearest grant ${quote(nearest.grant)} says ${quote(nearest.expected)}, not ${quote(nearest.actual)}`;

const past = ({ undroppedBy }: FlowArgs): string =>
  undroppedBy === null ? '' : `; the boundary ${quote(undroppedBy)} lies between them and dropped none of it`;

export const flowEntries: CatalogueEntries<FlowDiagnostics> = {
  'flow/unknown-source': {
    severity: 'high',
    what: (args) =>
      `an unknown device, ${quote(args.source)}${inZone(args)}, asks ${quote(args.destination)} for ${args.request}${past(args)}`,
    why: 'nobody declared this address, so it is in no grant',
    fix: () => 'find out what stands there; declare it as an asset if it belongs there',
    references: inventory,
  },
  'flow/unknown-destination': {
    severity: 'high',
    what: (args) =>
      `${quote(args.source)} asks an unknown device, ${quote(args.destination)}${inZone(args)}, for ${args.request}${past(args)}`,
    why: 'nobody declared this address, so it is in no grant',
    fix: () => 'find out what stands there; declare it as an asset if it belongs there',
    references: inventory,
  },
  'flow/no-conduit': {
    severity: 'critical',
    what: (args) => `${says(args)}, and no conduit connects their zones${past(args)}`,
    why: 'traffic between zones without a conduit goes around the segmentation',
    fix: () => 'find the path it took and close it; write a conduit only if the zones are meant to talk',
    references: boundaryProtection,
  },
  'flow/endpoint-not-granted': denied('high', 'no grant names this pair of endpoints', leastPrivilege),
  'flow/service-not-granted': denied('high', 'the service is not granted between them', leastPrivilege),
  'flow/operation-not-granted': denied('high', 'the operation is not granted', leastPrivilege),
  'flow/object-out-of-range': denied('high', 'the objects lie outside what is granted', leastPrivilege),
  'flow/outside-window': denied('high', 'the time lies outside the granted window', leastPrivilege),
  'flow/no-session': {
    ...denied('high', 'the grant holds only during a vendor session', allowByException),
    fix: ({ detail }) =>
      `stop the traffic at its source, or ${detail ?? 'open a session'} before the work begins, and name the session log with \`--sessions\``,
  },
  'flow/expired': denied('high', 'the grant has expired', allowByException),
  'flow/evaluation-error': {
    severity: 'high',
    what: (args) => `${says(args)}, and the policy failed: ${args.detail ?? 'no reason given'}`,
    why: 'a decision that cannot be made is a denial',
    fix: () => 'correct the Rego rule that failed',
    references: allowByException,
  },
  'flow/unjudged': {
    severity: 'low',
    what: (args) =>
      `${says(args)}, which is allowed for some and denied for other values of its ${args.missing.join(' and ')}`,
    why: 'the source did not show it, so this is neither compliant nor a violation',
    fix: ({ missing }) => `record with a source that shows the ${missing.join(' and ')}`,
    references: monitoring,
  },
};

function denied(severity: 'high', what: string, references: References): CatalogueEntry<FlowArgs> {
  return {
    severity,
    what: (args) => `${says(args)}: ${what}${insteadOf(args)}${past(args)}`,
    why: 'everything that is not granted is denied',
    fix: () => 'stop the traffic at its source, or widen the grant in a change that its owner approves',
    references,
  };
}

function inZone({ detail }: FlowArgs): string {
  return detail === null ? '' : ` (${detail})`;
}
