/** What an export that is written in the devices' own addresses leaves open where boundaries translate addresses. */
import { joinWords } from '../../diagnostics/words.ts';
import type { Capabilities, ExportRequest } from '../dialect.ts';

function writtenHere(own: readonly string[]): readonly string[] {
  return [
    `addresses are translated here (${joinWords(own)}); the rules are in addresses inside, and whoever sends to one from outside, past the translation, is denied`,
    'a connection keeps the addresses that it was begun with: what began before a translation was loaded is not translated by it',
  ];
}

function notWrittenHere(own: readonly string[]): readonly string[] {
  return [`the translation itself (${joinWords(own)}) is not written here; the rules are in addresses inside`];
}

/** Sentences for the limits of a residual report; none where nothing is translated. */
export function translationLimits(
  { plan, boundary }: Pick<ExportRequest, 'plan' | 'boundary'>,
  { translation }: Pick<Capabilities, 'translation'>,
): readonly string[] {
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
    ...(own.length === 0 ? [] : translation ? writtenHere(own) : notWrittenHere(own)),
    ...(translated.length === 0 || !isMixed
      ? []
      : [
          `zones that another boundary translates (${joinWords(translated)}) are written in their own addresses; where they are seen by their addresses outside, nothing is opened here`,
        ]),
  ];
}
