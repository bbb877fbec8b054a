/** A small plant with one conduit that names one allowlist, and what the allowlist means there. */
import { lowerAllowlists } from '../../../../src/compiler/rego/lower/lower-allowlists.ts';
import { type DecisionKey, inputFor } from '../../../../src/evaluator/decide.ts';
import type { Decision } from '../../../../src/evaluator/policy.ts';
import type { LoweredRego, Plan } from '../../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../../src/platform/rego-compiler.ts';
import { basePolicy, loadPlan } from '../../../support/base-policy.ts';
import { buildAsset, buildOnce, buildPlan, buildZone, spanAt } from '../../../support/plan-builder.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';

/** From `dmz` to `cell`, and from `dmz` to itself. */
export const world: Plan = buildPlan({
  zones: [
    buildZone('cell', ['10.2.0.0/24'], { level: 1, kind: 'cell', owner: 'line-1', securityLevel: 3, labels: ['wet'] }),
    buildZone('dmz', ['10.1.0.0/24'], { level: 3.5, kind: 'dmz', members: 'any' }),
  ],
  assets: [
    buildAsset('hist', 'dmz', ['10.1.0.1'], {
      class: 'historian_server',
      labels: ['gold', 'zone-wet'],
      vendor: 'Aveva',
    }),
    buildAsset('jump', 'dmz', ['10.1.0.2'], { class: 'jump_server', labels: ['gold'] }),
    buildAsset('plc-a', 'cell', ['10.2.0.1'], {
      class: 'plc',
      labels: ['gold', 'recorded'],
      vendor: 'Siemens',
      model: 'S7-1500',
    }),
    buildAsset('plc-b', 'cell', ['10.2.0.2'], { class: 'plc', vendor: 'Schneider', model: 'M340', firmware: '3.20' }),
    buildAsset('hmi', 'cell', ['10.2.0.3'], { class: 'hmi_panel', labels: ['recorded'] }),
  ],
  windows: [buildOnce('night', 'UTC', null, null), buildOnce('sunday', 'UTC', null, null)],
  conduits: [
    { id: 'data', from: 'dmz', to: 'cell', owner: 'ops', allowlists: ['t'], at: spanAt(30) },
    { id: 'inside', from: 'dmz', to: 'dmz', owner: 'ops', allowlists: ['t'], at: spanAt(31) },
  ],
  allowlists: [{ name: 't', title: null, owner: 'ot', reason: 'tests', at: spanAt(1, 'policies/t.rego'), reads: [] }],
});

const compiler = openRegoCompiler(process.env);

function textOf(rules: string): string {
  return `package plant.allow.t\n\n${rules}\n`;
}

/** Lowers rules of the allowlist `t`, and of `plant.facts` beside it, given without their package lines. */
export async function lowerRules(rules: string, plan: Plan = world, facts?: string): Promise<LoweredRego> {
  const sources = [
    { path: 'policies/t.rego', text: textOf(rules) },
    ...(facts === undefined ? [] : [{ path: 'policies/facts.rego', text: `package plant.facts\n\n${facts}\n` }]),
  ];
  return lowerAllowlists(plan, sources, shippedCatalogue, await compiler);
}

/** The rules as written, in the compiled policy. */
export async function decideRules(rules: string): Promise<(key: DecisionKey) => Decision> {
  const policy = loadPlan(await basePolicy({ t: textOf(rules) }), world, shippedCatalogue);
  return (key) => policy.decide(inputFor(key));
}

/** The same as yes or no; what fails to evaluate is denied. */
export async function compileRules(rules: string): Promise<(key: DecisionKey) => boolean> {
  const decide = await decideRules(rules);
  return (key) => {
    const decision = decide(key);
    return decision.kind !== 'failed' && decision.allow;
  };
}
