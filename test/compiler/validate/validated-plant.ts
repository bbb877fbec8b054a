/** A plant that uses everything that decides, compiled step by step so that a test can falsify any of them. */
import { allowedSetOf } from '../../../src/algebra/allowed-set.ts';
import { type CompiledPlant, checkSources, compileSources, isError } from '../../../src/compiler/compile.ts';
import { compilePolicies } from '../../../src/compiler/compile-policies.ts';
import { keyPlan, keyWritten } from '../../../src/compiler/keyed/key-plan.ts';
import { lowerAllowlists } from '../../../src/compiler/rego/lower/lower-allowlists.ts';
import type { ShippedFiles } from '../../../src/compiler/shipped.ts';
import type { PolicyRuntime } from '../../../src/compiler/validate/port.ts';
import { type Validation, validatePolicy } from '../../../src/compiler/validate/validate-policy.ts';
import type { Checked } from '../../../src/diagnostics/diagnostic.ts';
import { loadPolicy, type Policy } from '../../../src/evaluator/policy.ts';
import type { Catalogue } from '../../../src/model/catalogue.ts';
import type { KeyedData } from '../../../src/model/keyed-data.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { openRegoCompiler } from '../../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';

const yaml = `
plant: validated
timezone: Europe/Berlin
zones:
  office: {level: 4, kind: enterprise, networks: [10.1.0.0/16], owner: it, members: any}
  dmz: {level: 3.5, kind: dmz, networks: [10.2.0.0/24], owner: it, internal: free}
  cell: {level: 1, kind: cell, networks: [10.3.0.0/24], owner: line, security-level: 2}
assets:
  pc: {zone: office, class: shared_workstation, ip: 10.1.0.1}
  hist: {zone: dmz, class: historian_server, ip: 10.2.0.1, labels: [gold]}
  jump: {zone: dmz, class: jump_server, ip: 10.2.0.2}
  plc-a: {zone: cell, class: plc, ip: 10.3.0.1, labels: [recorded]}
  plc-b: {zone: cell, class: plc, ip: 10.3.0.2}
  hmi: {zone: cell, class: hmi_legacy, ip: 10.3.0.3}
windows:
  night: {timezone: Europe/Berlin, weekly: {days: [mon, tue, wed, thu, fri, sat, sun], from: "22:00", to: "06:00"}}
  visit: {timezone: Europe/Berlin, once: {from: "2026-09-14T08:00", to: "2026-09-14T12:00"}}
conduits:
  data:
    from: dmz
    to: cell
    owner: ops
    allowlists: [recorded, odd]
    allow:
      poll: {from: [hist], to: [plc-a], protocol: modbus, operations: [read], objects: [{unit: 1-2, table: holding, range: 100-109}, {unit: 1, table: holding, range: 110-119}, {unit: 7}]}
      recipe: {from: [hist], to: [plc-a, plc-b], protocol: modbus, operations: [write_single_register, "code:99"], during: night}
      service: {from: [jump], to: [hmi], protocol: tcp, ports: [5000-5865], during: visit, expires: 2026-10-31}
      calibrate: {from: [hist], to: [plc-a], protocol: modbus, operations: [write], objects: [{unit: 5, range: 5-9}], during: night}
      web: {from: [jump], to: [hmi], protocol: https}
  inside:
    from: cell
    to: cell
    owner: ops
    allowlists: [recorded]
    allow:
      find: {from: [hmi], to: all, protocol: udp, ports: [34964]}
  office-to-dmz:
    from: office
    to: dmz
    owner: it
    allow:
      reports: {from: all, to: [hist], protocol: https, expires: 2026-12-31}
`;

const recorded = `package plant.allow.recorded

grant contains "read" if {
	input.source.class == "historian_server"
	"recorded" in input.destination.labels
	input.service.protocol == "modbus"
	input.operation.class == "read"
	input.object.unit in {3, 4}
	input.object.table == "holding"
	input.object.first >= 20
	input.object.first + input.object.count <= 30
}

grant contains "engineer" if {
	input.source.class == "jump_server"
	input.destination.class == "plc"
	input.service.protocol == "s7comm"
	input.operation.class in {"read", "program.upload"}
	"night" in input.windows
}

grant contains "announce" if {
	input.source.class == "hmi_legacy"
	input.destination.cast == "broadcast"
	input.service.protocol == "bacnet"
	input.operation.class == "discovery"
}
`;

/** Stays as it is written: how many objects a request has is nothing that a grant says. */
const odd = `package plant.allow.odd

grant contains "few" if {
	input.source.asset == "hist"
	input.destination.asset == "hmi"
	input.service.protocol == "modbus"
	input.operation.class == "read"
	input.object.count <= 3
}
`;

const rego = [
  { path: 'policies/recorded.rego', text: recorded },
  { path: 'policies/odd.rego', text: odd },
];
const now = Date.parse('2026-09-12T12:00:00Z') / 1000;
const compiler = openRegoCompiler(process.env);
const shipped = readShippedFiles();

export interface ValidatedPlant {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly shippedWasm: Uint8Array;
  readonly referenceWasm: Uint8Array;
}

export async function validatedPlant(): Promise<ValidatedPlant> {
  const options = { now, dialects: ['nftables'], revision: null, runtime: loadPolicy };
  const sources = { yaml: [{ path: 'plant.yaml', text: yaml }], rego };
  const { value, diagnostics } = await checkSources(sources, shipped, options, await compiler);
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new Error(`the plant has errors: ${JSON.stringify(errors)}`);
  const lowered = await lowerAllowlists(value.plan, rego, value.catalogue, await compiler);
  const plan = { ...value.plan, lowered };
  const [shippedWasm, referenceWasm] = await compilePlant(plan, shipped);
  if (referenceWasm === null) throw new Error('no allowlist speaks');
  return { plan, catalogue: value.catalogue, shippedWasm, referenceWasm };
}

/** The whole compile, with other files of the base library or another runtime. */
export async function compileWith(
  files: ShippedFiles = shipped,
  runtime: PolicyRuntime = loadPolicy,
): Promise<Checked<CompiledPlant>> {
  const options = { now, dialects: ['nftables'], revision: null, runtime };
  return compileSources({ yaml: [{ path: 'plant.yaml', text: yaml }], rego }, files, options, await compiler);
}

/** WASM of the plan with other files of the base library. */
export async function compilePlant(plan: Plan, files: ShippedFiles): Promise<readonly [Uint8Array, Uint8Array | null]> {
  const made = await compilePolicies(plan, rego, files, await compiler);
  if (made.kind === 'failed') throw new Error(JSON.stringify(made.errors));
  return [made.wasm, made.reference];
}

/** The base library with one text replaced, which must be there. */
export function withPolicyText(find: string, replacement: string): ShippedFiles {
  const hit = shipped.policies.filter(({ text }) => text.includes(find));
  if (hit.length !== 1) throw new Error(`${hit.length} files have ${find}`);
  const policies = shipped.policies.map((file) => ({ ...file, text: file.text.replace(find, replacement) }));
  return { ...shipped, policies };
}

export interface Falsified {
  readonly wasm?: Uint8Array;
  readonly plan?: Plan;
  readonly keyed?: KeyedData;
}

export function validateFalsified(
  { plan, catalogue, shippedWasm, referenceWasm }: ValidatedPlant,
  falsified: Falsified,
): Validation {
  const believed = falsified.plan ?? plan;
  const keyed = falsified.keyed ?? keyPlan(believed, catalogue);
  return validatePolicy({
    plan: believed,
    set: allowedSetOf(believed),
    keyed,
    catalogue,
    rego,
    shipped: load(falsified.wasm ?? shippedWasm, keyed),
    reference: load(referenceWasm, keyWritten(plan, catalogue)),
    now,
  });
}

function load(wasm: Uint8Array, keyed: KeyedData): Policy {
  const loaded = loadPolicy(wasm, { keyed });
  if (loaded.kind !== 'loaded') throw new Error(JSON.stringify(loaded));
  return loaded.policy;
}
