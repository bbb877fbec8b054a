/**
 * A plant as one YAML document in one layout, whatever files, anchors and templates it came from. Reading it gives the
 * same plant but for the places of things.
 */
import type { Plant } from '../../model/plant.ts';
import { type Field, layOutFields } from './layout.ts';
import { boundaryValue, conduitValue, invariantValue, ruleValue } from './print-conduit.ts';
import { assetValue, ownerValue, scopeValue, windowValue, zoneValue } from './print-zone.ts';
import { byId, presentFields, text, texts, valuesOf } from './values.ts';

/** The text of a `plant.yaml`. Rego stays in its own files. */
export function printPlant(plant: Plant): string {
  const about = presentFields([
    ['plant', text(plant.id)],
    ['description', text(plant.description)],
    ['timezone', text(plant.timezone)],
    ['rule-packs', texts(valuesOf(plant.rules.packs ?? []))],
  ]);
  const sections = presentFields([
    ['owners', byId(plant.owners, ownerValue)],
    ['scopes', byId(plant.scopes, scopeValue)],
    ['zones', byId(plant.zones, zoneValue)],
    ['assets', byId(plant.assets, assetValue)],
    ['windows', byId(plant.windows, windowValue)],
    ['conduits', byId(plant.conduits, conduitValue)],
    ['boundaries', byId(plant.boundaries, boundaryValue)],
    ['invariants', byId(plant.invariants, invariantValue)],
    ['rules', byId(plant.rules.adjustments, ruleValue)],
  ]);
  return [about, ...sections.map((section): readonly Field[] => [section])]
    .map((fields) => `${layOutFields(fields, 0).join('\n')}\n`)
    .join('\n');
}
