/** Every code with its severity, its words and its references; a code without an entry does not compile. */
import type { CatalogueEntry, Weight } from './catalogue-entry.ts';
import { analysisEntries } from './codes/analysis.ts';
import { assetEntries } from './codes/asset.ts';
import { boundaryEntries } from './codes/boundary.ts';
import { breadthEntries } from './codes/breadth.ts';
import { conduitEntries } from './codes/conduit.ts';
import { driftEntries } from './codes/drift.ts';
import { enforcementEntries } from './codes/enforcement.ts';
import { exportEntries } from './codes/export.ts';
import { fileEntries } from './codes/file.ts';
import { flowEntries } from './codes/flow.ts';
import { grantEntries } from './codes/grant.ts';
import { importEntries } from './codes/import.ts';
import { importFlowEntries } from './codes/import-flow.ts';
import { invariantEntries } from './codes/invariant.ts';
import { natEntries } from './codes/nat.ts';
import { networkEntries } from './codes/network.ts';
import { plantEntries } from './codes/plant.ts';
import { policyEntries } from './codes/policy.ts';
import { policyTestEntries } from './codes/policy-test.ts';
import { protocolEntries } from './codes/protocol.ts';
import { referenceEntries } from './codes/reference.ts';
import { regoEntries } from './codes/rego.ts';
import { ruleEntries } from './codes/rule.ts';
import { schemaEntries } from './codes/schema.ts';
import { selectorEntries } from './codes/selector.ts';
import { sessionEntries } from './codes/session.ts';
import { valueEntries } from './codes/value.ts';
import { windowEntries } from './codes/window.ts';
import { yamlEntries } from './codes/yaml.ts';
import type { Diagnostic, DiagnosticArgs, DiagnosticCode } from './diagnostic.ts';

/** The catalogue, by code. */
export const diagnosticCatalogue: { readonly [C in DiagnosticCode]: CatalogueEntry<DiagnosticArgs[C]> } = {
  ...fileEntries,
  ...yamlEntries,
  ...schemaEntries,
  ...valueEntries,
  ...plantEntries,
  ...referenceEntries,
  ...selectorEntries,
  ...networkEntries,
  ...assetEntries,
  ...windowEntries,
  ...sessionEntries,
  ...conduitEntries,
  ...grantEntries,
  ...protocolEntries,
  ...boundaryEntries,
  ...natEntries,
  ...regoEntries,
  ...policyEntries,
  ...exportEntries,
  ...driftEntries,
  ...flowEntries,
  ...enforcementEntries,
  ...analysisEntries,
  ...breadthEntries,
  ...invariantEntries,
  ...policyTestEntries,
  ...ruleEntries,
  ...importEntries,
  ...importFlowEntries,
};

/** Every code, in alphabetical order. */
export const diagnosticCodes: readonly DiagnosticCode[] = (Object.keys(diagnosticCatalogue) as DiagnosticCode[]).sort();

/** The words of one diagnostic. */
export interface Wording {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** Puts a diagnostic into words. */
export function wordingOf(diagnostic: Diagnostic): Wording {
  return wordsOf(diagnostic);
}

/** How much a diagnostic matters, and which clauses speak of it. */
export function weightOf(diagnostic: Diagnostic): Pick<Weight, 'severity' | 'references'> {
  return weigh(diagnostic);
}

function weigh<C extends DiagnosticCode>(diagnostic: {
  readonly code: C;
  readonly args: DiagnosticArgs[C];
}): Pick<Weight, 'severity' | 'references'> {
  const entry: CatalogueEntry<DiagnosticArgs[C]> = diagnosticCatalogue[diagnostic.code];
  return entry.weigh?.(diagnostic.args) ?? entry;
}

function wordsOf<C extends DiagnosticCode>(diagnostic: {
  readonly code: C;
  readonly args: DiagnosticArgs[C];
}): Wording {
  const entry: CatalogueEntry<DiagnosticArgs[C]> = diagnosticCatalogue[diagnostic.code];
  const { why } = entry.weigh?.(diagnostic.args) ?? entry;
  return { what: entry.what(diagnostic.args), why, fix: entry.fix(diagnostic.args) };
}
