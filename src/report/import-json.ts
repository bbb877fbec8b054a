/** The JSON document of `import`. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Finding, findingOf } from '../diagnostics/finding.ts';
import { compareSeverities, type Severity } from '../diagnostics/severity.ts';
import type { Plan } from '../model/plan.ts';
import type { Span } from '../model/span.ts';

export interface ImportReport {
  readonly schema: 'zonewright/import/v1';
  readonly sources: readonly ImportSource[];
  /** Where the files were written; null when they were not. */
  readonly out: string | null;
  /** What was imported; null when a source cannot be read. */
  readonly imported: ImportedFacts | null;
  /** What could not be taken over as it is, each with its place in a source. */
  readonly findings: readonly Finding[];
}

export interface ImportSource {
  readonly file: string;
  /** As `induform`; null when it was not found out. */
  readonly format: string | null;
}

export interface ImportedFacts {
  readonly plant: string;
  readonly zones: number;
  readonly assets: number;
  readonly conduits: number;
  readonly grants: number;
  /** The files of the plant, in order of their paths. */
  readonly files: readonly ImportedFile[];
  /** Ids that are others in the plant. */
  readonly renamed: readonly RenamedThing[];
  /** What `check` finds in the plant. */
  readonly remaining: readonly RemainingFinding[];
}

export interface RenamedThing {
  /** As `zone`. */
  readonly kind: string;
  /** Its id in the source. */
  readonly id: string;
  /** Its id in the plant. */
  readonly name: string;
  readonly at: Span | null;
}

export interface ImportedFile {
  /** From the plant's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Findings of `check` that are alike. */
export interface RemainingFinding {
  /** Id of the rule, or code of the finding. */
  readonly code: string;
  readonly severity: Severity;
  readonly count: number;
  /** The first of them. */
  readonly example: string;
  /** Why an import leaves them; null when it depends on the plant. */
  readonly because: string | null;
}

export interface ImportParts {
  readonly sources: readonly ImportSource[];
  readonly out: string | null;
  /** Null when a source cannot be read. */
  readonly imported: {
    readonly plan: Plan;
    readonly files: readonly ImportedFile[];
    /** What `check` finds. */
    readonly checked: readonly Diagnostic[];
  } | null;
}

export function importReport(
  { sources, out, imported }: ImportParts,
  diagnostics: readonly Diagnostic[],
): ImportReport {
  const findings = diagnostics.map(findingOf).sort((a, b) => compareSeverities(a.severity, b.severity));
  const facts: ImportedFacts | null =
    imported === null
      ? null
      : {
          plant: imported.plan.plant,
          zones: imported.plan.zones.length,
          assets: imported.plan.assets.length,
          conduits: imported.plan.conduits.length,
          grants: imported.plan.grants.length,
          files: imported.files.map(({ path, text }) => ({ path, text })),
          renamed: diagnostics.flatMap(renamedIn),
          remaining: remainingOf(imported.checked.map(findingOf)),
        };
  return { schema: 'zonewright/import/v1', sources, out, imported: facts, findings };
}

function renamedIn({ code, args, at }: Diagnostic): readonly RenamedThing[] {
  if (code !== 'import/renamed' && code !== 'import/duplicate-id') return [];
  const { kind, id, name } = args;
  return [{ kind, id, name, at }];
}

/** What no source of these formats says, by the finding that misses it. */
const unsaid: Readonly<Record<string, string>> = {
  'asset/no-address': 'the source has no address for them',
  'conduit/empty': 'nothing that it names could be granted, as said above',
  'conduit/unenforced': 'the source does not say what lies behind which firewall; write `boundaries`',
  'grant/no-owner': 'the source names no owners',
  'grant/no-reason': 'the source describes neither the flow nor its conduit',
  'selector/empty': 'the source has no assets there, as said above',
  'network/nested': 'the source nests its networks',
  'ZC-F002': 'the source names no owners',
  'ZC-F003': 'the source permits whole zones',
  'ZC-F005': 'the source names protocols and no functions; name `operations`',
  'ZC-F006': 'the source names protocols and no functions; name `operations`',
  'ZC-F007': 'the source names protocols and no functions or windows; name `operations`',
  'ZC-F008': 'the source permits whole zones and names no functions; name `operations`',
  'ZC-F012': 'the source names protocols and no functions; name `operations`',
  'ZC-L004': 'the source names no owners',
};

function remainingOf(findings: readonly Finding[]): readonly RemainingFinding[] {
  const alike = Map.groupBy(findings, ({ rule, code, severity }) => `${rule ?? code} ${severity}`);
  return [...alike.values()]
    .flatMap(([first, ...others]) => (first === undefined ? [] : [{ first, count: 1 + others.length }]))
    .map(({ first, count }) => {
      const code = first.rule ?? first.code;
      return { code, severity: first.severity, count, example: first.message, because: unsaid[code] ?? null };
    })
    .sort((a, b) => compareSeverities(a.severity, b.severity) || (a.code < b.code ? -1 : 1));
}
