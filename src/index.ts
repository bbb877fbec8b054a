/**
 * The public interface, in the order of the flow: load, check, compile; read traffic, judge it; analyse; export. Everything is
 * plain data and functions; `src/cli` is one user of it.
 */

export {
  type AllowedSet,
  allowedByGrants,
  allowedSetOf,
  allowsRequest,
  containsSet,
  equalSets,
  intersectSets,
  isEmptySet,
  type SetRequest,
  subtractSets,
  uniteSets,
} from './algebra/allowed-set.ts';
export { type AllowedSpace, createSpace } from './algebra/allowed-space.ts';
export { type Witness, witnessOf } from './algebra/witness.ts';
export type { AnalysisOptions } from './analyzer/analysis-context.ts';
export { type AnalysisAnswer, analyzePlan } from './analyzer/analyze.ts';
export type { Usage, UsedConversation } from './analyzer/usage.ts';
export { type Bundle, type BundleFile, bundleFiles } from './compiler/bundle.ts';
export {
  type CheckedPlant,
  type CompileOptions,
  checkSources,
  compileSources,
  isError,
  loadCatalogue,
  type PlantSources,
} from './compiler/compile.ts';
export { type ImportedPlant, importPlant } from './compiler/import/import-plant.ts';
export { type PrintedFile, printFolder } from './compiler/print/print-folder.ts';
export type { RegoCompiler } from './compiler/rego/port.ts';
export type { ShippedFiles } from './compiler/shipped.ts';
export type { ValidationCounts } from './compiler/validate/validate-policy.ts';
export type { Checked, Diagnostic } from './diagnostics/diagnostic.ts';
export { type Finding, findingOf } from './diagnostics/finding.ts';
export { type AuditParts, assembleAudit } from './evaluator/audit.ts';
export { createJudge, type Judge, type Judgement, type JudgeSources } from './evaluator/judge.ts';
export { loadPolicy, type Policy, type PolicyLoad, type PolicyOptions } from './evaluator/policy.ts';
export type { ExportRequest, ExportResult } from './exporters/dialect.ts';
export { exportBoundary } from './exporters/registry.ts';
export { type Aggregator, createAggregator } from './flows/aggregate.ts';
export type { FlowContext, FlowLimits } from './flows/flow-context.ts';
export { type FlowInput, type FlowReading, readFlows } from './flows/read-flows.ts';
export type { AuditReport } from './model/audit.ts';
export type { Catalogue } from './model/catalogue.ts';
export type { Conversation, ConversationKey } from './model/conversation.ts';
export type { Plan } from './model/plan.ts';
export type { PolicyInput } from './model/policy-input.ts';
export type { Verdict } from './model/verdict.ts';
export { openRegoCompiler } from './platform/rego-compiler.ts';
export { readShippedFiles } from './platform/shipped-files.ts';
