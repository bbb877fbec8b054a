/** Assets of an InduForm project. */
import type { Written, ZoneKind } from '../../../model/plant.ts';
import { spanOf } from '../../parse/source-text.ts';
import { type Tree, valueAt } from '../../parse/tree.ts';
import type { ForeignAsset } from '../foreign-plant.ts';
import { type ForeignRecord, openRecord, reportInvalid, scalarText, writtenId } from '../foreign-record.ts';
import { guessClass } from '../guess-class.ts';
import type { Notes } from '../notes.ts';
import { addressesIn, macsIn, networksIn } from '../read-values.ts';

const inventory = [
  'os_name',
  'os_version',
  'software',
  'cpe',
  'purchase_date',
  'end_of_life',
  'warranty_expiry',
  'last_patched',
  'patch_level',
  'location',
];
const services = ['gateway', 'dns', 'open_ports', 'protocols'];
const assetKeys = [
  'id',
  'name',
  'type',
  'ip_address',
  'mac_address',
  'vendor',
  'model',
  'firmware_version',
  'description',
  'criticality',
  'subnet',
  'vlan',
  ...inventory,
  ...services,
];

/** The class of each type; null where the type does not tell. */
const classOfType: Readonly<Record<string, string | null>> = {
  plc: 'plc',
  hmi: null,
  scada: 'scada_server',
  engineering_workstation: 'engineering_workstation',
  historian: 'historian_server',
  jump_host: 'jump_server',
  firewall: 'firewall',
  switch: 'switch',
  router: 'router',
  server: 'server',
  rtu: 'rtu',
  ied: 'ied',
  dcs: null,
  other: null,
};

/** Of a type that may be one of two classes, the one that asks for more care. */
const carefulClass: Readonly<Record<string, string>> = { hmi: 'hmi_legacy', dcs: 'dcs_controller' };

/** Reads one asset; null when it is no mapping. */
export function readInduformAsset(tree: Tree, zone: ZoneKind, notes: Notes): ForeignAsset | null {
  const asset = openRecord(tree, 'asset', assetKeys, notes);
  if (asset === null) return null;
  asset.leaveOut('inventory', inventory);
  asset.leaveOut('services', services);
  const title = asset.text('name');
  return {
    id: writtenId(asset),
    title: title?.value ?? null,
    description: asset.text('description')?.value ?? null,
    class: classOf(asset, title?.value ?? '', zone),
    ip: addressesOf(asset),
    mac: macsOf(asset),
    vendor: asset.text('vendor')?.value ?? null,
    model: asset.text('model')?.value ?? null,
    firmware: asset.text('firmware_version')?.value ?? null,
    labels: labelsOf(asset),
  };
}

/** The networks that an asset says it is in, which are of its zone; what is no network is reported. */
export function subnetsOf(asset: Tree, notes: Notes): readonly Written<string>[] {
  const subnet = valueAt(asset, 'subnet');
  const text = subnet === null ? null : scalarText(subnet);
  if (subnet === null || text === null || text.trim() === '') return [];
  const networks = networksIn({ value: text, at: spanOf(subnet) });
  if (networks === null) reportInvalid(notes, 'asset.subnet', subnet, 'a network such as 10.10.1.0/24');
  return networks ?? [];
}

function classOf(asset: ForeignRecord, title: string, zone: ZoneKind): Written<string> | null {
  const type = asset.oneOf('type', Object.keys(classOfType));
  // The format has no type for safety controllers; what controls in a safety zone is one.
  if (type?.value === 'plc' && zone === 'safety')
    return guessed(asset, 'safety_controller', 'plc in a safety zone', type.at);
  const known = type === null ? null : (classOfType[type.value] ?? null);
  if (type !== null && known !== null) return { value: known, at: type.at };
  const careful = type === null ? undefined : carefulClass[type.value];
  if (type !== null && careful !== undefined) return guessed(asset, careful, `type: ${type.value}`, type.at);
  const words = guessClass(title);
  return words === null ? null : guessed(asset, words.class, words.from, type?.at ?? asset.at);
}

function guessed(asset: ForeignRecord, guess: string, from: string, at: Written<string>['at']): Written<string> {
  asset.notes.count('import/guessed', at, { guess: `class ${guess}`, of: 'asset', from });
  return { value: guess, at };
}

function addressesOf(asset: ForeignRecord): readonly Written<string>[] {
  return valuesOf(asset, 'ip_address', 'an IPv4 or IPv6 address', (text) => {
    const { addresses, rest } = addressesIn(text);
    return rest.length === 0 ? addresses : null;
  });
}

function macsOf(asset: ForeignRecord): readonly Written<string>[] {
  return valuesOf(asset, 'mac_address', 'a MAC address', macsIn);
}

/** The values of a text that is not empty; none where one of them cannot be read, which is reported. */
function valuesOf(
  asset: ForeignRecord,
  key: string,
  expected: string,
  parse: (text: Written<string>) => readonly Written<string>[] | null,
): readonly Written<string>[] {
  const text = asset.text(key);
  const tree = asset.value(key);
  if (text === null || tree === null || text.value.trim() === '') return [];
  const values = parse(text);
  if (values === null) reportInvalid(asset.notes, asset.field(key), tree, expected);
  return values ?? [];
}

function labelsOf(asset: ForeignRecord): readonly string[] {
  const fields = [
    ['criticality', asset.integer('criticality', 1, 5)],
    ['vlan', asset.integer('vlan', 0, 4095)],
  ] as const;
  return fields.flatMap(([key, value]) => {
    if (value === null) return [];
    asset.notes.count('import/kept-as-label', value.at, { field: asset.field(key), of: asset.of });
    return [`${key}-${value.value}`];
  });
}
