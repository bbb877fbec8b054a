/** What an export that is written in the devices' own addresses leaves open where boundaries translate addresses. */
import { joinWords } from '../diagnostics/words.ts';
import type { ExportRequest } from './dialect.ts';

/** Sentences for the limits of a residual report; none where nothing is translated. */
export function translationLimits({ plan, boundary }: Pick<ExportRequest, 'plan' | 'boundary'>): readonly string[] {
  const own = [
    ...boundary.nat.map(({ id }) => `NAT ${id}`),
    ...boundary.portForwards.map(({ id }) => `port forward ${id}`),
  ];
  const inside = new Set(
    plan.boundaries
      .filter((each) => each.id !== boundary.id)
      .flatMap(({ nat, portForwards }) => [...nat, ...portForwards])
      .filter((each) => each.inside.scope !== each.outside.scope)
      .map((each) => each.inside.scope),
  );
  for (const each of [...boundary.nat, ...boundary.portForwards]) inside.delete(each.inside.scope);
  const behind = new Set(boundary.interfaces.flatMap((each) => each.zones));
  const zones = plan.zones.filter((zone) => behind.has(zone.id));
  const translated = zones.filter((zone) => inside.has(zone.scope)).map((zone) => zone.id);
  const isMixed = new Set(zones.map((zone) => zone.scope)).size > 1;
  return [
    ...(own.length === 0
      ? []
      : [
          `the translation itself (${joinWords(own)}) is not written here; the rules are in addresses inside, which forwarded packets have once it is done`,
          'who sends from outside to an address inside, past the translation, is judged like one who is translated',
        ]),
    ...(translated.length === 0 || !isMixed
      ? []
      : [
          `zones that another boundary translates (${joinWords(translated)}) are written in their own addresses; where they are seen by their addresses outside, nothing is opened here`,
        ]),
  ];
}
