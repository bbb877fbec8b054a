/** What is wrong around the tables of nft: rules of the older packet filter, missing interfaces, and bridges. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import { joinWords } from '../../../diagnostics/words.ts';
import type { BoundaryState, LegacyFilter } from '../../../model/boundary-state.ts';
import type { PlanBoundary } from '../../../model/plan.ts';
import { type ChainEffect, targetEffects } from './chain-effects.ts';

/** Findings about the host of a boundary that no table of nft shows. */
export function aroundBoundary(boundary: PlanBoundary, state: BoundaryState): readonly Diagnostic[] {
  return [
    ...state.legacy.flatMap((filter) => legacyFindings(boundary, filter)),
    ...missingInterfaces(boundary, state),
    ...bridgedInterfaces(boundary, state),
  ];
}

/** Empty chains that accept change nothing. */
function legacyFindings(boundary: PlanBoundary, { program, tables, rules }: LegacyFilter): readonly Diagnostic[] {
  const what = `${program} with ${tables.length === 1 ? 'table' : 'tables'} ${joinWords(tables)}`;
  const args = { boundary: boundary.id, what, show: `${program}-save` };
  const effects = rules === null ? effectsOfTables(tables) : effectsOfRules(rules);
  const can = rules === null ? 'may change' : 'changes';
  const has = (...wanted: readonly ChainEffect[]): boolean => wanted.some((effect) => effects.has(effect));
  return [
    ...(has('rewrites', 'marks-connections', 'copies', 'offloads')
      ? [
          diagnose('drift/bypass', null, {
            ...args,
            effect: `${can} packets or marks of connections, or copies packets`,
          }),
        ]
      : []),
    ...(has('changes-destination', 'changes-source', 'untracks')
      ? [diagnose('drift/rewritten', null, { ...args, effect: `${can} addresses of packets, or how they are tracked` })]
      : []),
    ...(has('drops', 'hands-over')
      ? [diagnose('drift/foreign-closes', null, { ...args, certain: false, effect: 'packets that the plant grants' })]
      : []),
  ];
}

/** What tables are for, where their rules are not known (iptables(8)). */
function effectsOfTables(tables: readonly string[]): ReadonlySet<ChainEffect> {
  return new Set(
    tables.flatMap((table): readonly ChainEffect[] => {
      if (table === 'nat') return ['changes-destination', 'changes-source'];
      if (table === 'mangle') return ['drops', 'marks-connections'];
      return table === 'raw' ? ['drops', 'untracks'] : ['drops'];
    }),
  );
}

/** Reads what `iptables-legacy-save` prints; packets to and from the host itself do not count. */
function effectsOfRules(rules: string): ReadonlySet<ChainEffect> {
  const lines = rules.split('\n');
  const chains = new Set(lines.flatMap((line) => /^:(\S+) /.exec(line)?.[1] ?? []));
  const effects = new Set<ChainEffect>();
  for (const line of lines) {
    if (/^:(?:FORWARD|PREROUTING|POSTROUTING) DROP/.test(line)) effects.add('drops');
    const [, chain = '', target = ''] = /^-A (\S+) (?:.* )?-[jg] (\S+)/.exec(line) ?? [];
    if (['', 'INPUT', 'OUTPUT'].includes(chain) || chains.has(target) || target === 'ACCEPT' || target === 'RETURN')
      continue;
    for (const effect of targetEffects(target)) effects.add(effect);
  }
  return effects;
}

/** Interfaces of the boundary that its host does not have. */
export function missingInterfaces(boundary: PlanBoundary, { interfaces }: BoundaryState): readonly Diagnostic[] {
  return interfaces
    .filter(({ present }) => !present)
    .map(({ name }) => {
      const zones = boundary.interfaces.filter((each) => each.name === name).flatMap((each) => each.zones);
      return diagnose('drift/interface', boundary.at, { boundary: boundary.id, interface: name, zones });
    });
}

/** Frames between ports of one bridge never meet the table of a router. */
function bridgedInterfaces(boundary: PlanBoundary, { interfaces }: BoundaryState): readonly Diagnostic[] {
  const ports = Map.groupBy(
    interfaces.filter(({ bridge }) => bridge !== null),
    ({ bridge }) => bridge ?? '',
  );
  return [...ports]
    .filter(([, own]) => own.length > 1)
    .map(([bridge, own]) =>
      diagnose('drift/bypass', null, {
        boundary: boundary.id,
        what: `bridge ${bridge}`,
        effect: `passes frames between ${joinWords(own.map(({ name }) => name))} as one network, which the boundary does not judge`,
        show: `bridge link show`,
      }),
    );
}
