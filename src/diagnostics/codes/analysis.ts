/** What an analysis of the allowed set finds: grants that add nothing, hold at no time, reach too far down, or are not used. */
import { allowByException, type CatalogueEntries, type References } from '../catalogue-entry.ts';
import { codeWords, counted, foreignText, joinWords, quote } from '../words.ts';

/** One conversation, as an example. */
export interface ExampleConversation {
  readonly source: string;
  readonly destination: string;
  /** As `modbus read read_coils unit 1 coils 5 on tcp/502`. */
  readonly request: string;
  /** ISO 8601, UTC; null when it may be now. */
  readonly time: string | null;
}

/** A way from a zone above the DMZ to one below it. */
interface ReachArgs {
  readonly grant: string;
  readonly from: string;
  readonly fromLevel: number;
  readonly to: string;
  readonly toLevel: number;
  readonly safety: boolean;
  /** How many pairs of zones of the grant are alike. */
  readonly pairs: number;
  /** Operation classes, or `any operation of any protocol`. */
  readonly opened: readonly string[];
}

/** Recorded traffic that a finding rests on. */
interface SeenArgs {
  readonly grant: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
  readonly conversations: number;
}

export interface AnalysisDiagnostics {
  readonly 'grant/covered': {
    readonly grant: string;
    readonly how: 'same' | 'one' | 'together';
    /** Grants, and `internal:<zone>` for free traffic inside a zone. */
    readonly by: readonly string[];
    /** Those of `by` that are covered themselves, so that they must stay if this grant goes. */
    readonly instead: readonly string[];
  };
  readonly 'grant/overlapping': {
    readonly grant: string;
    readonly with: readonly string[];
    readonly more: boolean;
    readonly example: ExampleConversation | null;
  };
  readonly 'grant/never-active': {
    readonly grant: string;
    readonly windows: readonly string[];
    /** When they were last active together, ISO 8601, UTC; null when they never are. */
    readonly ended: string | null;
  };
  readonly 'grant/expiring': { readonly grant: string; readonly ends: string; readonly days: number };
  readonly 'grant/unused': SeenArgs;
  readonly 'grant/partly-used': SeenArgs & { readonly unused: readonly string[]; readonly suffices: string };
  readonly 'reach/from-above': ReachArgs;
  readonly 'reach/control-from-above': ReachArgs;
}

const leastUse: References = { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0942'], nist80082: ['5.2.3'] };

export const analysisEntries: CatalogueEntries<AnalysisDiagnostics> = {
  'grant/covered': {
    severity: 'low',
    what: ({ grant, how, by }) => {
      const others = joinWords(by.map(openingWords));
      if (how === 'same') return `grant ${quote(grant)} is the same as ${others}`;
      return how === 'one'
        ? `grant ${quote(grant)} lies wholly within ${others}`
        : `grant ${quote(grant)} is covered by ${others} together`;
    },
    why: 'it decides nothing: taking it away closes nothing, although whoever revokes it may think so',
    fix: ({ how, instead }) => {
      if (instead.length > 0)
        return `remove it, or ${joinWords(instead.map(openingWords))}, but not both: each is covered only while the other stays`;
      return how === 'same' ? 'keep one of the two' : 'remove it, or make the wider grants narrower';
    },
    references: allowByException,
  },
  'grant/overlapping': {
    severity: 'info',
    what: ({ grant, with: partners, more, example }) => {
      const others = joinWords([...partners.map(openingWords), ...(more ? ['others'] : [])]);
      const both = example === null ? '' : `; both allow ${exampleWords(example)}`;
      return `grant ${quote(grant)} shares a part with ${others}${both}`;
    },
    why: 'taking one of them away leaves the shared part open',
    fix: () => 'nothing has to change; narrow one of them if the shared part was not meant twice',
    references: allowByException,
  },
  'grant/never-active': {
    severity: 'medium',
    what: ({ grant, windows, ended }) =>
      ended === null
        ? `the windows of grant ${quote(grant)} are never active together: ${joinWords(windows.map(quote))}`
        : `the windows of grant ${quote(grant)}, ${joinWords(windows.map(quote))}, were last active together on ${quote(ended)}`,
    why: 'it allows nothing from now on, but whoever reads the files may think that it does',
    fix: ({ ended }) =>
      ended === null
        ? 'correct `during`, `starts` or `expires`, or remove the grant'
        : 'remove the grant, or extend it',
    references: { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0807'], nist80082: ['5.2.3'] },
  },
  'grant/expiring': {
    severity: 'info',
    what: ({ grant, ends, days }) => `grant ${quote(grant)} ends on ${quote(ends)}, in ${counted(days, 'day')}`,
    why: 'what still needs it will be denied from then on',
    fix: () => 'ask its owner whether it is to be extended',
    references: { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0807'], nist80082: [] },
  },
  'grant/unused': {
    severity: 'low',
    what: (args) => `no conversation used grant ${quote(args.grant)} ${seenWords(args)}`,
    why: 'a permission that nobody needs helps only an attacker',
    fix: () => 'remove it, or give it a window or a last day, unless it is meant for rarer occasions',
    references: leastUse,
  },
  'grant/partly-used': {
    severity: 'info',
    what: (args) => `parts of grant ${quote(args.grant)} were not used ${seenWords(args)}: ${joinWords(args.unused)}`,
    why: 'a permission that nobody needs helps only an attacker',
    fix: ({ suffices }) => `what was seen needs no more than ${codeWords(suffices)}`,
    references: leastUse,
  },
  'reach/from-above': {
    severity: 'high',
    what: reachWords,
    why: 'traffic from above is meant to end in the DMZ; here it goes on to where the process is run',
    fix: () => 'let it end at a server in the DMZ, and grant the rest of the way to that server only',
    references: {
      iec62443: ['3-2 ZCR 3.2', '3-2 ZCR 3.3', '3-3 SR 5.2 RE 1'],
      attackIcs: ['T0886', 'M0930'],
      nist80082: ['5.2.3', 'SC-7'],
    },
  },
  'reach/control-from-above': {
    severity: 'critical',
    what: reachWords,
    why: 'a machine in an office or on the internet could change what the process does',
    fix: () => 'remove these operations, or let them end at a jump host in the DMZ',
    references: {
      iec62443: ['3-2 ZCR 3.2', '3-2 ZCR 3.3', '3-3 SR 5.2 RE 1'],
      attackIcs: ['T0836', 'T0843', 'T0858', 'T0886', 'M0930'],
      nist80082: ['5.2.3', 'SC-7'],
    },
  },
};

function reachWords({ grant, from, fromLevel, to, toLevel, safety, pairs, opened }: ReachArgs): string {
  const target = safety ? `the safety zone ${quote(to)}` : `zone ${quote(to)} on level ${toLevel}`;
  const more = pairs > 1 ? ` (and for ${pairs - 1} more pairs of zones)` : '';
  return `grant ${quote(grant)} leads from zone ${quote(from)} on level ${fromLevel} past the DMZ to ${target}${more}: ${joinWords(opened, 16)}`;
}

function seenWords({ since, until, conversations }: SeenArgs): string {
  return `in ${counted(conversations, 'conversation')} from ${quote(since)} to ${quote(until)}`;
}

/** `internal:<zone>` is no grant. */
function openingWords(name: string): string {
  const zone = /^internal:(.*)$/s.exec(name)?.[1];
  return zone === undefined ? quote(name) : `the free traffic inside zone ${quote(zone)}`;
}

function exampleWords({ source, destination, request, time }: ExampleConversation): string {
  const when = time === null ? '' : ` at ${time}`;
  return `${quote(source)} asking ${quote(destination)} for ${foreignText(request)}${when}`;
}
