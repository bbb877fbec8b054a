/** What stands on a zone and conduit map, in plain words, the same in every form of it. */
import { counted, joinWords } from '../../diagnostics/words.ts';
import type { PlanZone } from '../../model/plan.ts';
import type { Carried, MapTraffic, MapZone, ZoneMap } from '../../model/zone-map.ts';

/** Purdue levels by their usual names (IEC 62264-1). */
const levelNames: Readonly<Record<string, string>> = {
  '5': 'enterprise network',
  '4': 'site business network',
  '3.5': 'DMZ',
  '3': 'site operations',
  '2': 'supervision',
  '1': 'basic control',
  '0': 'process',
};

/** As `level 2, supervision`. */
export function levelWords(level: number): string {
  const name = levelNames[String(level)];
  return name === undefined ? `level ${level}` : `level ${level}, ${name}`;
}

/** As `modbus read, write; ntp`: a protocol alone is every operation of it. Empty where nothing is granted. */
export function trafficWords({ carries, guards }: MapTraffic): string {
  return [
    ...carries.map(carriedWords),
    ...guards.map((guard) => `${guard} (only the compiled policy can judge it)`),
  ].join('; ');
}

function carriedWords({ protocol, classes }: Carried): string {
  if (classes === null) return protocol;
  return classes.length === 0 ? `${protocol} connections` : `${protocol} ${classes.join(', ')}`;
}

export function isSafetyZone({ safety, kind }: PlanZone): boolean {
  return safety || kind === 'safety';
}

/** As `cell · SL-T 2`. */
export function zoneKind({ kind, securityLevel, safety }: PlanZone): string {
  const name = safety && kind !== 'safety' ? `${kind}, safety` : kind;
  return `${name} · ${securityLevel === null ? 'no SL-T' : `SL-T ${securityLevel}`}`;
}

/** As `cell · SL-T 2 · 4 assets`. */
export function zoneFacts({ zone, assets }: MapZone): string {
  return `${zoneKind(zone)} · ${zone.members === 'any' ? 'any address' : counted(assets, 'asset')}`;
}

/** What is allowed inside of a zone, in at most one line. */
export function insideLines({ zone, inside }: MapZone): readonly string[] {
  if (zone.internal === 'free') return ['inside: free'];
  const words = inside === null ? '' : trafficWords(inside);
  return words === '' ? [] : [`inside: ${words}`];
}

/** As `behind fw-dmz ot0, fw-line ctl0`. */
export function sidesWords({ boundaries }: MapZone): string {
  if (boundaries.length === 0) return 'behind no boundary';
  return `behind ${joinWords(
    boundaries.map(({ boundary, interfaces }) => `${boundary} ${interfaces.join('/')}`),
    3,
  )}`;
}

/** The address domain, in at most one line, on a map that has several of them. */
export function scopeLines({ zone }: MapZone, { zones }: ZoneMap): readonly string[] {
  return zones.every((each) => each.zone.scope === zone.scope) ? [] : [`addresses of ${zone.scope}`];
}

/** Where what passes is enforced, in at most one line. */
export function boundaryLines(boundaries: readonly string[]): readonly string[] {
  return boundaries.length === 0 ? [] : [`at ${boundaries.join(', ')}`];
}
