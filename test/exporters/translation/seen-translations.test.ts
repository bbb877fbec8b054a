/** What a boundary translates, as each of its interfaces sees it. */
import { expect, test } from 'vitest';
import { formatRange } from '../../../src/algebra/address-set.ts';
import { formatIpAddress } from '../../../src/algebra/ip-address.ts';
import { seenTranslations } from '../../../src/exporters/translation/seen-translations.ts';
import type { PlanBoundary } from '../../../src/model/plan.ts';
import type { BoundaryCase } from '../../support/arbitrary-boundary.ts';
import { buildAsset, buildBoundary, buildPlan, buildZone, spanAt } from '../../support/plan-builder.ts';
import { translatedLines } from '../../support/translated-lines.ts';

type Nat = PlanBoundary['nat'][number];

/** `10.20.1.0/24 > 192.168.0.0` for destinations, and the same with `<` for sources. */
function seenFrom({ plan, boundary }: BoundaryCase, name: string): readonly string[] {
  const found = seenTranslations(plan, boundary).find((each) => each.interface === name);
  const lines = (sign: string, stretches: NonNullable<typeof found>['destinations']) =>
    stretches.map((each) => {
      const other = formatIpAddress({ family: each.family, value: each.from + each.label });
      return `${formatRange(each)} ${sign} ${other}`;
    });
  if (found === undefined) return [];
  const forwards = found.forwards.map(({ family, transport, outside, inside }) => {
    const [from, to] = [outside, inside].map(
      ({ address, port }) => `${formatIpAddress({ family, value: address })}:${port}`,
    );
    return `${transport} ${from} > ${to}`;
  });
  return [...forwards, ...lines('>', found.destinations), ...lines('<', found.sources)];
}

function nat(outside: Nat['outside'], inside: Nat['inside'], id: string = 'line'): Nat {
  return { id, outside, inside, at: spanAt(1) };
}

const line = nat({ scope: 'north', network: '10.20.1.0/24' }, { scope: 'line', network: '192.168.0.0/24' });

/** A line behind `in` and its surroundings behind `out`, each with more zones. */
function lineCase(more: Partial<BoundaryCase['plan']> = {}, translations: readonly Nat[] = [line]): BoundaryCase {
  const zones = [
    buildZone('line', ['192.168.0.0/24'], { scope: 'line' }),
    buildZone('scada', ['10.20.0.0/24'], { scope: 'north' }),
    ...(more.zones ?? []),
  ];
  const outside = zones.filter(({ scope }) => scope !== 'line').map(({ id }) => id);
  const boundary = buildBoundary({ in: ['line'], out: outside }, 'fw', { nat: translations });
  return { plan: buildPlan({ zones, assets: more.assets ?? [], boundaries: [boundary] }), boundary };
}

test('from outside an address leads inside, and a sender inside is seen by it', () => {
  expect(seenFrom(lineCase(), 'out')).toEqual(['10.20.1.0/24 > 192.168.0.0', '192.168.0.0/24 < 10.20.1.0']);
});

test('from inside the addresses outside of the own line lead nowhere', () => {
  expect(seenFrom(lineCase(), 'in')).toEqual([]);
});

test('one NAT inside of another is one step for who looks from outside of both', () => {
  const each = translatedLines(['line-1-v6', 'line-2', 'hmi-web', 'plc-9-shell']);
  expect(seenFrom(each, 'eth0')).toEqual([
    '10.20.1.0/24 > 192.168.0.0',
    '10.20.9.0/24 > 172.16.0.0',
    '172.16.0.0/24 < 10.20.9.0',
    '192.168.0.0/24 < 10.20.1.0',
  ]);
  expect(seenFrom(each, 'eth1')).toEqual(['192.168.9.0/24 > 172.16.0.0', '172.16.0.0/24 < 192.168.9.0']);
});

test('one line is seen from another by its addresses outside', () => {
  const each = translatedLines(['line-1-v6', 'cell', 'line-1-cell']);
  expect(seenFrom(each, 'eth2')).toEqual(['10.20.1.0/24 > 192.168.0.0', '192.168.0.0/24 < 10.20.1.0']);
});

test('a port forward leads from an address of the router to one port of an asset', () => {
  expect(seenFrom(translatedLines(), 'eth0').slice(0, 2)).toEqual([
    'tcp 10.20.0.2:8443 > 192.168.0.21:443',
    'tcp 10.20.0.2:2222 > 192.168.2.9:22',
  ]);
});

test('an address that somebody has outside stays with whoever has it', () => {
  const assets = [buildAsset('printer', 'scada', ['10.20.1.128'])];
  expect(seenFrom(lineCase({ assets }), 'out')).toEqual([
    '10.20.1.0/25 > 192.168.0.0',
    '10.20.1.129-10.20.1.255 > 192.168.0.129',
    '192.168.0.0/25 < 10.20.1.0',
    '192.168.0.129-192.168.0.255 < 10.20.1.129',
  ]);
});

test('what a wide zone outside has is translated where the network of the NAT is narrower', () => {
  const zones = [buildZone('site', ['10.20.0.0/16'], { scope: 'north' })];
  expect(seenFrom(lineCase({ zones }), 'out')).toContain('10.20.1.0/24 > 192.168.0.0');
});

test('an interface with zones of two scopes leads nowhere where they mean different things', () => {
  const zones = [buildZone('south', ['10.20.1.0/25'], { scope: 'south' })];
  expect(seenFrom(lineCase({ zones }), 'out')).toEqual([
    '10.20.1.128/25 > 192.168.0.128',
    '192.168.0.128/25 < 10.20.1.128',
  ]);
});

test('a sender with two addresses outside is seen by none of them', () => {
  const second = nat({ scope: 'north', network: '10.20.7.0/25' }, { scope: 'line', network: '192.168.0.0/25' }, 'half');
  const seen = seenFrom(lineCase({}, [line, second]), 'out');
  expect(seen).toContain('10.20.7.0/25 > 192.168.0.0');
  expect(seen.filter((each) => each.includes('<'))).toEqual(['192.168.0.128/25 < 10.20.1.128']);
});
