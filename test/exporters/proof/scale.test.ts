/** A boundary of a thousand zones is proven in seconds, and work grows with the grants and not with pairs of zones. */
import { expect, test } from 'vitest';
import type { ExportRequest } from '../../../src/exporters/dialect.ts';
import { exportBoundary, proveBoundary } from '../../../src/exporters/registry.ts';
import { timed } from '../../support/cpu-time.ts';
import { requestOf } from '../../support/export-request.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../../support/plan-builder.ts';

const zones = 1_000;

/** Zones with two assets each behind eight interfaces, and grants between assets far apart. */
function large(grants: number): ExportRequest {
  const id = (index: number): string => `z${String(index % zones).padStart(4, '0')}`;
  const network = (index: number): string => `10.${(index % zones) >> 8}.${(index % zones) & 255}`;
  const plan = buildPlan({
    zones: Array.from({ length: zones }, (_, index) => buildZone(id(index), [`${network(index)}.0/24`])),
    assets: Array.from({ length: zones * 2 }, (_, index) =>
      buildAsset(`a${index}`, id(index), [`${network(index)}.${index < zones ? 1 : 2}`]),
    ),
    grants: Array.from({ length: grants }, (_, index) => {
      const [from, to] = [index * 7, index * 13 + 1 + Math.floor(index / zones)];
      return buildGrant(
        `g${index}`,
        [`${id(from)}/a${from % zones}`],
        [`${id(to)}/a${(to % zones) + zones}`],
        [index % 3 === 0 ? `udp/${index % 900}-${index + 1_000}` : `tcp/${index}`],
      );
    }),
  });
  const interfaces = Array.from({ length: 8 }, (_, port) => [
    `eth${port}`,
    plan.zones.flatMap((zone, index) => (index % 8 === port ? [zone.id] : [])),
  ]);
  const boundary = buildBoundary(Object.fromEntries(interfaces) as Record<string, string[]>);
  return requestOf({ plan: { ...plan, boundaries: [boundary] }, boundary });
}

test('proves 4,000 grants between 1,000 zones', () => {
  const request = large(4_000);
  const result = exportBoundary(request);
  const { value, took } = timed(() => proveBoundary(request, result));
  expect(value).toMatchObject({ kind: 'equal' });
  if (value?.kind === 'equal') expect(value.checked).toBeGreaterThan(3_000);
  expect(took).toBeLessThan(12_000);
});
