/**
 * Laws of imports: whatever can be read becomes a plant without errors, and that plant allows nothing that the source does
 * not name, by a second reading of the source. What the source names is allowed or spoken of.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { isError } from '../../src/compiler/compile.ts';
import { lowerPlant } from '../../src/compiler/lower/lower-plant.ts';
import { usualServices } from '../../src/compiler/usual-services.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import type { IntegerRange, Plant, WrittenGrant } from '../../src/model/plant.ts';
import { arbitraryInduform, arbitraryZcAsCode, type SourceDocument } from '../support/arbitrary-source.ts';
import { expectShare } from '../support/expect-share.ts';
import { importText, readBack } from '../support/import-text.ts';
import { permissionsOf, type SourcePermission } from '../support/reference-source.ts';
import { runs } from '../support/runs.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

/** Without aliases: what stands at several places in a document is found at the first. */
const written = (document: SourceDocument): string => stringify(document, { aliasDuplicateObjects: false });

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
        const text = asJson ? JSON.stringify(document, null, 1) : written(document);
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

/** The conduits of a document that `stringify` has written, with the lines of each. */
function conduitsIn(
  document: SourceDocument,
  text: string,
): readonly { readonly value: unknown; readonly lines: Lines }[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('conduits:'));
  const begins = lines.flatMap((line, index) => (index > start && line.startsWith('  - ') ? [index + 1] : []));
  const values = Array.isArray(document['conduits']) ? document['conduits'] : [];
  expect(begins).toHaveLength(values.length);
  return values.map((value: unknown, index) => ({
    value,
    lines: { from: begins[index] ?? 0, to: (begins[index + 1] ?? lines.length + 1) - 1 },
  }));
}

interface Lines {
  readonly from: number;
  readonly to: number;
}

const isWithin = ({ from, to }: Lines, line: number | undefined): boolean =>
  line !== undefined && from <= line && line <= to;

/** Codes of findings that say that something is not granted. */
const refusing: ReadonlySet<string> = new Set([
  ...['import/no-grant', 'import/no-conversation', 'import/invalid-value'],
  ...['import/unknown-reference', 'import/ambiguous-reference'],
]);

/** The numbers that stand under `port` anywhere in a value. */
function portNumbersIn(value: unknown): readonly number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'port' ? [...String(each).matchAll(/\d+/g)].map(Number) : portNumbersIn(each),
  );
}

/** The ports of grants, the usual ones where they name none. */
function portsOf(grants: readonly WrittenGrant[]): readonly IntegerRange[] {
  return grants.flatMap(({ protocol, ports }) =>
    ports.length === 0
      ? usualServices(shippedCatalogue.protocols.get(protocol.value)).flatMap((service) => service.ports)
      : ports.map(({ value }) => {
          const [from = 0, to = from] = (value.split('/')[1] ?? '').split('-').map(Number);
          return { from, to };
        }),
  );
}

test.each(formats)(
  '%s: each conduit of a source is in the plant or spoken of, and so is each port',
  (name, arbitrary) => {
    let compared = 0;
    fc.assert(
      fc.property(arbitrary, (document) => {
        const text = written(document);
        const { imported, notes } = importText(text, name);
        if (imported === null) return;
        const allow = imported.plant.conduits.flatMap((conduit) => conduit.allow);
        const refusals = notes.filter(({ code }) => refusing.has(code));
        const placesOf = (found: readonly Diagnostic[]): readonly (number | undefined)[] =>
          found.flatMap(({ at, related = [] }) => [at?.line, ...related.map((each) => each.at.line)]);
        for (const { value, lines } of conduitsIn(document, text)) {
          const granted = allow.filter(({ at }) => isWithin(lines, at.line));
          const spoken = placesOf(notes).some((line) => isWithin(lines, line));
          expect(granted.length > 0 || spoken, `line ${lines.from}\n${text}`).toBe(true);
          if (placesOf(refusals).some((line) => isWithin(lines, line))) continue;
          compared += 1;
          for (const port of portNumbersIn(value))
            expect(
              portsOf(granted).some((range) => range.from <= port && port <= range.to),
              `port ${port} of line ${lines.from}\n${text}`,
            ).toBe(true);
        }
      }),
      { numRuns: runs(300) },
    );
    expectShare(runs(50), compared);
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
