/**
 * Lowers Rego allowlists to grants of the plan: OPA evaluates each as far as it can without knowing the
 * conversation, and what is left is tabulated over everything that exists between two zones. What no grant can say
 * stays a guard; nothing is guessed.
 */
import type { Catalogue } from '../../../model/catalogue.ts';
import { listEndpoints } from '../../../model/endpoint.ts';
import type { LoweredRego, Plan, PlanAllowlist, PlanConduit, PlanGrant, PlanGuard } from '../../../model/plan.ts';
import type { RegoSource } from '../../../model/plant.ts';
import type { Span } from '../../../model/span.ts';
import { type MemoForm, memoKey, recall } from '../memo-key.ts';
import type { Memo, RegoCompiler, RegoPackage, RegoProblem } from '../port.ts';
import { grantQuery } from './grant-queries.ts';
import { compareGuards, createGuardList } from './guard-list.ts';
import { isOfMachine, tooLong, tooMuch } from './guard-reasons.ts';
import { lowerAllowlist, usualBounds } from './lower-allowlist.ts';

/** `memo` keeps what was worked out for the next time that the plant's Rego and what it looks at are the same. */
export async function lowerAllowlists(
  plan: Plan,
  rego: readonly RegoSource[],
  catalogue: Catalogue,
  compiler: Pick<RegoCompiler, 'check' | 'partial'>,
  memo: Memo = forgetful,
): Promise<LoweredRego> {
  if (!plan.conduits.some((each) => each.allowlists.length > 0)) return { grants: [], guards: [] };
  const key = memoKey('lower', {
    zones: plan.zones.map(withoutPlace),
    assets: plan.assets.map(withoutPlace),
    windows: plan.windows.map((each) => each.id),
    conduits: plan.conduits.filter((each) => each.allowlists.length > 0).map(withoutPlace),
    allowlists: plan.allowlists,
    rego,
    protocols: [...catalogue.protocols.values()],
  });
  return recall(memo, key, loweredForm, () => workOut(plan, rego, catalogue, compiler));
}

/** Where something stands in YAML changes nothing. */
function withoutPlace<T extends { readonly at: Span }>({ at: _, ...rest }: T): Omit<T, 'at'> {
  return rest;
}

const forgetful: Memo = { get: () => undefined, put: () => undefined };

const loweredForm: MemoForm<LoweredRego> = {
  write: (lowered) => JSON.stringify(lowered),
  read: (text) => JSON.parse(text) as LoweredRego,
  keeps: ({ guards }) => !guards.some((guard) => isOfMachine(guard.reason)),
};

async function workOut(
  plan: Plan,
  rego: readonly RegoSource[],
  catalogue: Catalogue,
  compiler: Pick<RegoCompiler, 'check' | 'partial'>,
): Promise<LoweredRego> {
  const allowlists = plan.allowlists.filter((list) =>
    plan.conduits.some((each) => each.allowlists.includes(list.name)),
  );
  if (allowlists.length === 0) return { grants: [], guards: [] };
  const modules = Object.fromEntries(rego.map((source) => [source.path, source.text]));
  const checked = await compiler.check({ modules });
  if (checked.kind === 'failed') return everythingGuarded(allowlists, plan.conduits, 'the Rego does not compile');
  const endpoints = listEndpoints(plan.zones, plan.assets);
  const grants: PlanGrant[] = [];
  const guards: PlanGuard[] = [];
  for (const allowlist of allowlists) {
    // The keyed data and the base library are not given here, and must not be taken for absent.
    const residue = await compiler.partial({
      modules,
      query: grantQuery(allowlist.name),
      unknowns: ['input', 'data.keyed', 'data.zonewright'],
      limitMs: partialLimitMs,
      limitQueries: usualBounds.queries,
    });
    const lowered =
      residue.kind === 'failed'
        ? everythingGuarded([allowlist], plan.conduits, reasonOf(residue.errors))
        : await lowerAllowlist(
            {
              allowlist,
              conduits: conduitsOf(allowlist, plan.conduits),
              residue,
              modules,
              rules: rulesOf(allowlist, checked.packages),
              annotations: checked.annotations,
              endpoints,
              windows: new Set(plan.windows.map((each) => each.id)),
              catalogue,
            },
            compiler,
          );
    grants.push(...lowered.grants);
    guards.push(...lowered.guards);
  }
  return { grants: grants.sort(byId), guards: guards.sort(compareGuards) };
}

/** Rules that multiply large ranges would be worked out for hours; a plant's are through in a second. */
const partialLimitMs = 20_000;

function reasonOf(errors: readonly RegoProblem[]): string {
  const [known] = errors.flatMap((each) => reasons[each.code] ?? []);
  return known ?? 'OPA cannot evaluate it without a conversation';
}

const reasons: Readonly<Record<string, string>> = {
  rego_timeout: tooLong,
  rego_memory: tooMuch,
  rego_size: `it falls into more than ${usualBounds.queries} alternatives`,
};

/** One conduit per zone pair: a second one that names the same allowlist opens nothing more. */
function conduitsOf(allowlist: PlanAllowlist, conduits: readonly PlanConduit[]): readonly PlanConduit[] {
  const byPair = new Map<string, PlanConduit>();
  for (const conduit of conduits) {
    const pair = `${conduit.from}>${conduit.to}`;
    if (conduit.allowlists.includes(allowlist.name) && !byPair.has(pair)) byPair.set(pair, conduit);
  }
  return [...byPair.values()];
}

function rulesOf(allowlist: PlanAllowlist, packages: readonly RegoPackage[]): RegoPackage['rules'] {
  const own = packages.find((each) => each.path === `data.plant.allow.${allowlist.name}`);
  return (own?.rules ?? []).toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function everythingGuarded(
  allowlists: readonly PlanAllowlist[],
  conduits: readonly PlanConduit[],
  reason: string,
): LoweredRego {
  const guards = allowlists.flatMap((allowlist) => {
    const list = createGuardList(allowlist, conduitsOf(allowlist, conduits));
    list.add({ grant: null, at: allowlist.at, reason }, null);
    return list.guards();
  });
  return { grants: [], guards };
}

function byId(a: PlanGrant, b: PlanGrant): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
