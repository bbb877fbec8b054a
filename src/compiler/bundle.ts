/**
 * The compiled policy as the files of a standard OPA bundle, so that any OPA SDK can load it
 * (https://www.openpolicyagent.org/docs/management-bundles, "Bundle File Format").
 */
import { createHash } from 'node:crypto';
import type { KeyedData } from '../model/keyed-data.ts';
import type { Plan } from '../model/plan.ts';
import type { RegoSource } from '../model/plant.ts';

/** Entry points of the WASM module, as OPA writes them. */
export const entrypoints = ['zonewright/allow', 'zonewright/decision'] as const;

export interface Bundle {
  readonly manifest: BundleManifest;
  readonly wasm: Uint8Array;
  readonly data: { readonly keyed: KeyedData };
  readonly plan: Plan;
  readonly rego: readonly RegoSource[];
}

export interface BundleManifest {
  /** Revision of the plant's repository, empty when there is none. */
  readonly revision: string;
  readonly roots: readonly string[];
  readonly wasm: readonly { readonly entrypoint: string; readonly module: string }[];
  readonly rego_version: 1;
  readonly metadata: { readonly zonewright: { readonly digest: string; readonly plant: string } };
}

export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** OPA takes a file named `plan.json` for a plan of its own intermediate representation, hence the longer name. */
const planPath = 'zonewright-plan.json';

export function createBundle(parts: Omit<Bundle, 'manifest'>, revision: string): Bundle {
  const manifest: BundleManifest = {
    revision,
    roots: ['keyed', 'plant', 'zonewright'],
    wasm: entrypoints.map((entrypoint) => ({ entrypoint, module: '/policy.wasm' })),
    rego_version: 1,
    metadata: { zonewright: { digest: digestOf(parts), plant: parts.plan.plant } },
  };
  return { manifest, ...parts };
}

/** The bundle's files, sorted by path; the same bytes for the same plant on every machine. */
export function bundleFiles(bundle: Bundle): readonly BundleFile[] {
  const text = new TextEncoder();
  const json = (value: unknown): Uint8Array => text.encode(`${JSON.stringify(value)}\n`);
  return [
    { path: '.manifest', bytes: json(bundle.manifest) },
    { path: 'data.json', bytes: json(bundle.data) },
    { path: 'policy.wasm', bytes: bundle.wasm },
    { path: planPath, bytes: json(bundle.plan) },
    ...bundle.rego.map((source) => ({ path: source.path, bytes: text.encode(source.text) })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `sha256:` and the hash of everything that decides. */
function digestOf(parts: Omit<Bundle, 'manifest'>): string {
  const hash = createHash('sha256');
  hash.update(parts.wasm);
  hash.update(JSON.stringify(parts.data));
  // What Rego lowers to follows from the rest, and is not worked out where nobody needs it.
  hash.update(JSON.stringify({ ...parts.plan, lowered: null }));
  return `sha256:${hash.digest('hex')}`;
}
