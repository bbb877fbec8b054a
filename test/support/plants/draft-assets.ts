/** Random assets: at the borders of their networks, with several addresses, in several zones, or by MAC address only. */
import fc from 'fast-check';
import { formatIpAddress, type IpNetwork, parseIpNetwork } from '../../../src/algebra/ip-address.ts';
import type { AssetFile } from '../../../src/compiler/schema/zone-file.ts';
import type { ZoneDraft } from './draft-zones.ts';
import { labelWords, ownerWords } from './draft-zones.ts';
import { pick, pickSome, present, sometimes } from './pick.ts';

/** An asset as selectors see it, with its written form. */
export interface AssetDraft {
  readonly id: string;
  readonly zones: readonly ZoneDraft[];
  readonly class: string | null;
  readonly vendor: string | null;
  readonly labels: readonly string[];
  readonly file: AssetFile;
}

const ids = ['plc', 'plc-1', 'plc-10', 'hist', 'ews', 'gw', 'gw-1', 'hmi', 'x', '7'];
const classes = ['plc', 'historian_server', 'engineering_workstation', 'scada_server', 'safety_controller'];
const gateways = ['firewall', 'protocol_gateway', 'edge_gateway'];
const vendors = ['Siemens', 'Schneider', 'ABB: Ltd'];
const places = ['second', 'first', 'last', 'before last', 'middle'] as const;

const asset = fc.record({
  zone: fc.nat(5),
  others: sometimes(fc.array(fc.nat(5), { minLength: 1, maxLength: 2 })),
  addresses: fc.array(fc.record({ network: fc.nat(3), place: fc.constantFrom(...places) }), { maxLength: 3 }),
  macs: fc.nat(2),
  class: fc.option(fc.nat(classes.length - 1), { freq: 4 }),
  vendor: fc.option(fc.constantFrom(...vendors)),
  model: fc.option(fc.constantFrom('M340', 'no', '1500')),
  firmware: fc.option(fc.constantFrom('3.20', '3.2', 'V4')),
  owner: sometimes(fc.constantFrom(...ownerWords)),
  labels: fc.array(fc.nat(3), { maxLength: 2 }),
  identities: sometimes(fc.constantFrom({ dnp3: 10 }, { 'iec 104': '0x1f', dnp3: '7' })),
});

type RawAsset = typeof asset extends fc.Arbitrary<infer T> ? T : never;

/** Functions from zones to up to ten assets of them. */
export const arbitraryAssets: fc.Arbitrary<(zones: readonly ZoneDraft[]) => readonly AssetDraft[]> = fc
  .array(asset, { minLength: 2, maxLength: ids.length })
  .map((raw) => (zones) => {
    const taken = new Set<string>();
    return raw.map((each, index) => draftAsset(each, index, zones, taken));
  });

function draftAsset(raw: RawAsset, index: number, zones: readonly ZoneDraft[], taken: Set<string>): AssetDraft {
  const own = [...new Set([raw.zone, ...(raw.others ?? [])].map((each) => pick(zones, each)))];
  const candidates = raw.addresses.map((each) => addressIn(own, each.network, each.place));
  const ip = [...new Set(candidates)].filter((address) => isFree(address, own, taken));
  for (const address of ip) for (const { scope } of own) taken.add(`${scope} ${address}`);
  const macs = ip.length === 0 ? Math.max(raw.macs, 1) : raw.macs;
  const joins = own.length > 1 ? pick(gateways, index) : null;
  const usual = raw.class === null ? null : pick(classes, raw.class);
  const labels = pickSome(labelWords, raw.labels);
  const file: AssetFile = present({
    zone: own.length === 1 ? pick(own, 0).id : own.map((zone) => zone.id),
    class: joins ?? usual,
    ip: ip.length === 0 ? null : ip.length === 1 ? ip[0] : ip,
    mac: macs === 0 ? null : Array.from({ length: macs }, (_, each) => `02:00:00:00:0${each}:0${index}`),
    identities: raw.identities,
    vendor: raw.vendor,
    model: raw.model,
    firmware: raw.firmware,
    owner: raw.owner,
    labels: labels.length === 0 ? null : labels,
  });
  return { id: pick(ids, index), zones: own, class: joins ?? usual, vendor: raw.vendor, labels, file };
}

function isFree(address: string, zones: readonly ZoneDraft[], taken: ReadonlySet<string>): boolean {
  return zones.every(({ scope }) => !taken.has(`${scope} ${address}`));
}

/** Zones whose networks are all taken have none, and then any address will do. */
function addressIn(zones: readonly ZoneDraft[], number: number, place: (typeof places)[number]): string {
  const networks = zones.flatMap((zone) => zone.networks);
  const network = networks.length === 0 ? null : parseIpNetwork(pick(networks, number));
  return network === null
    ? `172.16.0.${number}`
    : formatIpAddress({ family: network.family, value: at(network, place) });
}

function at({ from, to }: IpNetwork, place: (typeof places)[number]): bigint {
  switch (place) {
    case 'first':
      return from;
    case 'second':
      return from < to ? from + 1n : from;
    case 'middle':
      return (from + to) / 2n;
    case 'before last':
      return from < to ? to - 1n : to;
    case 'last':
      return to;
  }
}
