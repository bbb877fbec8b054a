/**
 * Laws of imports: whatever can be read becomes a plant without errors, and that plant allows nothing that the source does
 * not name, by a second reading of the source. What the source names is allowed or spoken of.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { isError } from '../../src/compiler/compile.ts';
import { lowerPlant } from '../../src/compiler/lower/lower-plant.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import type { Plant } from '../../src/model/plant.ts';
import { arbitraryInduform, arbitraryZcAsCode, type SourceDocument } from '../support/arbitrary-source.ts';
import { expectShare } from '../support/expect-share.ts';
import { importText, readBack } from '../support/import-text.ts';
import { permissionsOf, type SourcePermission } from '../support/reference-source.ts';
import { runs } from '../support/runs.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const formats = [
  ['induform', arbitraryInduform],
  ['zc-as-code', arbitraryZcAsCode],
] as const;

/** Ids of the catalogue that each of the names of `arbitrarySource` may stand for; a name that is not here permits nothing. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  modbus_tcp: ['modbus'],
  'Modbus TCP': ['modbus'],
  opcua: ['opc-ua'],
  s7comm: ['s7comm'],
  https: ['https'],
  'HTTP/S': ['http', 'https'],
  profinet: ['profinet-cm', 'profinet-rt', 'profinet-dcp'],
  iec61850: ['mms', 'goose', 'sampled-values'],
  dnp3: ['dnp3'],
  ethernet_ip: ['ethernet-ip'],
  sql: ['mssql', 'mysql', 'postgresql', 'oracle'],
  tcp: ['tcp'],
  udp: ['udp'],
  kerberos: ['kerberos'],
  icmp: ['icmp'],
  goose: ['goose'],
  ldaps: ['ldap'],
};

function isNamed(permission: SourcePermission, grant: PlanGrant): boolean {
  const names = permission.text.split(',').map((name) => name.trim());
  if (!names.some((name) => (meanings[name] ?? []).includes(grant.protocol))) return false;
  const usual = shippedCatalogue.protocols.get(grant.protocol)?.services ?? [];
  return grant.services.every(({ transport, ports }) =>
    permission.ports === null
      ? usual.some((service) => service.transport === transport && service.ports.some((range) => covers(range, ports)))
      : permission.ports.some(([from, to]) => covers({ from, to }, ports)),
  );
}

function covers(outer: { from: number; to: number }, inner: { from: number; to: number }): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** How many grants there are; each of them is for assets alone, and between two that the source names together. */
function expectNothingWider(document: SourceDocument, text: string, plant: Plant): number {
  const { value: plan } = lowerPlant(plant, shippedCatalogue, []);
  const permissions = permissionsOf(document);
  const assets = new Map(plant.assets.map((asset) => [asset.id, asset]));
  const addressAt = (end: string): string | null => {
    const asset = assets.get(end.split('/')[1] ?? '');
    expect(asset, `${end} is no asset\n${text}`).toBeDefined();
    return asset?.ip[0]?.value ?? null;
  };
  for (const grant of plan.grants) {
    for (const from of grant.sources.map(addressAt)) {
      for (const to of grant.destinations.map(addressAt)) {
        const named = permissions.some(
          (each) => isNamed(each, grant) && isAt(from, each.from.ips) && isAt(to, each.to.ips),
        );
        expect(named, `${grant.id}: ${from} -> ${to} ${grant.protocol}\n${text}`).toBe(true);
      }
    }
  }
  return plan.grants.length;
}

/** An asset without an address may be any: nothing can be recognised as it. */
function isAt(address: string | null, ips: readonly string[]): boolean {
  return address === null || ips.includes(address);
}

test.each(formats)(
  '%s: what is imported is a plant without errors that allows nothing which is not named',
  (name, arbitrary) => {
    let grants = 0;
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (document, asJson) => {
        const text = asJson ? JSON.stringify(document, null, 1) : stringify(document);
        const { imported, files } = importText(text, name);
        if (imported === null) return;
        const { plant, findings } = readBack(files);
        expect(findings.filter(isError), text).toEqual([]);
        grants += expectNothingWider(document, text, plant);
      }),
      { numRuns: runs(300) },
    );
    expectShare(runs(100), grants);
  },
);

test.each(formats)(
  '%s: each conduit of a source is in the plant or spoken of, and so is each of its flows',
  (name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (document) => {
        const text = stringify(document);
        const { imported, notes } = importText(text, name);
        if (imported === null) return;
        const conduits = Array.isArray(document['conduits']) ? document['conduits'].length : 0;
        const granted = new Set(imported.plant.conduits.flatMap(({ allow }) => allow.map(({ at }) => `${at.line}`)));
        const spoken = new Set(
          notes.flatMap(({ at, related = [] }) => [at, ...related.map((each) => each.at)]).map((at) => `${at?.line}`),
        );
        const lines = text.split('\n');
        const start = lines.findIndex((line) => line.startsWith('conduits:'));
        const items = lines.flatMap((line, index) => (index > start && line.startsWith('  - ') ? [index + 1] : []));
        expect(items.length === conduits || conduits === 0).toBe(true);
        for (const [index, line] of items.entries()) {
          const end = items[index + 1] ?? lines.length + 1;
          const own = Array.from({ length: end - line }, (_, offset) => `${line + offset}`);
          expect(
            own.some((each) => granted.has(each) || spoken.has(each)),
            `line ${line}\n${text}`,
          ).toBe(true);
        }
      }),
      { numRuns: runs(200) },
    );
  },
);

test('any document at all is refused or becomes a plant without errors', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const wild = fc.record({ project: value, zones: value, conduits: value, styles: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(wild, fc.constantFrom('induform', 'zc-as-code', null), (document, from) => {
      const { imported, files, notes } = importText(JSON.stringify(document), from);
      if (imported === null) expect(notes.some(({ at }) => at !== null)).toBe(true);
      else expect(readBack(files).findings.filter(isError)).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});
