/**
 * A table without the chains of a policy that does not judge. While a new policy is on trial a table holds two, and a
 * rule on a set of families says which one it is; what the other would do to connections is of no concern then.
 */
import {
  type NftChain,
  type NftRule,
  type NftSet,
  type NftTable,
  type NftVerdict,
  verdictOf,
} from '../read/ruleset.ts';

type Sets = ReadonlyMap<string, NftSet>;

/** Leaves out rules on the family that take no packet or come too late, and the chains that only they lead to. */
export function withoutIdleChains(table: NftTable): NftTable {
  const sets = new Map(table.sets.map((set) => [set.name, set]));
  const chains = table.chains.map((chain) => ({ ...chain, rules: rulesThatRun(chain.rules, sets) }));
  const entries = (all: readonly NftChain[]) => all.filter((chain) => chain.policy !== null);
  const running = reachedFrom(entries(chains), chains, sets);
  const written = reachedFrom(entries(table.chains), table.chains, sets);
  return { ...table, chains: chains.filter(({ name }) => running.has(name) || !written.has(name)) };
}

function reachedFrom(start: readonly NftChain[], chains: readonly NftChain[], sets: Sets): ReadonlySet<string> {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const reached = new Set<string>();
  const waiting = [...start];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    if (reached.has(chain.name)) continue;
    reached.add(chain.name);
    waiting.push(...targetsOf(chain, sets).flatMap((name) => byName.get(name) ?? []));
  }
  return reached;
}

/** The names that a chain goes to, in its rules or through the elements of its maps. */
export function targetsOf(chain: NftChain, sets: Sets): readonly string[] {
  const verdicts = chain.rules.flatMap(({ statements }) =>
    statements.flatMap((statement): readonly NftVerdict[] => {
      if (statement.kind === 'verdict') return [statement.verdict];
      if (statement.kind !== 'vmap') return [];
      return (sets.get(statement.map)?.elements ?? []).flatMap(({ result }) => verdictOf(result) ?? []);
    }),
  );
  return [...new Set(verdicts.flatMap((verdict) => (verdict.kind === 'goto' ? [verdict.target] : [])))];
}

/** Leaves out rules that ask for a family of an empty set, and everything behind one that takes both families. */
function rulesThatRun(rules: readonly NftRule[], sets: Sets): readonly NftRule[] {
  const running = rules.filter((rule) => familiesOf(rule, sets)?.size !== 0);
  const last = running.findIndex((rule) => familiesOf(rule, sets)?.size === 2);
  return last < 0 ? running : running.slice(0, last + 1);
}

/** Of a rule that looks at the family alone and then decides: the families, as far as the reader has any. */
function familiesOf({ statements }: NftRule, sets: Sets): ReadonlySet<bigint> | null {
  const [match, verdict, ...more] = statements;
  if (match?.kind !== 'match-set' || verdict?.kind !== 'verdict' || more.length > 0) return null;
  const set = sets.get(match.set);
  if (set === undefined || match.negated || match.key.join() !== 'meta nfproto') return null;
  return new Set(set.elements.flatMap(({ key: [value] }) => (value?.kind === 'numbers' ? familiesIn(value) : [])));
}

function familiesIn({ from, to }: { readonly from: bigint; readonly to: bigint }): readonly bigint[] {
  return [2n, 10n].filter((family) => from <= family && family <= to);
}
