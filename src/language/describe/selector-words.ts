/** What a selector matches now, in words. */
import { selectEndpoints, selectZones } from '../../compiler/lower/select.ts';
import { readSelector } from '../../compiler/parse/selector.ts';
import { type Tree, textOf } from '../../compiler/parse/tree.ts';
import { counted, quote } from '../../diagnostics/words.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { PlanZone } from '../../model/plan.ts';
import type { Selector } from '../../model/selector.ts';
import type { SelectorDomain } from '../file-shape.ts';
import { type GrantSide, type SelectorPlace, sideOfGrant, zonesOfSide } from '../grant-side.ts';
import type { PlantView } from '../plant-view.ts';
import { inertMarkdown } from './inert-markdown.ts';
import { zoneLine } from './plant-words.ts';

/** Lines of one list; what is more is counted. */
const most = 20;

/** Null when the text is no selector. */
export function describeSelector(
  tree: Tree,
  domain: SelectorDomain,
  place: SelectorPlace,
  view: PlantView,
): string | null {
  const { reader } = view.members();
  const side = sideOfGrant(place);
  if (textOf(tree) === 'same') return 'Each zone with itself.';
  const selector = readSelector(tree, domain, reader)?.value ?? null;
  if (selector === null) return null;
  if (domain === 'zone') return describeZones(selectZones(view.zones(), selector));
  const zones = side === null ? [...view.zones().values()] : zonesOfSide(side, view);
  return describeEndpoints(selector, zones, side, view);
}

function describeZones(zones: readonly PlanZone[]): string {
  const lines = zones.slice(0, most).map((zone) => `- ${quote(zone.id)}: ${inertMarkdown(zoneLine(zone))}`);
  return listed(counted(zones.length, 'zone'), lines, zones.length);
}

function describeEndpoints(
  selector: Selector,
  zones: readonly PlanZone[],
  side: GrantSide | null,
  view: PlantView,
): string {
  const all = zones.flatMap((zone) => view.endpoints().get(zone.id) ?? []);
  // Who begins a conversation is one station, never a group of them.
  const able = side?.key === 'from' ? all.filter(({ attributes }) => attributes.cast === 'unicast') : all;
  const found = selectEndpoints(able, [selector]);
  const within =
    side === null ? '' : ` in ${zones.length === 1 ? quote(zones[0]?.id ?? '') : counted(zones.length, 'zone')}`;
  const assets = found.filter(({ attributes }) => attributes.asset !== null);
  const others = found.length - assets.length;
  const what = `${counted(assets.length, 'asset')}${others === 0 ? '' : ` and ${counted(others, 'other endpoint')}`}${within}`;
  const ordered = [...assets, ...found.filter(({ attributes }) => attributes.asset === null)];
  const lines = ordered.slice(0, most).map((endpoint) => `- ${endpointLine(endpoint, view)}`);
  return listed(what, lines, found.length);
}

function endpointLine({ attributes }: Endpoint, view: PlantView): string {
  const zone = quote(attributes.zone ?? '');
  const asset = attributes.asset === null ? undefined : view.assets().get(attributes.asset);
  if (asset !== undefined) {
    const addresses = [...asset.ip, ...asset.mac].slice(0, 3).map(quote);
    return [`${quote(asset.id)} in ${zone}`, ...(asset.class === null ? [] : [quote(asset.class)]), ...addresses].join(
      ', ',
    );
  }
  return attributes.cast === 'unicast' ? `any undeclared address of ${zone}` : `${attributes.cast} of ${zone}`;
}

function listed(what: string, lines: readonly string[], count: number): string {
  const rest = count > most ? [`and ${(count - most).toLocaleString('en-US')} more`] : [];
  return [`Matches ${what} now.`, lines.join('\n'), ...rest].filter((each) => each !== '').join('\n\n');
}
