/** Conversations that a boundary dropped, held against what the policy says of them. */
import type { CatalogueEntries, References } from '../catalogue-entry.ts';
import { joinWords, quote } from '../words.ts';

/** A dropped conversation in plant words. */
export interface DropArgs {
  readonly source: string;
  readonly destination: string;
  /** As `modbus write write_single_coil unit 1 coils 5`. */
  readonly request: string;
  /** Null when the log does not name the boundary. */
  readonly boundary: string | null;
  /** Name or number of the interface that it came from; null when the log does not say. */
  readonly entry: string | null;
}

export interface EnforcementDiagnostics {
  readonly 'flow/granted-but-dropped': DropArgs & {
    readonly grant: string | null;
    /** What the log does not show; empty when all of it is granted. */
    readonly missing: readonly string[];
  };
  readonly 'flow/spoofed': DropArgs;
  readonly 'flow/stopped': DropArgs & { readonly reason: string };
  readonly 'flow/stray': DropArgs;
}

const boundaryProtection: References = {
  iec62443: ['3-2 ZCR 3.1', '3-3 SR 5.2 RE 1'],
  attackIcs: ['M0930'],
  nist80082: ['5.2.3', 'SC-7'],
};
const resourceAvailability: References = {
  iec62443: ['3-3 SR 5.2', '3-3 SR 7.6'],
  attackIcs: ['M0807'],
  nist80082: ['5.2.3', 'SC-7', 'CM-3'],
};
const impersonation: References = {
  iec62443: ['3-3 SR 1.2', '3-3 SR 5.2'],
  attackIcs: ['T0848', 'M0937'],
  nist80082: ['SC-7', 'SI-4'],
};
const monitoring: References = {
  iec62443: ['3-3 SR 6.2', '3-3 SR 5.2 RE 1'],
  attackIcs: ['T0886', 'M0931'],
  nist80082: ['SI-4', 'SC-7'],
};

const says = ({ source, destination, request }: DropArgs): string =>
  `${quote(source)} asks ${quote(destination)} for ${request}`;
const who = ({ boundary }: DropArgs): string =>
  boundary === null ? 'the boundary' : `the boundary ${quote(boundary)}`;
const command = (name: string, { boundary }: DropArgs): string =>
  `\`zonewright ${name} --boundary ${boundary === null ? 'ID' : quote(boundary).replaceAll('`', '')}\``;

export const enforcementEntries: CatalogueEntries<EnforcementDiagnostics> = {
  'flow/granted-but-dropped': {
    severity: 'medium',
    what: (args) => `${says(args)}: ${granted(args)}, and ${who(args)} dropped it`,
    why: 'what the plant needs does not get through: the boundary enforces less than the policy, or an older one',
    fix: (args) =>
      `${command('drift', args)} on the boundary shows what its ruleset lacks; load what ${command('export', args)} writes, whose residual report names the grants that it refuses`,
    references: resourceAvailability,
  },
  'flow/spoofed': {
    severity: 'high',
    what: (args) =>
      `somebody asks ${quote(args.destination)} for ${args.request} with the address of ${quote(args.source)}, from ${entryWords(args)} that it does not lie behind; ${who(args)} dropped it`,
    why: 'whoever borrows an address wants what is granted to it, or a cable was moved and the plant does not know',
    fix: () =>
      'find out what is plugged in there; if the zone does lie there, write that into the interfaces of the boundary',
    references: impersonation,
  },
  'flow/stopped': {
    severity: 'low',
    what: (args) => `${says(args)}: ${args.reason}, and ${who(args)} dropped it`,
    why: 'the boundary does what the policy says; somebody tries nevertheless',
    fix: () => 'find out why it asks: what recurs is a mistake in its settings, or somebody who looks around',
    references: monitoring,
  },
  'flow/stray': {
    severity: 'low',
    what: (args) => `${says(args)}, in a connection whose beginning ${who(args)} did not see, and which it dropped`,
    why: 'behind a restart connections must be opened again; at any other time a part of the packets goes another way than through the boundary',
    fix: () => 'if it recurs without a restart of the boundary, look for a second path between the zones',
    references: boundaryProtection,
  },
};

function granted({ grant, missing }: EnforcementDiagnostics['flow/granted-but-dropped']): string {
  const by = grant === null ? 'it is allowed' : `${quote(grant)} allows it`;
  return missing.length === 0 ? by : `${by} for some values of its ${joinWords(missing)}`;
}

function entryWords({ entry }: DropArgs): string {
  if (entry === null) return 'an interface';
  return `the interface ${quote(entry)}`;
}
