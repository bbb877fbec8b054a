/** Every question that is asked about what a plan allows, and the answers. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../diagnostics/diagnostic-order.ts';
import { type QuestionName, questionNames } from '../model/analysis.ts';
import type { Plan } from '../model/plan.ts';
import { type AnalysisOptions, analysisContextOf, type Question } from './analysis-context.ts';
import { askActivity } from './questions/activity.ts';
import { askEnforcement } from './questions/enforcement.ts';
import { askGroupAddresses } from './questions/group-addresses.ts';
import { askMembers } from './questions/members.ts';
import { askObjects } from './questions/objects.ts';
import { askOperations } from './questions/operations.ts';
import { askPorts } from './questions/ports.ts';
import { askReach } from './questions/reach.ts';
import { askCovered, askOverlapping } from './questions/redundancy.ts';
import { askUse } from './questions/use.ts';

/** A new question is a new file and a new line here. */
const questions = {
  reach: [askReach],
  breadth: [askPorts, askOperations, askMembers, askGroupAddresses, askObjects],
  activity: [askActivity],
  covered: [askCovered],
  use: [askUse],
  enforcement: [askEnforcement],
  overlapping: [askOverlapping],
} as const satisfies Readonly<Record<QuestionName, readonly Question[]>>;

/** What was found about one question, in a stable order. */
export interface AnalysisAnswer {
  readonly question: QuestionName;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the plan and nothing else: grants of Rego that did not lower (guards) are no part of it. */
export function analyzePlan(plan: Plan, options: AnalysisOptions): readonly AnalysisAnswer[] {
  const context = analysisContextOf(plan, options);
  return questionNames.map((question) => ({
    question,
    diagnostics: orderDiagnostics(questions[question].flatMap((ask) => [...ask(context)])),
  }));
}
