/**
 * A diagnostic is facts: a code, its args and a place. Words are in `catalogue.ts`, which is exhaustive by type.
 * A new code is added to one file of `codes/`, where its args and its words stand beside one another.
 */
import type { Span } from '../model/span.ts';
import type { AnalysisDiagnostics } from './codes/analysis.ts';
import type { AssetDiagnostics } from './codes/asset.ts';
import type { BoundaryDiagnostics } from './codes/boundary.ts';
import type { BreadthDiagnostics } from './codes/breadth.ts';
import type { ConduitDiagnostics } from './codes/conduit.ts';
import type { DriftDiagnostics } from './codes/drift.ts';
import type { EnforcementDiagnostics } from './codes/enforcement.ts';
import type { ExportDiagnostics } from './codes/export.ts';
import type { FileDiagnostics } from './codes/file.ts';
import type { FlowDiagnostics } from './codes/flow.ts';
import type { GrantDiagnostics } from './codes/grant.ts';
import type { ImportDiagnostics } from './codes/import.ts';
import type { ImportFlowDiagnostics } from './codes/import-flow.ts';
import type { InvariantDiagnostics } from './codes/invariant.ts';
import type { NatDiagnostics } from './codes/nat.ts';
import type { NetworkDiagnostics } from './codes/network.ts';
import type { PlantDiagnostics } from './codes/plant.ts';
import type { PolicyDiagnostics } from './codes/policy.ts';
import type { PolicyTestDiagnostics } from './codes/policy-test.ts';
import type { ProtocolDiagnostics } from './codes/protocol.ts';
import type { ReferenceDiagnostics } from './codes/reference.ts';
import type { RegoDiagnostics } from './codes/rego.ts';
import type { RuleDiagnostics } from './codes/rule.ts';
import type { SchemaDiagnostics } from './codes/schema.ts';
import type { SelectorDiagnostics } from './codes/selector.ts';
import type { SessionDiagnostics } from './codes/session.ts';
import type { ValueDiagnostics } from './codes/value.ts';
import type { WindowDiagnostics } from './codes/window.ts';
import type { YamlDiagnostics } from './codes/yaml.ts';

/** Code to the facts that a diagnostic of it carries. */
export interface DiagnosticArgs
  extends FileDiagnostics,
    YamlDiagnostics,
    SchemaDiagnostics,
    ValueDiagnostics,
    PlantDiagnostics,
    ReferenceDiagnostics,
    SelectorDiagnostics,
    NetworkDiagnostics,
    AssetDiagnostics,
    WindowDiagnostics,
    SessionDiagnostics,
    ConduitDiagnostics,
    GrantDiagnostics,
    ProtocolDiagnostics,
    BoundaryDiagnostics,
    NatDiagnostics,
    RegoDiagnostics,
    PolicyDiagnostics,
    ExportDiagnostics,
    DriftDiagnostics,
    FlowDiagnostics,
    EnforcementDiagnostics,
    AnalysisDiagnostics,
    BreadthDiagnostics,
    InvariantDiagnostics,
    PolicyTestDiagnostics,
    RuleDiagnostics,
    ImportDiagnostics,
    ImportFlowDiagnostics {}

/** `area/problem`, e.g. `reference/unknown`. */
export type DiagnosticCode = keyof DiagnosticArgs;

/** Another place that belongs to the finding. */
export interface Related {
  readonly at: Span;
  /** What stands there, e.g. `first written here`. */
  readonly what: string;
}

/** A diagnostic of one code. */
export interface DiagnosticOf<C extends DiagnosticCode> {
  readonly code: C;
  readonly args: DiagnosticArgs[C];
  /** Null when the problem has no place in a file. */
  readonly at: Span | null;
  readonly related?: readonly Related[];
}

/** Any diagnostic, discriminated by `code`. */
export type Diagnostic = { [C in DiagnosticCode]: DiagnosticOf<C> }[DiagnosticCode];

/** A value and what is wrong with what it was made from; stages return it instead of throwing. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes a diagnostic. */
export function diagnose<C extends DiagnosticCode>(
  code: C,
  at: Span | null,
  args: DiagnosticArgs[C],
  related: readonly Related[] = [],
): DiagnosticOf<C> {
  return related.length === 0 ? { code, args, at } : { code, args, at, related };
}
