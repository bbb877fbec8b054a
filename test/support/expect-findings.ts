/** Inline YAML in, the list of findings out: the usual form of a compiler test. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { checkPlant } from '../../src/compiler/check-plant.ts';
import type { ParseLimits } from '../../src/compiler/parse/parse-limits.ts';
import { parsePlant } from '../../src/compiler/parse/parse-plant.ts';
import type { SourceFile } from '../../src/compiler/parse/source-file.ts';
import type { Checked, Diagnostic, DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';
import type { Plant } from '../../src/model/plant.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** YAML of one file, called `plant.yaml`, or of several by path. */
export type PlantText = string | Readonly<Record<string, string>>;

/** A finding as tests write it; `file` only where there are several. */
export interface ExpectedFinding {
  readonly code: DiagnosticCode;
  readonly line: number | null;
  readonly file?: string;
}

/** The day on which tests take place. */
export const testDay = '2026-11-23';

const plantSchema = JSON.parse(
  readFileSync(new URL('../../schemas/plant.schema.json', import.meta.url), 'utf8'),
) as object;

/**
 * A plant without findings, to be merged with the few lines that a test is about: a DMZ, a control zone and a cell
 * behind two interfaces, with a historian, a SCADA server, an engineering workstation and two controllers.
 */
export const soundPlant = `
plant: dairy
zones:
  dmz: {scope: north, kind: dmz, networks: [10.19.0.0/24]}
  scada: {scope: north, kind: control, networks: [10.20.0.0/24]}
  filling: {scope: north, kind: cell, networks: [10.20.1.0/24, "fd20:1::/64"]}
assets:
  hist-1: {zone: dmz, class: historian_server, ip: 10.19.0.10}
  scada-1: {zone: scada, class: scada_server, ip: 10.20.0.10}
  ews-1: {zone: scada, class: engineering_workstation, ip: 10.20.0.20}
  plc-1: {zone: filling, class: plc, ip: 10.20.1.11, vendor: Schneider}
  plc-2: {zone: filling, class: plc, ip: 10.20.1.12, vendor: Siemens}
windows:
  sunday: {timezone: Europe/Berlin, weekly: {days: [sun], from: "06:00", to: "10:00"}}
boundaries:
  fw: {dialect: nftables, interfaces: {eth0: dmz, eth1: scada, eth2: filling}}
`;

/** Parses, without checks. */
export function parseText(text: PlantText, limits?: ParseLimits): Checked<Plant> {
  return parsePlant(filesOf(text), { templates: shippedCatalogue.templates, plantSchema }, limits);
}

/** Parses and checks. */
export function findingsOf(text: PlantText): readonly Diagnostic[] {
  const { value, diagnostics } = parseText(text);
  return [...diagnostics, ...checkPlant(value, shippedCatalogue, { today: testDay, dialects: ['nftables'] })];
}

/** Asserts that exactly these findings are made about the text. */
export function expectFindings(text: PlantText, expected: readonly ExpectedFinding[]): void {
  const several = typeof text !== 'string';
  const found = findingsOf(text).map(({ code, at }) =>
    several ? { code, line: at?.line ?? null, file: at?.file } : { code, line: at?.line ?? null },
  );
  expect(sorted(found)).toEqual(sorted(expected));
}

/** Asserts the findings about a text that is merged with {@link soundPlant}; lines are those of the text. */
export function expectFindingsInPlant(text: string, expected: readonly ExpectedFinding[]): void {
  const found = findingsOf({ 'base.yaml': soundPlant, 'plant.yaml': text }).map(({ code, at }) => {
    const line = at?.line ?? null;
    return at?.file === 'base.yaml' ? { code, line, file: at.file } : { code, line };
  });
  expect(sorted(found)).toEqual(sorted(expected));
}

function filesOf(text: PlantText): readonly SourceFile[] {
  if (typeof text === 'string') return [{ path: 'plant.yaml', text }];
  return Object.entries(text).map(([path, each]) => ({ path, text: each }));
}

function sorted<T extends { readonly code: string; readonly line: number | null }>(
  findings: readonly T[],
): readonly T[] {
  return [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.code < b.code ? -1 : 1));
}
