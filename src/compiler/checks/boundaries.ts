/** Boundaries speak a dialect that can be written, and a zone is behind one interface of a boundary. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Boundary, BoundaryInterface } from '../../model/plant.ts';
import type { Selector } from '../../model/selector.ts';
import type { PlantCheck } from './check-context.ts';

export const checkBoundaries: PlantCheck = function* ({ plant, options, zonesOf }) {
  for (const boundary of plant.boundaries) {
    const { value, at } = boundary.dialect;
    if (options.dialects !== undefined && !options.dialects.includes(value)) {
      const args = { boundary: boundary.id, dialect: value, suggestion: suggest(value, options.dialects) };
      yield diagnose('boundary/no-dialect', at, args);
    }
    yield* zonesTwice(boundary, zonesOf);
  }
};

function* zonesTwice(boundary: Boundary, zonesOf: (selector: Selector) => readonly string[]): Generator<Diagnostic> {
  const seen = new Map<string, BoundaryInterface>();
  for (const each of boundary.interfaces) {
    for (const { value, at } of each.zones) {
      for (const zone of zonesOf(value)) {
        const other = seen.get(zone);
        if (other === undefined) seen.set(zone, each);
        else if (other !== each) {
          const args = { boundary: boundary.id, zone, interface: each.name, other: other.name };
          yield diagnose('boundary/zone-twice', at, args, [{ at: other.at, what: 'the other interface' }]);
        }
      }
    }
  }
}
