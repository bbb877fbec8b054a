/**
 * Chains of others that packets between zones meet. To accept in one chain does not end a hook, so none of them can open what
 * the boundary drops; but they can stop packets, change them before they are judged, or take them past the boundary.
 */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { diagnose } from '../../../diagnostics/diagnostic.ts';
import { joinWords } from '../../../diagnostics/words.ts';
import type { Plan, PlanBoundary } from '../../../model/plan.ts';
import type { ListedChain, ListedTable, Listing } from '../../nft/read/listing.ts';
import { type ChainEffect, chainEffects } from './chain-effects.ts';
import type { CompareOptions } from './compare-running.ts';
import { extentOf, extentWords, witnessOf } from './extent.ts';
import { chainWords, type NameRule } from './rule-words.ts';
import { isDormant } from './running-state.ts';
import { stoppedBy } from './stopped-by.ts';
import { zoneMap } from './zone-pairs.ts';

export interface BesideContext extends Omit<CompareOptions, 'expected'> {
  /** Null where nobody works out what a chain stops of what is granted. */
  readonly expected: CompareOptions['expected'] | null;
  /** Families of tables whose chains see what the boundary judges. */
  readonly families: readonly string[];
  readonly plan: Plan;
  readonly boundary: PlanBoundary;
  readonly nameRule: NameRule;
  /** Rules in words. */
  readonly words: string;
  /** The chains of the boundary that are looked at elsewhere, the one that judges first. */
  readonly own: readonly ListedChain[];
  /** Whether an interface of the boundary is a bridge or a port of one. */
  readonly bridged: boolean;
}

/** A chain beside the boundary and what was found about it. */
export interface BesideChain {
  readonly table: string;
  readonly chain: string;
  readonly hook: string;
  readonly priority: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Looks at every chain that packets between zones meet. */
export function chainsBeside(listing: Listing, context: BesideContext): readonly BesideChain[] {
  // The rules of a table that is switched off are not run.
  const tables = listing.tables.filter((table) => !isDormant(table, context.words));
  return tables.flatMap((table) =>
    table.chains.flatMap((chain): readonly BesideChain[] => {
      const { hook } = chain;
      if (hook === null || context.own.includes(chain) || !meetsPackets(table, chain, context)) return [];
      const place = {
        table: `${table.family} ${table.name}`,
        chain: chain.name,
        hook: hook.name,
        priority: hook.priority,
      };
      return [{ ...place, diagnostics: describeChain(table, chain, context) }];
    }),
  );
}

const routedHooks = ['ingress', 'prerouting', 'forward', 'postrouting', 'egress'];

function meetsPackets({ family }: ListedTable, { hook }: ListedChain, { bridged, families }: BesideContext): boolean {
  if (hook === null || !routedHooks.includes(hook.name)) return false;
  return family === 'bridge' ? bridged : families.includes(family);
}

/** What an effect means, by where it happens; null where it means nothing for the boundary. */
interface Meaning {
  readonly code: 'drift/bypass' | 'drift/rewritten';
  readonly effect: string;
}

function meaningOf(effect: ChainEffect, { hook, family }: ListedChain, [own]: readonly ListedChain[]): Meaning | null {
  const early =
    hook?.name === 'ingress' ||
    hook?.name === 'prerouting' ||
    (hook?.name === 'forward' && hook.priority <= (own?.hook?.priority ?? 0));
  switch (effect) {
    case 'drops':
    case 'hands-over':
      return null;
    case 'changes-destination':
      return {
        code: 'drift/rewritten',
        effect: 'sends packets to another destination before they are judged, so that grants to that one decide',
      };
    case 'changes-source':
      return {
        code: 'drift/rewritten',
        effect: 'gives packets another source address after they were judged, so that their destination sees that one',
      };
    case 'rewrites':
      return early
        ? {
            code: 'drift/bypass',
            effect:
              'changes addresses, ports or other bytes of packets before they are judged, so that they may pass for others',
          }
        : {
            code: 'drift/rewritten',
            effect: 'changes addresses, ports or other bytes of packets after they were judged',
          };
    case 'untracks':
      return hook?.name === 'prerouting' || family === 'netdev'
        ? {
            code: 'drift/rewritten',
            effect:
              'takes packets out of connection tracking, so that each is judged like a first one and replies do not pass',
          }
        : null;
    case 'marks-connections':
      return {
        code: 'drift/bypass',
        effect:
          'sets the mark of connections, by which the boundary knows those that it has allowed, so that withdrawn ones may go on',
      };
    case 'copies':
      return { code: 'drift/bypass', effect: 'sends copies of packets elsewhere, which nothing judges' };
    case 'sends-out':
      return {
        code: 'drift/bypass',
        effect: 'sends packets out by an interface of its own choice, which nothing judges',
      };
    case 'offloads':
      return {
        code: 'drift/bypass',
        effect:
          'takes live connections past all rules, so that neither the end of a window nor a withdrawn grant ends them',
      };
  }
}

function describeChain(table: ListedTable, chain: ListedChain, context: BesideContext): readonly Diagnostic[] {
  const { effects } = chainEffects(table, chain);
  const { boundary, nameRule } = context;
  const show = `nft --handle list chain ${table.family} ${table.name} ${chain.name}`;
  const groups = new Map<string, Diagnostic>();
  for (const [effect, place] of effects) {
    const meaning = meaningOf(effect, chain, context.own);
    if (meaning === null) continue;
    const rule = place === null ? '' : ` (${nameRule(place.chain, place.rule)})`;
    const what = `${describeHook(chain)}${rule}`;
    groups.set(effect, diagnose(meaning.code, null, { boundary: boundary.id, what, effect: meaning.effect, show }));
  }
  const stops = effects.has('drops') || effects.has('hands-over') ? describeStops(table, chain, context, show) : [];
  return [...groups.values(), ...stops];
}

function describeStops(
  table: ListedTable,
  chain: ListedChain,
  context: BesideContext,
  show: string,
): readonly Diagnostic[] {
  const { boundary, plan } = context;
  const what = describeHook(chain);
  const { expected } = context;
  const stopped =
    table.family === 'bridge' || expected === null ? null : stoppedBy(table, chain, { ...context, expected });
  const args = { boundary: boundary.id, what, show };
  if (stopped === null)
    return [
      diagnose('drift/foreign-closes', null, { ...args, certain: false, effect: 'packets that the plant grants' }),
    ];
  const behind = new Set(boundary.interfaces.flatMap((each) => each.zones));
  return (['certain', 'atMost'] as const).flatMap((kind) => {
    const parts = stopped.map(({ space, future, certain, atMost }) => {
      const packets = kind === 'certain' ? certain : space.diagrams.subtract(atMost, certain);
      return { space, packets, extent: extentOf(space, zoneMap(space, plan, behind), packets, mostPairs, future) };
    });
    const witness = parts.map(({ space, packets }) => witnessOf(space, packets)).find((text) => text !== '');
    if (witness === undefined) return [];
    const words = extentWords(
      parts.map(({ extent }) => extent),
      mostPairs,
    );
    const effect = `what the plant grants: ${joinWords(words)}, such as ${witness}`;
    return [diagnose('drift/foreign-closes', null, { ...args, certain: kind === 'certain', effect })];
  });
}

/** Pairs of zones that are named for a chain. */
const mostPairs = 3;

function describeHook(chain: ListedChain): string {
  const { hook, family } = chain;
  return `${chainWords(chain)}, hook ${hook?.name ?? 'none'}, priority ${hook?.priority ?? 0}${family === 'inet' && chain.table === 'zonewright' ? ', in the table of the boundary' : ''}`;
}
