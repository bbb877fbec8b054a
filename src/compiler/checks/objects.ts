/** Limits on objects are ones that the protocol can show: its units, its tables, its range of numbers. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { NumberField, ObjectAddressing } from '../../model/catalogue.ts';
import type { IntegerRange, ObjectLimit } from '../../model/plant.ts';
import type { PlantCheck } from './check-context.ts';
import { protocolsOf } from './protocols-named.ts';

export const checkObjects: PlantCheck = function* ({ plant, catalogue }) {
  for (const conduit of plant.conduits) {
    for (const { protocol, objects } of conduit.allow) {
      const protocols = objects.length === 0 ? [] : protocolsOf(catalogue, protocol.value);
      if (protocols.length === 0) continue;
      const addressing = protocols.map((each) => each.object).filter((object) => object !== null);
      for (const limit of objects) yield* problemsWith(limit, protocol.value, addressing);
    }
  }
};

function* problemsWith(
  limit: ObjectLimit,
  protocol: string,
  addressing: readonly ObjectAddressing[],
): Generator<Diagnostic> {
  const units = addressing.map((object) => object.unit).filter((field) => field !== null);
  const ranges = addressing.map((object) => object.range).filter((field) => field !== null);
  const tables = addressing.flatMap((object) => object.tables);
  if (limit.unit !== null) yield* problemWithNumber(limit, 'unit', limit.unit, protocol, units);
  if (limit.range !== null) yield* problemWithNumber(limit, 'range', limit.range, protocol, ranges);
  const { at, table } = limit;
  if (table === null || tables.includes(table)) return;
  if (tables.length === 0) yield diagnose('object/not-addressed', at, { protocol, part: 'table' });
  else yield diagnose('object/unknown-table', at, { table, protocol, tables, suggestion: suggest(table, tables) });
}

function* problemWithNumber(
  { at }: ObjectLimit,
  part: 'unit' | 'range',
  { from, to }: IntegerRange,
  protocol: string,
  fields: readonly NumberField[],
): Generator<Diagnostic> {
  const [first] = fields;
  if (first === undefined) {
    yield diagnose('object/not-addressed', at, { protocol, part });
    return;
  }
  if (fields.some((field) => field.min <= from && to <= field.max)) return;
  const text = from === to ? String(from) : `${from}-${to}`;
  const { min, max } = first;
  yield diagnose('object/out-of-range', at, { text, part, protocol, min, max });
}
