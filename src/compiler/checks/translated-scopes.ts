/** Scopes between which a boundary translates are known, lie behind its interfaces, and never lie inside of themselves. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import { quote } from '../../diagnostics/words.ts';
import type { Boundary, Written } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import { insideAddresses } from '../lower/boundaries.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

/** One translation of a boundary, by the scopes on its two sides. */
interface Sides {
  readonly boundary: Boundary;
  readonly what: string;
  readonly outside: string;
  readonly inside: string;
  readonly at: Span;
}

export const checkTranslatedScopes: PlantCheck = function* (context) {
  const known = knownScopes(context);
  yield* unknownScopes(context, known);
  const all = context.plant.boundaries
    .flatMap((boundary) => sidesOf(boundary, context))
    .filter(({ outside, inside }) => known.has(outside) && known.has(inside));
  for (const each of all) if (!isBetween(each, context)) yield notBetween(each);
  yield* circles(all.filter((each) => each.outside !== each.inside));
};

function sidesOf(boundary: Boundary, { assets, planZones }: CheckContext): readonly Sides[] {
  const nat = boundary.nat.map(
    (each): Sides => ({
      boundary,
      what: `NAT ${quote(each.id)}`,
      outside: each.outside.scope.value,
      inside: each.inside.scope.value,
      at: idSpan(each),
    }),
  );
  const forwards = boundary.portForwards.flatMap((each): readonly Sides[] => {
    const asset = assets.get(each.to.value);
    if (asset === undefined) return [];
    const plain = { zones: asset.zones.map(({ value }) => value), ip: asset.ip.map(({ value }) => value) };
    const [only, ...others] = insideAddresses(plain, each.outside.ip.value, planZones);
    if (only === undefined || others.length > 0) return [];
    const what = `port forward ${quote(each.id)}`;
    return [{ boundary, what, outside: each.outside.scope.value, inside: only.scope, at: idSpan(each) }];
  });
  return [...nat, ...forwards];
}

function knownScopes({ plant }: CheckContext): ReadonlySet<string> {
  return new Set([...plant.scopes.map((scope) => scope.id), ...plant.zones.map((zone) => zone.scope)]);
}

function* unknownScopes({ plant }: CheckContext, known: ReadonlySet<string>): Generator<Diagnostic> {
  const suggest = suggesterOf(known);
  for (const { nat, portForwards } of plant.boundaries) {
    const named: readonly Written<string>[] = [
      ...nat.flatMap(({ outside, inside }) => [outside.scope, inside.scope]),
      ...portForwards.map(({ outside }) => outside.scope),
    ];
    for (const { value, at } of named)
      if (!known.has(value))
        yield diagnose('reference/unknown', at, { kind: 'scope', id: value, suggestion: suggest(value) });
  }
}

/** Within one scope, as with a forward between two routed networks, two interfaces of it will do. */
function isBetween({ boundary, outside, inside }: Sides, { zones, zonesOf }: CheckContext): boolean {
  const behind = boundary.interfaces.map((each) => {
    const scopes = each.zones.flatMap((zone) => zonesOf(zone.value)).map((id) => zones.get(id)?.scope);
    return { outside: scopes.includes(outside), inside: scopes.includes(inside) };
  });
  if (outside === inside) return behind.filter((each) => each.inside).length > 1;
  return (
    behind.some((each) => each.outside) &&
    behind.some((each) => each.inside) &&
    behind.every((each) => !each.outside || !each.inside)
  );
}

function notBetween({ boundary, what, outside, inside, at }: Sides): Diagnostic {
  return diagnose('nat/not-between', at, { boundary: boundary.id, what, outside, inside });
}

/** The first translation, in the order of the plant, that puts a scope inside of itself. */
function* circles(all: readonly Sides[]): Generator<Diagnostic> {
  const inner = new Map<string, Set<string>>();
  for (const { boundary, outside, inside, at } of all) {
    if (leadsTo(inside, outside, inner)) {
      yield diagnose('nat/circular', at, { scope: outside, boundary: boundary.id });
      continue;
    }
    inner.set(outside, (inner.get(outside) ?? new Set()).add(inside));
  }
}

function leadsTo(from: string, to: string, inner: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set([from]);
  for (const scope of seen) {
    if (scope === to) return true;
    for (const next of inner.get(scope) ?? []) seen.add(next);
  }
  return false;
}
