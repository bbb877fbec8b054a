/**
 * Rows and columns for the boxes of a drawing. Levels are bands from top to bottom, a band that is too wide wraps into
 * rows, and boxes stand near those that they are linked with (barycentres, as in Sugiyama's layered drawings).
 */

export interface GridNode {
  readonly id: string;
  readonly level: number;
}

export interface GridLink {
  readonly ends: readonly [string, string];
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly places: ReadonlyMap<string, GridPlace>;
  /** From the upper level to the lowest; rows are counted from the top, `end` is exclusive. */
  readonly bands: readonly { readonly level: number; readonly start: number; readonly end: number }[];
}

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

type Partners = ReadonlyMap<string, readonly string[]>;

const sweeps = 8;

/** Equal barycentres keep the order of `nodes`. */
export function placeOnGrid(nodes: readonly GridNode[], links: readonly GridLink[]): Grid {
  const levels = [...new Set(nodes.map((node) => node.level))].sort((one, other) => other - one);
  const partners = partnersOf(nodes, links);
  const bands = orderBands(
    levels.map((level) => nodes.filter((node) => node.level === level).map((node) => node.id)),
    partners,
  );
  const widest = Math.max(4, Math.ceil(Math.sqrt(nodes.length)));
  const columns = Math.max(1, ...bands.map((band) => Math.min(band.length, widest)));
  const placed: { readonly level: number; readonly start: number; readonly end: number }[] = [];
  const places = new Map<string, GridPlace>();
  let row = 0;
  for (const [index, band] of bands.entries()) {
    const rows = Math.ceil(band.length / columns);
    const offset = Math.floor((columns - Math.ceil(band.length / rows)) / 2);
    for (const [position, id] of band.entries()) {
      places.set(id, { row: row + (position % rows), column: offset + Math.floor(position / rows) });
    }
    placed.push({ level: levels[index] ?? 0, start: row, end: row + rows });
    row += rows;
  }
  centreSingleRows(bands, places, partners, columns);
  return { rows: row, columns, places, bands: placed };
}

function partnersOf(nodes: readonly GridNode[], links: readonly GridLink[]): Partners {
  const level = new Map(nodes.map((node) => [node.id, node.level]));
  const result = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const { ends } of links) {
    const [one, other] = ends;
    if (level.get(one) === level.get(other)) continue;
    result.get(one)?.push(other);
    result.get(other)?.push(one);
  }
  return result;
}

/** Each box goes to the mean place of its partners in other bands, down and up in turn. */
function orderBands(bands: readonly (readonly string[])[], partners: Partners): readonly (readonly string[])[] {
  const orders = bands.map((band) => [...band]);
  const positions = new Map<string, number>();
  const settle = (band: readonly string[]): void =>
    band.forEach((id, index) => void positions.set(id, (index + 0.5) / band.length));
  orders.forEach(settle);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const band of sweep % 2 === 0 ? orders : orders.toReversed()) {
      const means = new Map(
        band.map((id) => [id, meanOf(partners.get(id) ?? [], positions) ?? positions.get(id) ?? 0]),
      );
      band.sort((one, other) => (means.get(one) ?? 0) - (means.get(other) ?? 0));
      settle(band);
    }
  }
  return orders;
}

/** Bands of one row may have gaps, so that their boxes stand above or below their partners. */
function centreSingleRows(
  bands: readonly (readonly string[])[],
  places: Map<string, GridPlace>,
  partners: Partners,
  columns: number,
): void {
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const band of sweep % 2 === 0 ? bands : bands.toReversed()) {
      if (band.length > columns) continue;
      const known = new Map([...places].map(([id, { column }]) => [id, column]));
      const wanted = band.map((id) => meanOf(partners.get(id) ?? [], known) ?? known.get(id) ?? 0);
      const found = spread(wanted, columns);
      for (const [index, id] of band.entries()) {
        places.set(id, { row: places.get(id)?.row ?? 0, column: found[index] ?? 0 });
      }
    }
  }
}

/** Different columns in the same order, near those that are wanted. */
function spread(wanted: readonly number[], columns: number): readonly number[] {
  const found: number[] = [];
  for (const column of wanted) found.push(Math.max(Math.round(column), (found.at(-1) ?? -1) + 1));
  for (let index = found.length - 1, limit = columns - 1; index >= 0; index--, limit = (found[index + 1] ?? 0) - 1) {
    found[index] = Math.min(found[index] ?? 0, limit);
  }
  return found;
}

function meanOf(ids: readonly string[], positions: ReadonlyMap<string, number>): number | null {
  if (ids.length === 0) return null;
  return ids.reduce((sum, id) => sum + (positions.get(id) ?? 0), 0) / ids.length;
}
