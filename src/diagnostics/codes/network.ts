/** Addresses that belong to more than one place. */
import { type CatalogueEntries, type References, zoneDrawing } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

export interface NetworkDiagnostics {
  readonly 'network/duplicate': {
    readonly network: string;
    readonly zone: string;
    readonly other: string;
    readonly scope: string;
  };
  readonly 'network/nested': {
    readonly network: string;
    readonly zone: string;
    readonly outer: string;
    readonly other: string;
    readonly scope: string;
  };
  readonly 'address/duplicate': {
    readonly address: string;
    readonly asset: string;
    readonly other: string;
    readonly scope: string;
  };
  readonly 'mac/duplicate': { readonly mac: string; readonly asset: string; readonly other: string };
  readonly 'address/outside-zone': {
    readonly address: string;
    readonly asset: string;
    readonly zone: string;
    /** The zone of the same scope whose networks hold the address. */
    readonly actual: string | null;
  };
}

const logicalBoundary: References = {
  iec62443: ['3-2 ZCR 6.4', '3-3 SR 5.1'],
  attackIcs: ['M0930'],
  nist80082: ['5.2.3'],
};
const inventory: References = { iec62443: ['3-3 SR 7.8'], attackIcs: ['T0830'], nist80082: [] };

export const networkEntries: CatalogueEntries<NetworkDiagnostics> = {
  'network/duplicate': {
    severity: 'high',
    what: ({ network, zone, other, scope }) =>
      `network ${quote(network)} belongs to the zones ${quote(other)} and ${quote(zone)} of scope ${quote(scope)}`,
    why: 'traffic of these addresses cannot be attributed to one zone',
    fix: () => 'give the network to one zone, or put the zones into different scopes',
    references: logicalBoundary,
  },
  'network/nested': {
    severity: 'medium',
    what: ({ network, zone, outer, other, scope }) =>
      `network ${quote(network)} of zone ${quote(zone)} lies inside ${quote(outer)} of zone ${quote(other)} in scope ${quote(scope)}`,
    why: 'the longest prefix wins when traffic is judged, which readers of the outer zone do not see',
    fix: ({ network, outer }) => `cut ${quote(network)} out of ${quote(outer)}, or put the zones into different scopes`,
    references: { ...logicalBoundary, iec62443: zoneDrawing.iec62443 },
  },
  'address/duplicate': {
    severity: 'high',
    what: ({ address, asset, other, scope }) =>
      `address ${quote(address)} belongs to the assets ${quote(other)} and ${quote(asset)} of scope ${quote(scope)}`,
    why: 'traffic of this address cannot be attributed to one asset',
    fix: () => 'correct one of the addresses, or put the assets into zones of different scopes',
    references: inventory,
  },
  'mac/duplicate': {
    severity: 'high',
    what: ({ mac, asset, other }) =>
      `MAC address ${quote(mac)} belongs to the assets ${quote(other)} and ${quote(asset)}`,
    why: 'a MAC address names one interface, so frames with it cannot be attributed to one asset',
    fix: () => 'correct one of the MAC addresses',
    references: inventory,
  },
  'address/outside-zone': {
    severity: 'high',
    what: ({ address, asset, zone }) =>
      `address ${quote(address)} of asset ${quote(asset)} is in no network of zone ${quote(zone)}`,
    why: 'a firewall that separates zones by network would not treat this asset as part of its zone',
    fix: ({ zone, actual }) =>
      actual === null
        ? `correct the address, or add its network to zone ${quote(zone)}`
        : `correct the address, or move the asset to zone ${quote(actual)}, which has this network`,
    references: logicalBoundary,
  },
};
