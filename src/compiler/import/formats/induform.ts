/**
 * InduForm (mniedermaier/InduForm): a project with zones by type, the assets in each, and conduits between two zones whose
 * flows name a protocol, a port and a direction, by default both ways. What each field becomes: docs/import.md.
 */
import type { ZoneKind } from '../../../model/plant.ts';
import { spanOf } from '../../parse/source-text.ts';
import { itemsOf, type Tree, valueAt } from '../../parse/tree.ts';
import { defaultLevel } from '../../parse/zone-defaults.ts';
import type { ForeignConduit, ForeignFlow, ForeignPlant, ForeignZone } from '../foreign-plant.ts';
import {
  type ForeignRecord,
  openRecord,
  reportInvalid,
  reportMissing,
  scalarText,
  wholeFile,
  writtenId,
} from '../foreign-record.ts';
import { guessZone } from '../guess-zone.ts';
import { networksIn } from '../read-values.ts';
import type { ForeignFormat, ReadContext } from './format.ts';
import { readInduformAsset, subnetsOf } from './induform-asset.ts';

export const induform: ForeignFormat = {
  name: 'induform',
  title: 'InduForm',
  signs: (document) => {
    const zones = itemsOf(valueAt(document, 'zones'));
    const conduits = itemsOf(valueAt(document, 'conduits'));
    return [
      valueAt(document, 'project')?.kind === 'map',
      zones.some((zone) => valueAt(zone, 'security_level_target') !== null),
      zones.some((zone) => valueAt(zone, 'type') !== null),
      conduits.some((conduit) => valueAt(conduit, 'from_zone') !== null),
      conduits.some((conduit) => valueAt(conduit, 'flows') !== null),
    ].filter(Boolean).length;
  },
  read: (document, context) => readProject(document, context),
};

const fileKeys = ['version', 'project', 'zones', 'conduits'];
const projectKeys = [
  'name',
  'description',
  'compliance_standards',
  'standard',
  'allowed_protocols',
  'version',
  'author',
];
const zoneKeys = [
  'id',
  'name',
  'type',
  'security_level_target',
  'security_level_capability',
  'description',
  'assets',
  'parent_zone',
  'network_segment',
  'x_position',
  'y_position',
];
const conduitKeys = [
  'id',
  'name',
  'from_zone',
  'to_zone',
  'flows',
  'security_level_required',
  'requires_inspection',
  'description',
];
const flowKeys = ['protocol', 'port', 'direction', 'description'];

/** The kind of each type. Levels are those of the kind, as the type means them. */
const kindOfType: Readonly<Record<string, ZoneKind>> = {
  enterprise: 'enterprise',
  dmz: 'dmz',
  site: 'site',
  area: 'control',
  cell: 'cell',
  safety: 'safety',
};

/** The pack that asks what the standard is about there; null where none does. */
const packOfStandard: Readonly<Record<string, string | null>> = {
  IEC62443: 'iec-62443',
  NERC_CIP: 'cip-005',
  PURDUE: 'nist-800-82',
  NIST_CSF: null,
};

function readProject(document: Tree, context: ReadContext): ForeignPlant {
  const { notes } = context;
  const root = openRecord(document, wholeFile, fileKeys, notes);
  const project = root?.value('project') ?? null;
  const about = project === null ? null : openRecord(project, 'project', projectKeys, notes);
  root?.leaveOut('metadata', ['version']);
  about?.leaveOut('metadata', ['version', 'author']);
  about?.leaveOut('approved-protocols', ['allowed_protocols']);
  return {
    name: about?.text('name') ?? null,
    description: about?.text('description')?.value ?? null,
    packs: ['essential', ...packsOf(about)],
    zones: (root?.list('zones') ?? []).flatMap((zone) => readZone(zone, context) ?? []),
    conduits: (root?.list('conduits') ?? []).flatMap((conduit) => readConduit(conduit, context) ?? []),
  };
}

/** `standard` is the older key, which counts where the newer is missing; without either, the tool checks IEC 62443. */
function packsOf(about: ForeignRecord | null): readonly string[] {
  const newer = about?.value('compliance_standards') ?? null;
  const written = newer ?? about?.value('standard') ?? null;
  if (newer !== null) about?.leaveOut('standard', ['standard']);
  if (about === null || written === null) return ['iec-62443'];
  return itemsOf(written).flatMap((standard) => {
    const name = scalarText(standard)?.trim().toUpperCase();
    const pack = name === undefined ? undefined : packOfStandard[name];
    if (pack === null)
      about.notes.count('import/left-out', spanOf(standard), {
        field: `compliance_standards: ${name}`,
        of: 'project',
        topic: 'standard',
      });
    else if (pack === undefined)
      reportInvalid(
        about.notes,
        'project.compliance_standards',
        standard,
        `one of ${Object.keys(packOfStandard).join(', ')}`,
      );
    return pack === null || pack === undefined ? [] : [pack];
  });
}

function readZone(tree: Tree, context: ReadContext): ForeignZone | null {
  const { notes, templates } = context;
  const zone = openRecord(tree, 'zone', zoneKeys, notes);
  if (zone === null) return null;
  zone.leaveOut('drawing', ['x_position', 'y_position']);
  zone.leaveOut('capability', ['security_level_capability']);
  zone.leaveOut('hierarchy', ['parent_zone']);
  const id = writtenId(zone);
  const title = zone.text('name')?.value ?? null;
  const type = zone.oneOf('type', Object.keys(kindOfType));
  const guess = guessZone([title ?? '', id.value], templates);
  const kind = type === null ? guess.kind : (kindOfType[type.value] ?? guess.kind);
  if (type === null)
    notes.count('import/guessed', zone.at, {
      guess: `kind ${kind}, level ${guess.level}`,
      of: 'zone',
      from: guess.from,
    });
  const segment = zone.text('network_segment');
  const networks = segment === null ? [] : networksIn(segment);
  if (segment !== null && networks === null)
    notes.count('import/kept-as-label', segment.at, { field: 'zone.network_segment', of: 'zone' });
  const assets = zone.list('assets');
  return {
    id,
    title,
    description: zone.text('description')?.value ?? null,
    kind,
    level: (type === null ? null : defaultLevel(kind, templates)) ?? guess.level,
    securityLevel: zone.integer('security_level_target', 1, 4)?.value ?? null,
    networks: [...(networks ?? []), ...assets.flatMap((asset) => subnetsOf(asset, notes))],
    labels: segment === null || networks !== null ? [] : [segmentLabel(segment.value)],
    parent: zone.text('parent_zone'),
    assets: assets.flatMap((asset) => readInduformAsset(asset, kind, notes) ?? []),
  };
}

/** A number alone is a VLAN. */
function segmentLabel(text: string): string {
  return /^\d{1,4}$/.test(text.trim()) ? `vlan-${text.trim()}` : text;
}

function readConduit(tree: Tree, { notes }: ReadContext): ForeignConduit | null {
  const conduit = openRecord(tree, 'conduit', conduitKeys, notes);
  if (conduit === null) return null;
  conduit.leaveOut('conduit-level', ['security_level_required']);
  if (conduit.flag('requires_inspection')?.value === true) conduit.leaveOut('inspection', ['requires_inspection']);
  const from = conduit.text('from_zone');
  const to = conduit.text('to_zone');
  const written = conduit.list('flows');
  const flows = written.flatMap((flow) => readFlow(flow, conduit) ?? []);
  if (from === null) reportMissing(conduit, 'from_zone', 'the id of a zone');
  if (to === null) reportMissing(conduit, 'to_zone', 'the id of a zone');
  if (from === null || to === null) return null;
  const texts = [conduit.text('name')?.value, conduit.text('description')?.value];
  return {
    id: writtenId(conduit),
    at: conduit.at,
    reason: texts.filter((text) => text !== undefined && text !== '').join(': ') || null,
    ends: 'zones',
    from,
    to,
    flows,
    unread: flows.length === 0 && (written.length > 0 || isBroken(conduit, 'flows')),
  };
}

/** Whether there is a value that is no list, which has been reported. */
function isBroken(record: ForeignRecord, key: string): boolean {
  const value = record.value(key);
  return value !== null && value.kind !== 'list';
}

function readFlow(tree: Tree, conduit: ForeignRecord): ForeignFlow | null {
  const { notes } = conduit;
  const flow = openRecord(tree, 'flow', flowKeys, notes);
  if (flow === null) return null;
  const protocol = flow.text('protocol');
  if (protocol === null) {
    reportMissing(flow, 'protocol', 'the name of a protocol');
    return null;
  }
  const written = flow.value('port');
  const port = flow.integer('port', 1, 65_535);
  const spoken = flow.value('direction') !== null;
  const direction = flow.oneOf('direction', ['outbound', 'inbound', 'bidirectional']);
  // A limit that cannot be read must not be lost: nobody knows what was meant, so nothing is granted.
  if ((written !== null && port === null) || (spoken && direction === null)) return null;
  const begins = { outbound: 'from', inbound: 'to', bidirectional: 'both' } as const;
  return {
    at: flow.at,
    text: port === null ? protocol.value : `${protocol.value} ${port.value}`,
    protocols: [protocol.value],
    ports: port === null ? null : [{ transport: null, from: port.value, to: port.value }],
    begins: begins[direction?.value ?? 'bidirectional'],
    reason: flow.text('description')?.value ?? null,
  };
}
