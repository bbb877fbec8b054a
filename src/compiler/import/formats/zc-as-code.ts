/**
 * zc-as-code (geoccifer/zc-as-code): zones with a label and a colour, the assets in each, and conduits from one asset to
 * another with protocols in words. What each field becomes: docs/import.md.
 */
import type { Written } from '../../../model/plant.ts';
import { itemsOf, type Tree, valueAt } from '../../parse/tree.ts';
import type {
  ForeignAsset,
  ForeignConduit,
  ForeignFlow,
  ForeignPlant,
  ForeignPort,
  ForeignZone,
} from '../foreign-plant.ts';
import {
  type ForeignRecord,
  openRecord,
  reportInvalid,
  reportMissing,
  wholeFile,
  writtenId,
} from '../foreign-record.ts';
import { guessClass } from '../guess-class.ts';
import { guessZone } from '../guess-zone.ts';
import type { Notes } from '../notes.ts';
import { addressesIn, portsIn } from '../read-values.ts';
import { remarksIn, splitProtocols } from '../split-protocols.ts';
import type { ForeignFormat, ReadContext } from './format.ts';

export const zcAsCode: ForeignFormat = {
  name: 'zc-as-code',
  title: 'zc-as-code',
  signs: (document) => {
    const zones = itemsOf(valueAt(document, 'zones'));
    const conduits = itemsOf(valueAt(document, 'conduits'));
    return [
      valueAt(document, 'project')?.kind === 'scalar',
      valueAt(document, 'styles') !== null,
      zones.some((zone) => valueAt(zone, 'label') !== null),
      conduits.some((conduit) => valueAt(conduit, 'src') !== null),
      conduits.some((conduit) => valueAt(conduit, 'dst') !== null),
    ].filter(Boolean).length;
  },
  read: (document, context) => readProject(document, context),
};

const fileKeys = ['project', 'version', 'styles', 'zones', 'conduits'];
const zoneKeys = ['id', 'label', 'style', 'assets'];
const assetKeys = ['id', 'label', 'ip', 'style', 'criticality'];
const conduitKeys = ['src', 'dst', 'protocol', 'port'];
const criticalities = ['low', 'medium', 'high', 'critical'] as const;

function readProject(document: Tree, context: ReadContext): ForeignPlant {
  const root = openRecord(document, wholeFile, fileKeys, context.notes);
  root?.leaveOut('metadata', ['version']);
  root?.leaveOut('drawing', ['styles']);
  return {
    name: root?.text('project') ?? null,
    description: null,
    packs: [],
    zones: (root?.list('zones') ?? []).flatMap((zone) => readZone(zone, context) ?? []),
    conduits: (root?.list('conduits') ?? []).flatMap((conduit) => readConduit(conduit, context.notes) ?? []),
  };
}

function readZone(tree: Tree, { notes, templates }: ReadContext): ForeignZone | null {
  const zone = openRecord(tree, 'zone', zoneKeys, notes);
  if (zone === null) return null;
  zone.leaveOut('drawing', ['style']);
  const id = writtenId(zone);
  const title = zone.text('label')?.value ?? null;
  const guess = guessZone([title ?? '', id.value, zone.text('style')?.value ?? ''], templates);
  const args = { guess: `kind ${guess.kind}, level ${guess.level}`, of: zone.of, from: guess.from };
  notes.count('import/guessed', id.at, args);
  return {
    id,
    title,
    description: null,
    kind: guess.kind,
    level: guess.level,
    securityLevel: null,
    networks: [],
    labels: [],
    parent: null,
    assets: zone.list('assets').flatMap((asset) => readAsset(asset, notes) ?? []),
  };
}

function readAsset(tree: Tree, notes: Notes): ForeignAsset | null {
  const asset = openRecord(tree, 'asset', assetKeys, notes);
  if (asset === null) return null;
  if (!isFirewall(asset)) asset.leaveOut('drawing', ['style']);
  const id = writtenId(asset);
  const title = asset.text('label');
  const criticality = asset.oneOf('criticality', criticalities);
  if (criticality !== null)
    notes.count('import/kept-as-label', criticality.at, { field: asset.field('criticality'), of: asset.of });
  return {
    id,
    title: title?.value ?? null,
    description: null,
    class: classOf(asset, title ?? id),
    ip: addressesOf(asset),
    mac: [],
    vendor: null,
    model: null,
    firmware: null,
    labels: criticality === null ? [] : [`criticality-${criticality.value}`],
  };
}

/** Colours are chosen freely, but firewalls have one of their own. */
function isFirewall(asset: ForeignRecord): boolean {
  return asset.text('style')?.value.trim().toLowerCase() === 'firewall';
}

function classOf(asset: ForeignRecord, words: Written<string>): Written<string> | null {
  const guess = isFirewall(asset) ? { class: 'firewall', from: 'style: firewall' } : guessClass(words.value);
  if (guess === null) return null;
  asset.notes.count('import/guessed', words.at, {
    guess: `class ${guess.class}`,
    of: asset.of,
    from: guess.from,
  });
  return { value: guess.class, at: words.at };
}

/** Beside addresses the format knows words, as `Public`, `DHCP (10.4.0.100-200)` and `N/A (Hardwired)`. */
function addressesOf(asset: ForeignRecord): readonly Written<string>[] {
  const ip = asset.text('ip');
  if (ip === null) return [];
  const { addresses, rest } = addressesIn(ip);
  const [word] = rest;
  if (word === undefined) return addresses;
  if (/^(?:public|dhcp|n\/?a)\b/i.test(ip.value.trim()))
    asset.notes.count('import/left-out', ip.at, {
      field: `ip: ${ip.value.slice(0, 40)}`,
      of: asset.of,
      topic: 'no-address',
    });
  else reportInvalid(asset.notes, asset.field('ip'), asset.value('ip') as Tree, 'an IPv4 or IPv6 address');
  return [];
}

function readConduit(tree: Tree, notes: Notes): ForeignConduit | null {
  const conduit = openRecord(tree, 'conduit', conduitKeys, notes);
  if (conduit === null) return null;
  const from = conduit.text('src');
  const to = conduit.text('dst');
  const flow = readFlow(conduit);
  if (from === null) reportMissing(conduit, 'src', 'the id of an asset');
  if (to === null) reportMissing(conduit, 'dst', 'the id of an asset');
  if (from === null || to === null) return null;
  const flows = flow === null ? [] : [flow];
  return { id: null, at: conduit.at, reason: null, ends: 'assets', from, to, flows, unread: flow === null };
}

/** Null when the protocol or the port cannot be read: a limit that nobody can read must not be lost. */
function readFlow(conduit: ForeignRecord): ForeignFlow | null {
  const protocol = conduit.text('protocol');
  if (protocol === null) reportMissing(conduit, 'protocol', 'the name of a protocol');
  const names = protocol === null ? null : splitProtocols(protocol.value);
  const tree = conduit.value('protocol');
  if (protocol !== null && names === null && tree !== null)
    reportInvalid(conduit.notes, conduit.field('protocol'), tree, 'a list of at most 100 protocols');
  const ports = readPorts(conduit);
  if (protocol === null || names === null || ports === 'unread') return null;
  const port = ports === null ? '' : ` ${conduit.text('port')?.value ?? ''}`;
  return {
    at: protocol.at,
    text: `${protocol.value}${port}`,
    protocols: names,
    ports,
    begins: 'from',
    reason: remarksIn(protocol.value),
  };
}

/** Null when none are written. */
function readPorts(conduit: ForeignRecord): readonly ForeignPort[] | null | 'unread' {
  const tree = conduit.value('port');
  if (tree === null) return null;
  const text = conduit.text('port')?.value;
  if (text === undefined) return 'unread';
  if (text.trim() === '') return null;
  const ports = portsIn(text);
  if (ports === null)
    reportInvalid(conduit.notes, conduit.field('port'), tree, 'a port such as 502, tcp/502 or 5000-5010');
  return ports ?? 'unread';
}
