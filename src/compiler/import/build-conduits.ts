/**
 * Conduits and grants of a plant from those of sources. A flow that may be begun from both sides becomes a grant in each of
 * two conduits; what cannot be said in a grant is reported with its place, and never granted as something wider.
 */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { type Suggester, suggesterOf } from '../../diagnostics/suggest.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { Asset, Conduit, Written, WrittenGrant, Zone } from '../../model/plant.ts';
import type { Condition, Selector } from '../../model/selector.ts';
import type { Ends } from './build-zones.ts';
import { type ConduitDraft, createDrafts, wordSelector } from './conduit-drafts.ts';
import type { ForeignConduit, ForeignFlow } from './foreign-plant.ts';
import { formId } from './name-things.ts';
import type { Notes } from './notes.ts';
import { protocolNamesOf } from './protocol-names.ts';
import { type FlowGrant, type ResolvedFlow, resolveFlow } from './resolve-flow.ts';

/** One end of a conduit: a zone, and the asset in it where the source names one. */
interface End {
  readonly zone: Zone;
  readonly asset: Asset | null;
  /** Whether the zone has assets. */
  readonly inhabited: boolean;
}

/** A conduit with the two ends that its flows lead between. */
interface Side {
  readonly draft: ConduitDraft;
  readonly from: End;
  readonly to: End;
}

export function buildConduits(
  sources: readonly ForeignConduit[],
  ends: Ends,
  catalogue: Catalogue,
  notes: Notes,
): readonly Conduit[] {
  const nameOf = protocolNamesOf(catalogue);
  const suggest = suggesterOf(catalogue.protocols.keys());
  const endOf = endsOf(ends, notes);
  const oriented = sources.map(orient);
  const drafts = createDrafts(oriented, notes);
  for (const source of oriented) {
    const from = endOf(source, source.from);
    const to = endOf(source, source.to);
    if (from === null || to === null) continue;
    const forward: Side = { draft: drafts.of(source, from.zone, to.zone), from, to };
    const { id } = forward.draft;
    if (source.flows.length === 0 && !source.unread)
      notes.report(diagnose('import/empty-conduit', source.at, { conduit: id }));
    const empty = [from, to].filter(({ inhabited }) => !inhabited).map(({ zone }) => zone.id);
    for (const zone of new Set(empty)) notes.count('import/empty-zone', source.at, { zone });
    for (const flow of source.flows) {
      const resolved = isLoop(source, from, to) ? refused(flow) : resolveFlow(flow, nameOf, catalogue);
      const sides = sidesOf(flow, resolved, forward, () => drafts.back(source, to.zone, from.zone));
      for (const side of sides) grantFlow(side, flow, resolved, notes);
      const asked = flow.begins === 'to' ? { ...forward, from: to, to: from } : forward;
      reportFlow(asked, flow, resolved, suggest, notes);
    }
  }
  return drafts.all();
}

/** Where the grants of a flow go; the way back is no conduit when nothing is granted on it. */
function sidesOf(
  flow: ForeignFlow,
  { grants }: ResolvedFlow,
  forward: Side,
  back: () => ConduitDraft,
): readonly Side[] {
  const sides = flow.begins === 'to' ? [] : [forward];
  if (flow.begins === 'from' || grants.length === 0) return sides;
  return [...sides, { draft: back(), from: forward.to, to: forward.from }];
}

/** A conduit that only its second end may use is one that leads the other way. */
function orient(source: ForeignConduit): ForeignConduit {
  if (source.flows.length === 0 || source.flows.some((flow) => flow.begins !== 'to')) return source;
  const flows = source.flows.map((flow) => ({ ...flow, begins: 'from' as const }));
  return { ...source, from: source.to, to: source.from, flows };
}

/** Traffic inside a zone is granted between assets; a conduit from a zone to itself is a mistake in a format of zones. */
function isLoop(source: ForeignConduit, from: End, to: End): boolean {
  return source.ends === 'zones' && from.zone.id === to.zone.id;
}

function refused(flow: ForeignFlow): ResolvedFlow {
  return { grants: [], carriers: [], narrower: [], hurdles: [{ name: flow.text, hurdle: 'same-zone', offer: null }] };
}

/** Finds what the ids of a source mean; what means nothing, or either of two, is reported. */
function endsOf(ends: Ends, notes: Notes): (source: ForeignConduit, id: Written<string>) => End | null {
  const suggestions = { zones: suggesterOf(ends.zoneOf.keys()), assets: suggesterOf(ends.assetOf.keys()) };
  const zones = new Map(ends.zones.map((zone) => [zone.id, zone]));
  const inhabited = new Set(ends.assets.flatMap((asset) => asset.zones.map((zone) => zone.value)));
  return (source, { value: id, at }) => {
    const kind = source.ends === 'zones' ? 'zone' : 'asset';
    const found = kind === 'zone' ? ends.zoneOf.get(id) : ends.assetOf.get(id);
    if (found === undefined) {
      const suggestion = suggestions[source.ends](id);
      notes.report(diagnose('import/unknown-reference', at, { kind, id, suggestion }));
    } else if (found === null) notes.report(diagnose('import/ambiguous-reference', at, { kind, id }));
    if (found === undefined || found === null) return null;
    if (!('zones' in found)) return { zone: found, asset: null, inhabited: inhabited.has(found.id) };
    const zone = zones.get(found.zones[0]?.value ?? '');
    return zone === undefined ? null : { zone, asset: found, inhabited: true };
  };
}

function grantFlow({ draft, from, to }: Side, flow: ForeignFlow, { grants }: ResolvedFlow, notes: Notes): void {
  for (const grant of grants) {
    const { at } = flow;
    const name = grants.length === 1 && from.asset === null ? (flow.protocols[0] ?? '') : grant.protocol;
    const own = [from.asset?.id, to.asset === null ? undefined : 'to', to.asset?.id, formId(name, grant.protocol)];
    const written: WrittenGrant = {
      id: draft.freeName(own.filter((part) => part !== undefined).join('-')),
      at,
      from: [{ value: beginnerOf(from), at }],
      to: [{ value: responderOf(to), at }],
      protocol: { value: grant.protocol, at },
      ports: grant.ports.map((value) => ({ value, at })),
      operations: null,
      objects: [],
      enforce: null,
      during: null,
      starts: null,
      expires: null,
      owner: null,
      reason: flow.reason,
      ticket: null,
    };
    draft.allow.push(written);
  }
  if (grants.length === 0) return;
  for (const device of new Set([from, to].map(({ asset }) => asset?.class?.value ?? '')))
    if (networkDevices.has(device)) notes.count('import/network-device', flow.at, { class: device });
}

/** What a cable leads to on its way to somebody else. */
const networkDevices: ReadonlySet<string> = new Set(['firewall', 'router', 'switch', 'data_diode']);

/** Who begins. A group address never does. */
function beginnerOf({ zone, asset, inhabited }: End): Selector {
  if (asset !== null) return wordSelector('asset', asset.id);
  return inhabited ? selectorOf([isIn(zone)]) : selectorOf([isDevice]);
}

/** Who answers: the devices of a zone, which the source means, and not its broadcast and multicast addresses. */
function responderOf({ zone, asset, inhabited }: End): Selector {
  if (asset !== null) return wordSelector('asset', asset.id);
  // A grant that names a zone without members is an error; the devices of the conduit's zone are the same ones.
  return inhabited ? selectorOf([isIn(zone), isDevice]) : selectorOf([isDevice]);
}

const isDevice: Condition = { attribute: 'cast', comparison: '=', value: 'unicast' };

function isIn(zone: Zone): Condition {
  return { attribute: 'zone', comparison: '=', value: zone.id };
}

function selectorOf(conditions: readonly Condition[]): Selector {
  return { text: conditions.map(({ attribute, value }) => `${attribute}:${value}`).join(' '), conditions };
}

function reportFlow(
  { draft, from, to }: Side,
  flow: ForeignFlow,
  resolved: ResolvedFlow,
  suggest: Suggester,
  notes: Notes,
): void {
  const { at } = flow;
  for (const { name, hurdle, offer } of resolved.hurdles) {
    const suggestion = hurdle === 'unknown-protocol' ? suggest(name) : null;
    const words = offer === null ? null : offerWords(offer, from, to);
    const args = {
      conduit: draft.id,
      flow: hurdle === 'port-of-none' ? name : nameIn(flow, name),
      hurdle,
      suggestion,
      offer: words,
    };
    notes.report(diagnose('import/no-grant', at, args));
  }
  for (const { name, carrier } of resolved.carriers)
    notes.count('import/no-conversation', at, { flow: nameIn(flow, name), carrier });
  for (const { protocol, missing } of resolved.narrower) notes.count('import/narrower', at, { protocol, missing });
  if (flow.begins === 'both' && resolved.grants.length > 0) notes.count('import/both-directions', at, {});
}

/** The name with the ports beside it, unless it is one of several. */
function nameIn(flow: ForeignFlow, name: string): string {
  return flow.protocols.length === 1 || name === '' ? flow.text : name;
}

function offerWords({ protocol, ports }: FlowGrant, from: End, to: End): string {
  const [begins, answers] = [beginnerOf(from), responderOf(to)].map(selectorWords);
  return `{ from: [${begins}], to: [${answers}], protocol: ${protocol}, ports: [${ports.join(', ')}] }`;
}

/** As a grant has it in YAML. */
function selectorWords({ text, conditions }: Selector): string {
  if (conditions.length === 1) return JSON.stringify(text);
  return `{ ${conditions.map(({ attribute, value }) => `${attribute}: ${value}`).join(', ')} }`;
}
