/**
 * A table as a hook runs it, written with `goto` alone: whoever jumps to a chain and comes back goes to a copy of it
 * that ends by going on where it was called. Conditions that nobody here understands become unknowns with a number, and
 * statements that may decide anything become two unknowns: whether they decide, and which way.
 */
import type { ListedVerdict, RuleStep } from '../../nft/read/listed-rule.ts';
import { type AnySet, readListedSet, stepsOf } from '../../nft/read/listed-rule.ts';
import type { ListedChain, ListedRule, ListedTable } from '../../nft/read/listing.ts';
import type {
  NftChain,
  NftElement,
  NftRule,
  NftSet,
  NftStatement,
  NftTable,
  NftVerdict,
} from '../../nft/read/ruleset.ts';

/** A rule with something in it of which nothing is known. */
export interface UnknownRule {
  readonly chain: ListedChain;
  readonly rule: ListedRule;
  /** Numbers of its unknowns. */
  readonly numbers: readonly number[];
  /**
   * `condition`: without it, nothing else would be different, so that it counts as not holding where nothing else is said.
   * `anything`: whatever it does, it does it always, so that only what it cannot change is certain.
   */
  readonly kind: 'condition' | 'anything';
}

export interface FlatTable {
  /** The first chain is the one with the hook, those that nothing leads to are among the others. */
  readonly table: NftTable;
  readonly unknowns: readonly UnknownRule[];
  /** Each chain as it is listed, by the name that it or a copy of it has. */
  readonly originals: ReadonlyMap<string, ListedChain>;
}

/** Copies of chains for their callers; more are not made, and the table counts as too large. */
const mostChains = 5_000;

/** How each rule of a table is read; a rule may be taken for a condition, or for anything, whatever it says. */
export type ReadSteps = (rule: ListedRule) => readonly RuleStep[];

/** Flattens what a chain with a hook runs; null when it has too many calls. */
export function flattenChains(
  table: ListedTable,
  entry: ListedChain,
  readSteps: ReadSteps = stepsOf,
): FlatTable | null {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const sources = new Map(table.sets.map((set) => [set.name, set]));
  const known = new Map<string, AnySet | null>();
  const work: Work = {
    policy: entry.hook?.policy ?? 'accept',
    copies: new Map(),
    waiting: [],
    sets: new Map(),
    unknowns: new Map(),
    count: 0,
    chainOf: (name) => chains.get(name) ?? null,
    setOf: (name) => {
      const source = sources.get(name);
      const set = known.has(name) ? (known.get(name) ?? null) : source === undefined ? null : readListedSet(source);
      known.set(name, set);
      return set;
    },
    readSteps,
  };
  // Chains that nothing leads to come last: they say which marks are those of the table.
  for (const chain of [entry, ...table.chains]) copyOf(work, { chain, start: 0, back: null });
  const flat: NftChain[] = [];
  for (let next = work.waiting.shift(); next !== undefined; next = work.waiting.shift()) {
    if (work.copies.size > mostChains) return null;
    const policy = next.chain === entry && next.start === 0 && next.back === null ? work.policy : null;
    flat.push({
      name: next.name,
      hook: policy === null ? null : 'forward',
      policy,
      rules: rulesOf(work, next),
      at: next.chain.at,
    });
  }
  return {
    table: {
      family: 'inet',
      name: table.name,
      comment: null,
      counters: [],
      sets: [...work.sets.values()],
      chains: flat,
    },
    unknowns: [...work.unknowns.values()],
    originals: new Map([...work.copies.values()].map((copy) => [copy.name, copy.chain])),
  };
}

/** Rules of a chain from one on, and where to go on at the end; null: where its policy decides. */
interface Copy {
  readonly chain: ListedChain;
  readonly start: number;
  readonly back: string | null;
}

interface NamedCopy extends Copy {
  readonly name: string;
}

interface Work {
  readonly policy: 'accept' | 'drop';
  readonly copies: Map<string, NamedCopy>;
  readonly waiting: NamedCopy[];
  readonly sets: Map<string, NftSet>;
  readonly unknowns: Map<ListedRule, UnknownRule>;
  count: number;
  readonly chainOf: (name: string) => ListedChain | null;
  readonly setOf: (name: string) => AnySet | null;
  readonly readSteps: ReadSteps;
}

/** The name of a copy; a chain that nobody jumps to keeps its own. */
function copyOf(work: Work, copy: Copy): string {
  const key = `${copy.chain.name} ${copy.start} ${copy.back ?? ''}`;
  const known = work.copies.get(key);
  if (known !== undefined) return known.name;
  const name = copy.start === 0 && copy.back === null ? copy.chain.name : `${copy.chain.name} #${work.copies.size}`;
  work.copies.set(key, { ...copy, name });
  work.waiting.push({ ...copy, name });
  return name;
}

function rulesOf(work: Work, copy: NamedCopy): readonly NftRule[] {
  const rules = copy.chain.rules.slice(copy.start).flatMap((rule, index) => {
    const after = (): string => copyOf(work, { ...copy, start: copy.start + index + 1 });
    return flattenRule(work, copy, rule, after);
  });
  if (copy.back === null) return rules;
  const back: NftStatement = { kind: 'verdict', verdict: { kind: 'goto', target: copy.back } };
  return [...rules, { statements: [back], comment: null, at: copy.chain.at }];
}

function flattenRule(work: Work, copy: NamedCopy, rule: ListedRule, after: () => string): readonly NftRule[] {
  const { at } = rule;
  const rules: NftRule[] = [];
  let statements: NftStatement[] = [];
  const numbers: number[] = [...(work.unknowns.get(rule)?.numbers ?? [])];
  let used = 0;
  const unknown = (what: UnknownRule['kind']): NftStatement => {
    const number = numbers[used] ?? work.count++;
    if (used === numbers.length) numbers.push(number);
    used += 1;
    const steady = work.unknowns.get(rule)?.kind === 'anything' || what === 'anything';
    work.unknowns.set(rule, { chain: copy.chain, rule, numbers, kind: steady ? 'anything' : 'condition' });
    return { kind: 'unknown', number };
  };
  const decide = (verdict: NftVerdict | null): void => {
    if (verdict !== null) rules.push({ statements: [...statements, { kind: 'verdict', verdict }], comment: null, at });
  };
  for (const step of work.readSteps(rule)) {
    if (step.kind === 'verdict') {
      decide(verdictOf(work, copy, step.verdict, after));
      return rules;
    }
    if (step.kind === 'statement' || step.kind === 'own-set') {
      const looked = lookUpOf(work, copy, step, after);
      if (looked !== null) {
        statements = [...statements, looked];
        continue;
      }
    }
    if (step.kind === 'condition' || isSetMatch(step)) {
      statements = [...statements, unknown('condition')];
      continue;
    }
    statements = [...statements, unknown('anything')];
    const open = [...statements, unknown('anything')];
    rules.push({ statements: [...open, { kind: 'verdict', verdict: { kind: 'accept' } }], comment: null, at });
    decide({ kind: 'drop' });
    // Where it does not decide, the rule goes on as if it were not there.
    statements = statements.slice(0, -1);
  }
  return [...rules, { statements, comment: null, at }];
}

/** Null for `continue`, behind which the next rule stands anyway. */
function verdictOf(work: Work, copy: NamedCopy, verdict: ListedVerdict, after: () => string): NftVerdict | null {
  switch (verdict.kind) {
    case 'accept':
    case 'drop':
      return verdict;
    case 'continue':
      return null;
    case 'return':
      return copy.back === null ? { kind: work.policy } : { kind: 'goto', target: copy.back };
    case 'goto':
    case 'jump': {
      const chain = work.chainOf(verdict.target);
      if (chain === null) return { kind: 'drop' };
      const back = verdict.kind === 'jump' ? after() : copy.back;
      return { kind: 'goto', target: copyOf(work, { chain, start: 0, back }) };
    }
  }
}

/** A statement with the set that it looks into, null when that set is not understood. */
function lookUpOf(
  work: Work,
  copy: NamedCopy,
  step: RuleStep & { readonly kind: 'statement' | 'own-set' },
  after: () => string,
): NftStatement | null {
  if (step.kind === 'own-set') {
    const { set, key, negated } = step;
    const name = addSet(work, copy, set, after);
    return set.result === null ? { kind: 'match-set', key, negated, set: name } : { kind: 'vmap', key, map: name };
  }
  const { statement } = step;
  const name = setNameOf(statement);
  if (name === null) return statement;
  const set = work.setOf(name);
  if (set === null) return null;
  const own = addSet(work, copy, set, after);
  if (statement.kind === 'vmap') return { ...statement, map: own };
  return statement;
}

/** Elements that come back or go to a copy make a copy of the map. */
function addSet(work: Work, copy: NamedCopy, set: AnySet, after: () => string): string {
  const plain = set.elements.every(
    ({ result }) => result === null || ['accept', 'drop', 'mark'].includes(result.kind) || isPlainGoto(copy, result),
  );
  const name = plain ? set.name : `${set.name} #${copy.name} ${after()}`;
  if (work.sets.has(name)) return name;
  const elements = set.elements.flatMap((element): readonly NftElement[] => {
    const { result } = element;
    if (result === null || result.kind === 'mark') return [{ ...element, result }];
    const verdict = verdictOf(work, copy, result, after);
    return verdict === null ? [] : [{ ...element, result: verdict }];
  });
  work.sets.set(name, { ...set, name, elements });
  return name;
}

function isPlainGoto({ back }: Copy, { kind }: { readonly kind: string }): boolean {
  return kind === 'goto' && back === null;
}

function setNameOf(statement: NftStatement): string | null {
  if (statement.kind === 'match-set') return statement.set;
  if (statement.kind === 'vmap') return statement.map;
  return statement.kind === 'set-mark' && statement.value.kind === 'map' ? statement.value.map : null;
}

/** A look into a set is a condition; one into a map decides. */
function isSetMatch(step: RuleStep): boolean {
  return step.kind === 'statement' && step.statement.kind === 'match-set';
}
