/** Selectors select something: sides of conduits, interfaces of boundaries, sides of grants. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Conduit, Written, WrittenGrant } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import type { CheckContext, PlantCheck } from './check-context.ts';

/** One side of the grants of a conduit. */
interface Side {
  readonly name: 'from' | 'to';
  readonly conduit: Written<Selector>;
  /** Zones on this side. */
  readonly zones: readonly string[];
}

export const checkEmptySelectors: PlantCheck = function* (context) {
  for (const conduit of context.plant.conduits) {
    const from: Side = { name: 'from', conduit: conduit.from, zones: context.zonesOf(conduit.from.value) };
    const same = conduit.to.value.text === 'same';
    const to: Side = { name: 'to', conduit: conduit.to, zones: same ? from.zones : context.zonesOf(conduit.to.value) };
    for (const side of [from, to])
      yield* emptySide(side.conduit, side.zones, { kind: 'conduit', id: conduit.id }, context);
    for (const grant of conduit.allow) {
      yield* emptyGrantSide(conduit, grant, grant.from, from, context);
      yield* emptyGrantSide(conduit, grant, grant.to, to, context);
    }
  }
  for (const boundary of context.plant.boundaries) {
    for (const selector of boundary.interfaces.flatMap((each) => each.zones))
      yield* emptySide(selector, context.zonesOf(selector.value), { kind: 'boundary', id: boundary.id }, context);
  }
};

function* emptySide(
  { value, at }: Written<Selector>,
  zones: readonly string[],
  of: { readonly kind: 'conduit' | 'boundary'; readonly id: string },
  context: CheckContext,
): Generator<Diagnostic> {
  if (zones.length > 0 || context.namesUnknown(value)) return;
  yield diagnose('selector/empty', at, { text: value.text, ...of, zones: null });
}

/** When the conduit's own side is empty, its grants have been spoken of. */
function* emptyGrantSide(
  conduit: Conduit,
  grant: WrittenGrant,
  selectors: readonly Written<Selector>[],
  side: Side,
  context: CheckContext,
): Generator<Diagnostic> {
  if (side.zones.length === 0) return;
  const cast = side.name === 'from' ? 'unicast' : 'any';
  for (const { value, at } of selectors) {
    if (context.namesUnknown(value)) continue;
    if (side.zones.some((zone) => context.endpoints.matches(zone, value, cast))) continue;
    const name = `${conduit.id}/${grant.id}`;
    const zones = side.conduit.value.text;
    const named = value.conditions.some((test) => test.comparison === '=' && isName(test.attribute));
    if (named)
      yield diagnose('grant/outside-zone', at, { grant: name, text: value.text, zone: zones, side: side.name });
    else yield diagnose('selector/empty', at, { text: value.text, kind: 'grant', id: name, zones });
  }
}

function isName(attribute: string): boolean {
  return attribute === 'asset' || attribute === 'zone';
}
