/** How what runs on a boundary differs from what the plant says (docs/nftables.md, "Drift"). */
import type { CatalogueEntries, References } from '../catalogue-entry.ts';
import { codeWords, counted, foreignText, joinWords, quote } from '../words.ts';

/** Packets that one pair of zones exchanges and should not, or should and does not. */
interface DifferenceArgs {
  readonly boundary: string;
  /** Null: addresses of no zone. */
  readonly from: string | null;
  readonly to: string | null;
  /** How many other pairs of zones, or grants, are alike. */
  readonly others: number;
  /** Whether the packets come in or leave by an interface behind which their zone does not lie. */
  readonly misplaced: boolean;
  /** As `tcp 502` and `icmp type 8`. */
  readonly services: readonly string[];
  /** Whether it is so only at some times. */
  readonly sometimes: boolean;
  /** One packet in words. */
  readonly witness: string;
  /** The rule or element that decides, in words. */
  readonly through: string;
}

interface ClosedArgs extends Omit<DifferenceArgs, 'misplaced'> {
  readonly grant: string;
}

/** Packets of connections that have begun. */
interface LiveArgs {
  readonly boundary: string;
  /** As `passes in a connection of another ruleset, and not as a first packet`. */
  readonly how: readonly string[];
  readonly witness: string;
  readonly through: string;
}

/** A rule in the table of the boundary that this program cannot read. */
interface RuleArgs {
  readonly boundary: string;
  /** As `rule "ip ttl 1 accept" of chain forward, handle 45`. */
  readonly rule: string;
  /** How many rules that is. */
  readonly count: number;
  /** What it may let pass or stop at most: pairs of zones with services, or kinds of packets. */
  readonly extent: readonly string[];
  readonly witness: string;
  /** A command that shows the rule. */
  readonly show: string;
}

/** A chain, table or setting beside the table of the boundary. */
interface BesideArgs {
  readonly boundary: string;
  /** As `chain FORWARD of table ip filter, hook forward, priority 0`. */
  readonly what: string;
  /** What it does to packets, as a sentence without its subject. */
  readonly effect: string;
  readonly show: string;
}

export interface DriftDiagnostics {
  readonly 'drift/unfiltered': {
    readonly boundary: string;
    readonly why: string;
    readonly families: readonly string[];
  };
  readonly 'drift/not-loaded': { readonly boundary: string; readonly why: string };
  readonly 'drift/open': DifferenceArgs;
  readonly 'drift/open-safety': DifferenceArgs;
  readonly 'drift/closed': ClosedArgs;
  readonly 'drift/closed-safety': ClosedArgs;
  readonly 'drift/live-open': LiveArgs;
  readonly 'drift/live-closed': LiveArgs;
  readonly 'drift/may-open': RuleArgs;
  readonly 'drift/may-close': RuleArgs;
  readonly 'drift/bypass': BesideArgs;
  readonly 'drift/rewritten': BesideArgs;
  readonly 'drift/translation': {
    readonly boundary: string;
    /** What is translated otherwise, or why nobody knows; a sentence. */
    readonly what: string;
    readonly show: string;
  };
  readonly 'drift/foreign-closes': BesideArgs & { readonly certain: boolean };
  readonly 'drift/weakened': { readonly boundary: string; readonly what: string };
  readonly 'drift/interface': {
    readonly boundary: string;
    readonly interface: string;
    readonly zones: readonly string[];
  };
  readonly 'drift/older-policy': {
    readonly boundary: string;
    readonly running: string;
    readonly wanted: string;
  };
  readonly 'drift/trial': {
    readonly boundary: string;
    readonly policy: string;
    /** ISO 8601, UTC. */
    readonly until: string;
    /** What judges when the trial is over. */
    readonly afterwards: string;
  };
  readonly 'drift/boot': {
    readonly boundary: string;
    readonly file: string;
    readonly boots: string;
    readonly runs: string;
  };
  readonly 'drift/endless-session': { readonly boundary: string; readonly window: string };
  readonly 'drift/unknown-session': { readonly boundary: string; readonly key: string };
  readonly 'drift/leftovers': { readonly boundary: string; readonly what: string };
}

const enforcement: References = {
  iec62443: ['3-3 SR 5.2', '3-3 SR 7.6'],
  attackIcs: ['M0930', 'M0937'],
  nist80082: ['5.2.3', 'CM-3', 'SC-7'],
};

export const driftEntries: CatalogueEntries<DriftDiagnostics> = {
  'drift/unfiltered': {
    severity: 'critical',
    what: ({ boundary, why, families }) =>
      `boundary ${quote(boundary)} forwards ${joinWords(families)} and judges nothing: ${foreignText(why)}`,
    why: 'every packet passes from every zone to every other',
    fix: ({ boundary }) => restore(boundary),
    references: enforcement,
  },
  'drift/not-loaded': {
    severity: 'medium',
    what: ({ boundary, why }) =>
      `boundary ${quote(boundary)} judges nothing: ${foreignText(why)}; the kernel does not forward packets either`,
    why: 'as soon as somebody switches forwarding on, every packet passes',
    fix: ({ boundary }) => restore(boundary),
    references: enforcement,
  },
  'drift/open': openEntry('high', 'who sits there reaches what the plant denies, and no denial tells of it'),
  'drift/open-safety': openEntry(
    'critical',
    'a safety zone must be reached by nothing but what was agreed for it; this was not',
  ),
  'drift/closed': closedEntry('medium', 'something that the plant needs does not work, or will not when it is needed'),
  'drift/closed-safety': closedEntry('high', 'what was agreed for a safety zone does not reach it'),
  'drift/live-open': {
    severity: 'high',
    what: ({ boundary, how, witness, through }) =>
      `boundary ${quote(boundary)} lets packets of live connections pass that could not begin: ${foreignText(witness)}, which ${joinWords(how, 3)}; let through by ${foreignText(through)}`,
    why: 'a connection that was withdrawn goes on, and one that was never allowed may pass for one that was',
    fix: ({ boundary }) => restore(boundary),
    references: enforcement,
  },
  'drift/live-closed': {
    severity: 'medium',
    what: ({ boundary, how, witness, through }) =>
      `boundary ${quote(boundary)} stops packets of connections that may begin: ${foreignText(witness)}, which ${joinWords(how, 3)}; stopped by ${foreignText(through)}`,
    why: 'connections begin and then hang, or get no answer',
    fix: ({ boundary }) => restore(boundary),
    references: enforcement,
  },
  'drift/may-open': {
    severity: 'high',
    what: ({ boundary, rule, count, extent, witness }) =>
      `${foreignText(rule)} on boundary ${quote(boundary)} ${count === 1 ? 'is not understood; at most it lets pass' : 'are not understood; at most they let pass'} ${joinWords(extent, 6)}, such as ${foreignText(witness)}`,
    why: 'nobody can say how much of that passes without reading the rule',
    fix: ({ boundary, show }) => `read it with ${quote(show)}; ${restore(boundary)}`,
    references: enforcement,
  },
  'drift/may-close': {
    severity: 'medium',
    what: ({ boundary, rule, count, extent, witness }) =>
      `${foreignText(rule)} on boundary ${quote(boundary)} ${count === 1 ? 'is not understood; at most it stops' : 'are not understood; at most they stop'} ${joinWords(extent, 6)}, such as ${foreignText(witness)}`,
    why: 'granted traffic may fail, perhaps only sometimes',
    fix: ({ boundary, show }) => `read it with ${quote(show)}; ${restore(boundary)}`,
    references: enforcement,
  },
  'drift/bypass': {
    severity: 'high',
    what: ({ boundary, what, effect }) =>
      `${foreignText(what)} beside boundary ${quote(boundary)} ${foreignText(effect)}`,
    why: 'what does not meet the table of the boundary, or meets it in disguise, is not judged by the plant',
    fix: ({ show }) => `look at it with ${quote(show)}, and remove it or take it into the plant`,
    references: enforcement,
  },
  'drift/rewritten': {
    severity: 'medium',
    what: ({ boundary, what, effect }) =>
      `${foreignText(what)} beside boundary ${quote(boundary)} ${foreignText(effect)}`,
    why: 'the plant judges addresses, and these are not those that the ends see',
    fix: ({ show }) => `look at it with ${quote(show)}, and remove it or take it into the plant`,
    references: enforcement,
  },
  'drift/translation': {
    severity: 'high',
    what: ({ boundary, what }) => `at boundary ${quote(boundary)} ${foreignText(what)}`,
    why: 'who asks for one device reaches another, which answers in its name',
    fix: ({ boundary, show }) =>
      `look at it with ${quote(show)}; ${quote(`zonewright apply --boundary ${boundary}`)} puts the translation of the plant back`,
    references: enforcement,
  },
  'drift/foreign-closes': {
    severity: 'medium',
    what: ({ boundary, what, effect, certain }) =>
      `${foreignText(what)} beside boundary ${quote(boundary)} ${certain ? 'stops' : 'may stop'} ${foreignText(effect)}`,
    why: 'a packet must be accepted by every chain of its hook, so that a grant does not pass where another chain drops it',
    fix: ({ show }) => `look at it with ${quote(show)}, and accept there what the plant grants`,
    references: enforcement,
  },
  'drift/weakened': {
    severity: 'low',
    what: ({ boundary, what }) =>
      `the table of boundary ${quote(boundary)} is not as it was loaded: ${foreignText(what)}`,
    why: 'nothing passes by that today; a later mistake would',
    fix: ({ boundary }) => restore(boundary),
    references: enforcement,
  },
  'drift/interface': {
    severity: 'medium',
    what: ({ boundary, interface: name, zones }) =>
      `boundary ${quote(boundary)} has no interface ${quote(name)}, behind which ${counted(zones.length, 'zone')} should lie: ${joinWords(zones.map(quote))}`,
    why: 'nothing passes from or to these zones, and an interface under another name is nobody’s',
    fix: () => 'give the interface its name back, or write its new name into the boundary',
    references: enforcement,
  },
  'drift/older-policy': {
    severity: 'info',
    what: ({ boundary, running, wanted }) =>
      `boundary ${quote(boundary)} runs the policy of ${foreignText(running)}, and the plant is at ${foreignText(wanted)}`,
    why: 'the differences are what changed between the two, unless somebody changed the table as well',
    fix: ({ boundary }) =>
      `${codeWords(`zonewright apply --boundary ${boundary}`)} brings the boundary up to the plant`,
    references: enforcement,
  },
  'drift/trial': {
    severity: 'info',
    what: ({ boundary, policy, until, afterwards }) =>
      `boundary ${quote(boundary)} has ${foreignText(policy)} on trial until ${until}; after that, ${foreignText(afterwards)} judges again`,
    why: 'what is on trial is taken back by the kernel unless somebody confirms it',
    fix: ({ boundary }) => `${codeWords(`zonewright confirm --boundary ${boundary}`)} keeps it`,
    references: enforcement,
  },
  'drift/boot': {
    severity: 'medium',
    what: ({ boundary, file, boots, runs }) =>
      `the next boot of boundary ${quote(boundary)} loads ${foreignText(boots)} from ${quote(file)}, and ${foreignText(runs)} is confirmed now`,
    why: 'after a power cut, something else judges than what was confirmed',
    fix: ({ boundary }) => `${codeWords(`zonewright apply --boundary ${boundary}`)} writes the file again`,
    references: enforcement,
  },
  'drift/endless-session': {
    severity: 'high',
    what: ({ boundary, window }) =>
      `vendor session ${quote(window)} is open on boundary ${quote(boundary)} and has no end`,
    why: 'nobody opened it as sessions are opened: with a ticket, in the log, for no longer than the plant allows',
    fix: ({ boundary, window }) =>
      `${codeWords(`zonewright session close ${window} --boundary ${boundary}`)} closes it and cuts its connections`,
    references: enforcement,
  },
  'drift/unknown-session': {
    severity: 'low',
    what: ({ boundary, key }) =>
      `the set of open sessions of boundary ${quote(boundary)} holds ${quote(key)}, which is no vendor session of the plant`,
    why: 'it opens nothing now, and would open a session of that key that is written later',
    fix: ({ key }) => `${codeWords(`nft delete element inet zonewright sessions { ${key} }`)} takes it out`,
    references: enforcement,
  },
  'drift/leftovers': {
    severity: 'low',
    what: ({ boundary, what }) => `the table of boundary ${quote(boundary)} still holds ${foreignText(what)}`,
    why: 'it judges nothing, and takes memory of the kernel',
    fix: ({ boundary }) => `the next ${codeWords(`zonewright apply --boundary ${boundary}`)} removes it`,
    references: enforcement,
  },
};

function openEntry(severity: 'critical' | 'high', why: string) {
  return {
    severity,
    what: (args: DifferenceArgs): string =>
      `${pairWords(args)}, which nobody granted: ${foreignText(args.witness)}; let through by ${foreignText(args.through)}`,
    why,
    fix: ({ boundary }: DifferenceArgs): string => restore(boundary),
    references: enforcement,
  };
}

function closedEntry(severity: 'high' | 'medium', why: string) {
  return {
    severity,
    what: (args: ClosedArgs): string =>
      `${args.others > 0 ? `${counted(args.others + 1, 'grant')}, such as ${quote(args.grant)}, do` : `grant ${quote(args.grant)} does`} not pass${args.sometimes ? ' at some times' : ''}: ${joinWords(args.services, 6)}, as ${foreignText(args.witness)}; stopped by ${foreignText(args.through)}`,
    why,
    fix: ({ boundary }: ClosedArgs): string => restore(boundary),
    references: enforcement,
  };
}

function pairWords({ from, to, others, misplaced, services, sometimes }: DifferenceArgs): string {
  const what = `${joinWords(services, 6)} ${services.length === 1 ? 'passes' : 'pass'}${sometimes ? ' at some times' : ''}`;
  const more = others > 0 ? `, and between ${counted(others, 'more pair')} of zones` : '';
  const where = misplaced ? ', by interfaces that are not theirs' : '';
  return `${what} from ${zoneWords(from)} to ${zoneWords(to)}${more}${where}`;
}

function zoneWords(zone: string | null): string {
  return zone === null ? 'addresses of no zone' : `zone ${quote(zone)}`;
}

function restore(boundary: string): string {
  return `${codeWords(`zonewright apply --boundary ${boundary}`)} puts the policy of the plant back`;
}
