/**
 * What a plant description of another tool permits, read a second time and in plain words: a list of pairs of assets with
 * the protocol names and ports that stand between them. Written without a look at `src/compiler/import`; assets are known
 * by where they stand in the document, as ids may be there twice.
 */

/** An asset by its zone and its place in it. */
export interface SourceAsset {
  readonly zone: number;
  readonly place: number;
  readonly id: unknown;
  readonly ips: readonly string[];
}

/** Something that the source permits. */
export interface SourcePermission {
  readonly from: SourceAsset;
  readonly to: SourceAsset;
  /** Protocol names as they are written, joined. */
  readonly text: string;
  /** Numbers of ports that the source names, inclusive ranges; null when it names none. */
  readonly ports: readonly (readonly [number, number])[] | null;
}

type Thing = Readonly<Record<string, unknown>>;

/** Every pair that the document names, both ways where it says so or says nothing. */
export function permissionsOf(document: Thing): readonly SourcePermission[] {
  const assets = assetsOf(document);
  return things(document['conduits']).flatMap((conduit) =>
    'src' in conduit || 'dst' in conduit ? ofAssets(conduit, assets) : ofZones(document, conduit, assets),
  );
}

function assetsOf(document: Thing): readonly SourceAsset[] {
  return list(document['zones']).flatMap((zone, index) =>
    list(isThing(zone) ? zone['assets'] : null).map((asset, place) => {
      const fields = isThing(asset) ? asset : {};
      return { zone: index, place, id: fields['id'], ips: ipsIn(fields['ip_address'] ?? fields['ip']) };
    }),
  );
}

function ofAssets(conduit: Thing, assets: readonly SourceAsset[]): readonly SourcePermission[] {
  const text = String(conduit['protocol'] ?? '');
  const ports = portsIn(conduit['port']);
  return pairs(
    assets.filter(({ id }) => same(id, conduit['src'])),
    assets.filter(({ id }) => same(id, conduit['dst'])),
  ).map(([from, to]) => ({ from, to, text, ports }));
}

function ofZones(document: Thing, conduit: Thing, assets: readonly SourceAsset[]): readonly SourcePermission[] {
  const zones = list(document['zones']);
  const within = (id: unknown): readonly SourceAsset[] =>
    assets.filter(({ zone }) => isThing(zones[zone]) && same((zones[zone] as Thing)['id'], id));
  const [near, far] = [within(conduit['from_zone']), within(conduit['to_zone'])];
  return things(conduit['flows']).flatMap((flow) => {
    const text = String(flow['protocol'] ?? '');
    const ports = portsIn(flow['port']);
    const direction = flow['direction'] ?? 'bidirectional';
    const out = direction === 'inbound' ? [] : pairs(near, far);
    const back = direction === 'outbound' ? [] : pairs(far, near);
    return [...out, ...back].map(([from, to]) => ({ from, to, text, ports }));
  });
}

function portsIn(value: unknown): SourcePermission['ports'] {
  if (value === undefined || value === null) return null;
  return String(value)
    .split(',')
    .flatMap((part) => {
      const numbers = [...part.matchAll(/\d+/g)].map(Number);
      const [from, to = from] = numbers;
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    });
}

function ipsIn(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : [];
}

function pairs<T>(from: readonly T[], to: readonly T[]): readonly (readonly [T, T])[] {
  return from.flatMap((a) => to.map((b) => [a, b] as const));
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && a !== null && b !== undefined && b !== null && String(a) === String(b);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function things(value: unknown): readonly Thing[] {
  return list(value).filter(isThing);
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
