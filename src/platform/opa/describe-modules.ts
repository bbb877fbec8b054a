/** Reads from the syntax trees of an OPA binary what packages define and what they read. */
import type { RegoPackage, RegoRule } from '../../compiler/rego/port.ts';
import { compareText, type OpaLocation, type PlaceNames, placeOf } from './opa-problems.ts';

/** A module as `opa parse --format json --json-include locations` writes it; only what is read here. */
export interface OpaModule {
  readonly package: { readonly path: readonly OpaTerm[]; readonly location: OpaLocation };
  readonly imports?: readonly { readonly path: OpaTerm; readonly alias?: string }[];
  readonly rules?: readonly OpaRule[];
}

interface OpaTerm {
  readonly type: string;
  readonly value: unknown;
}

interface OpaRule {
  readonly head: { readonly ref?: readonly OpaTerm[]; readonly name?: string };
  readonly location: OpaLocation;
}

export function describeModules(modules: readonly OpaModule[], names: PlaceNames): readonly RegoPackage[] {
  const packages = new Map<string, OpaModule[]>();
  for (const module of modules) {
    const path = prefixOf(module.package.path);
    packages.set(path, [...(packages.get(path) ?? []), module]);
  }
  return [...packages.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, parts]) => describePackage(path, parts, names));
}

function describePackage(path: string, modules: readonly OpaModule[], names: PlaceNames): RegoPackage {
  const rules = modules.flatMap((module) => (module.rules ?? []).map((rule) => describeRule(rule, names)));
  const own = new Set(rules.map((rule) => `${path}.${rule.name}`));
  const reads = new Set<string>();
  for (const module of modules) {
    const aliases = aliasesOf(module);
    for (const rule of module.rules ?? []) collectReads(rule, aliases, reads);
  }
  const sorted = [...reads].sort(compareText);
  return {
    path,
    files: modules.map((module) => names.pathOf(module.package.location.file)),
    rules,
    inputRefs: sorted.filter((ref) => beginsWith(ref, 'input')),
    dataRefs: sorted.filter((ref) => beginsWith(ref, 'data') && ![...own].some((rule) => beginsWith(ref, rule))),
  };
}

function describeRule(rule: OpaRule, names: PlaceNames): RegoRule {
  const name = rule.head.ref === undefined ? (rule.head.name ?? '') : prefixOf(rule.head.ref);
  return { name, ...placeOf(rule.location, names) };
}

/** What imported names stand for. */
function aliasesOf(module: OpaModule): ReadonlyMap<string, readonly OpaTerm[]> {
  const aliases = new Map<string, readonly OpaTerm[]>();
  for (const { path, alias } of module.imports ?? []) {
    const terms = path.value as readonly OpaTerm[];
    const name = alias ?? terms.at(-1)?.value;
    if (typeof name === 'string') aliases.set(name, terms);
  }
  return aliases;
}

/**
 * Adds every reference below a node. A local name that hides an import counts as the import, so that more may be
 * reported than is read, never less. What a `with` replaces is not read, what it puts in place is.
 */
function collectReads(node: unknown, aliases: ReadonlyMap<string, readonly OpaTerm[]>, into: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) collectReads(each, aliases, into);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, value, target, ref, location, ...rest } = node as Record<string, unknown>;
  const read = type === 'ref' ? (value as readonly OpaTerm[]) : type === 'var' ? [node as OpaTerm] : undefined;
  if (read !== undefined) {
    const [head, ...tail] = read;
    const resolved = aliases.get(String(head?.value)) ?? (head === undefined ? [] : [head]);
    into.add(prefixOf([...resolved, ...tail]));
    collectReads(tail, aliases, into);
    return;
  }
  collectReads(value, aliases, into);
  // The reference of a rule's head is its name; only its variable parts are read.
  if (Array.isArray(ref)) collectReads(ref.slice(1), aliases, into);
  for (const each of Object.values(rest)) collectReads(each, aliases, into);
}

/** A reference up to its first part that is not constant, as OPA writes it. */
function prefixOf(terms: readonly OpaTerm[]): string {
  const [head, ...tail] = terms;
  const variable = tail.findIndex((term) => !['string', 'number', 'boolean'].includes(term.type));
  const constant = variable < 0 ? tail : tail.slice(0, variable);
  return [String(head?.value), ...constant.map((term) => partOf(term.value))].join('');
}

function partOf(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value) ? `.${value}` : `[${JSON.stringify(value)}]`;
}

function beginsWith(ref: string, prefix: string): boolean {
  return ref === prefix || ref.startsWith(`${prefix}.`) || ref.startsWith(`${prefix}[`);
}
