/** A small plant with one conduit that names one allowlist, and what the allowlist means there. */
import { readFileSync } from 'node:fs';
import { keyPlan } from '../../../../src/compiler/keyed/key-plan.ts';
import { allowlistGlue, gluePath } from '../../../../src/compiler/rego/allowlist-glue.ts';
import { lowerAllowlists } from '../../../../src/compiler/rego/lower/lower-allowlists.ts';
import { type DecisionKey, inputFor } from '../../../../src/evaluator/decide.ts';
import { loadPolicy, type Policy } from '../../../../src/evaluator/policy.ts';
import type { LoweredRego, Plan } from '../../../../src/model/plan.ts';
import { buildAsset, buildOnce, buildPlan, buildZone, spanAt } from '../../../support/plan-builder.ts';
import { shippedCatalogue } from '../../../support/shipped-catalogue.ts';
import { nativeRegoCompiler } from './native-rego-compiler.ts';

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

/** Rego of the allowlist `t`, without its package line. */
export function sourcesOf(rules: string): readonly { readonly path: string; readonly text: string }[] {
  return [{ path: 'policies/t.rego', text: `package plant.allow.t\n\n${rules}\n` }];
}

export function lowerRules(rules: string, plan: Plan = world): Promise<LoweredRego> {
  return lowerAllowlists(plan, sourcesOf(rules), shippedCatalogue, nativeRegoCompiler);
}

const zonewright = new URL('../../../../policies/zonewright/', import.meta.url);
const shipped = ['decision.rego', 'internal.rego', 'keyed.rego'].map((name) => ({
  path: `zonewright/${name}`,
  text: readFileSync(new URL(name, zonewright), 'utf8'),
}));

/** The Rego as written, in the compiled policy. */
export async function compileRules(rules: string, plan: Plan = world): Promise<(key: DecisionKey) => boolean> {
  const glue = { path: gluePath, text: allowlistGlue(['t']) };
  const modules = Object.fromEntries([...shipped, glue, ...sourcesOf(rules)].map((each) => [each.path, each.text]));
  const compiled = await nativeRegoCompiler.compile({
    modules,
    entrypoints: ['zonewright/decision', 'zonewright/allow'],
  });
  if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.errors));
  const policy = loaded(compiled.wasm, plan);
  return (key) => {
    const decision = policy.decide(inputFor(key));
    // What fails to evaluate is denied.
    return decision.kind !== 'failed' && decision.allow;
  };
}

function loaded(wasm: Uint8Array, plan: Plan): Policy {
  const result = loadPolicy(wasm, { keyed: keyPlan(plan, shippedCatalogue) });
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result));
  return result.policy;
}
