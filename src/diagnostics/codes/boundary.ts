/** Boundaries, their dialects and the zones behind their interfaces. */
import { type CatalogueEntries, zoneDrawing } from '../catalogue-entry.ts';
import { didYouMean, quote } from '../words.ts';

export interface BoundaryDiagnostics {
  readonly 'boundary/no-dialect': {
    readonly boundary: string;
    readonly dialect: string;
    readonly suggestion: string | null;
  };
  readonly 'boundary/zone-twice': {
    readonly boundary: string;
    readonly zone: string;
    readonly interface: string;
    readonly other: string;
  };
}

export const boundaryEntries: CatalogueEntries<BoundaryDiagnostics> = {
  'boundary/no-dialect': {
    severity: 'medium',
    what: ({ boundary, dialect }) =>
      `boundary ${quote(boundary)} speaks ${quote(dialect)}, for which there is no exporter`,
    why: 'no configuration can be written for it, so its conduits are watched but not enforced',
    fix: ({ suggestion }) => didYouMean(suggestion, 'use a dialect that `zonewright export --help` lists'),
    references: { iec62443: ['3-3 SR 5.2'], attackIcs: ['M0937'], nist80082: ['5.2.3', 'SC-7'] },
  },
  'boundary/zone-twice': {
    severity: 'medium',
    what: ({ boundary, zone, interface: name, other }) =>
      `zone ${quote(zone)} is behind the interfaces ${quote(other)} and ${quote(name)} of boundary ${quote(boundary)}`,
    why: 'traffic inside the zone would cross the boundary, and a spoofed address could not be told by its interface',
    fix: () => 'put the zone behind one interface, or split it',
    references: zoneDrawing,
  },
};
