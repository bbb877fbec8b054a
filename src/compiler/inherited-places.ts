/** Zones that a grant speaks of because of what a template says: the text that decides stands in the template. */
import type { PlaceNote } from '../model/place-note.ts';
import type { PlanGrant } from '../model/plan.ts';
import type { Plant, Zone } from '../model/plant.ts';
import type { Selector } from '../model/selector.ts';

/** The inherited fields that the selectors of a grant and of its conduit ask for. */
export function inheritedPlaces(plant: Plant, grant: PlanGrant): readonly PlaceNote[] {
  const conduit = plant.conduits.find((each) => each.id === grant.conduit);
  if (conduit === undefined) return [];
  const written = conduit.allow.find((each) => isLoweredFrom(grant, each.id));
  const sides = [
    { zone: grant.from, ids: grant.sources, selectors: [conduit.from, ...(written?.from ?? [])] },
    { zone: grant.to, ids: grant.destinations, selectors: [conduit.to, ...(written?.to ?? [])] },
  ];
  const notes = sides.flatMap(({ zone: id, ids, selectors }) => {
    const zone = plant.zones.find((each) => each.id === id);
    if (zone === undefined) return [];
    const asked = selectors.flatMap(({ value }) => attributesOf(value));
    const members = ids.includes(`${id}/*`) ? ['members'] : [];
    return [...asked, ...members].flatMap((field) => noteOf(zone, field));
  });
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}

/** Why traffic inside a zone is free, where a template says so. */
export function freedomPlaces(plant: Plant, zone: string): readonly PlaceNote[] {
  const found = plant.zones.find((each) => each.id === zone);
  return found === undefined ? [] : noteOf(found, 'internal');
}

function isLoweredFrom({ id, conduit }: PlanGrant, written: string): boolean {
  const full = `${conduit}/${written}`;
  return id === full || id.startsWith(`${full}[`) || id.startsWith(`${full}(`);
}

function attributesOf({ conditions }: Selector): readonly string[] {
  return conditions.map((each) => (each.attribute === 'label' ? 'labels' : each.attribute));
}

function noteOf(zone: Zone, field: string): readonly PlaceNote[] {
  const at = zone.inherited[field];
  return at === undefined ? [] : [{ at, what: `\`${field}\` of zone ${zone.id}, which comes from its template` }];
}
