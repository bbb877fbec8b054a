/** How the tools whose files are imported spell protocols, and what the catalogue calls them. */

import type { GrantHurdle } from '../../diagnostics/codes/import-flow.ts';
import type { Catalogue } from '../../model/catalogue.ts';

/** What a name means. */
export type NamedProtocol =
  | {
      readonly kind: 'protocols';
      /** Ids of the catalogue. */
      readonly ids: readonly string[];
      /** Transports that the name means; null: the usual one of the protocol. */
      readonly transports: readonly string[] | null;
      /** Ports that the name means; null: those of the protocol. */
      readonly ports: readonly string[] | null;
      /** Protocols that the name may mean too, and that are not granted. */
      readonly without: readonly string[];
    }
  /** One of these, as the port says. */
  | { readonly kind: 'by port'; readonly ids: readonly string[] }
  /** Whatever is spoken over a transport, on ports that are named. */
  | { readonly kind: 'transport'; readonly transport: 'tcp' | 'udp' }
  | { readonly kind: 'carrier'; readonly carrier: 'wire' | 'link' }
  | { readonly kind: 'none'; readonly hurdle: GrantHurdle; readonly port: string | null };

/** Answers for any spelling. */
export type ProtocolNames = (name: string) => NamedProtocol;

/** Spellings without capitals and signs, beside the ids of the catalogue themselves. */
const spellings: Readonly<Record<string, string>> = {
  modbustcp: 'modbus',
  modbustcpip: 'modbus',
  opcuabinary: 'opc-ua',
  opcunifiedarchitecture: 'opc-ua',
  opcda: 'opc-classic',
  opchda: 'opc-classic',
  iec104: 'iec-104',
  iec608705104: 'iec-104',
  iec60870104: 'iec-104',
  iec61850mms: 'mms',
  iec61850goose: 'goose',
  enip: 'ethernet-ip',
  eip: 'ethernet-ip',
  cip: 'ethernet-ip',
  ethernetipcip: 'ethernet-ip',
  s7: 's7comm',
  s7communication: 's7comm',
  siemenss7: 's7comm',
  s7commplus: 's7comm-plus',
  bacnetip: 'bacnet',
  dnp: 'dnp3',
  dnp3tcp: 'dnp3',
  knx: 'knxnet-ip',
  knxip: 'knxnet-ip',
  fins: 'omron-fins',
  sv: 'sampled-values',
  sftp: 'ssh',
  scp: 'ssh',
  ssl: 'tls',
  cifs: 'smb',
  smbcifs: 'smb',
  tds: 'mssql',
  sqlserver: 'mssql',
  postgres: 'postgresql',
  remotedesktop: 'rdp',
  ping: 'icmp',
  sntp: 'ntp',
  snmpv1: 'snmp',
  snmpv2: 'snmp',
  snmpv2c: 'snmp',
  snmpv3: 'snmp',
  opcclassic: 'opc-classic',
  osisoftpi: 'pi',
  tase2: 'iccp',
  c37118: 'synchrophasor',
  ieeec37118: 'synchrophasor',
  ieee1588: 'ptp',
  ptpv2: 'ptp',
  foundationfieldbushse: 'ff-hse',
  melsec: 'slmp',
  mcprotocol: 'slmp',
  ads: 'beckhoff-ads',
  smb2: 'smb',
  smb3: 'smb',
  isakmp: 'ike',
  dcom: 'msrpc',
  rpc: 'msrpc',
  dcerpc: 'msrpc',
  lonworks: 'lonworks-ip',
};

/** Names that are more than another spelling. */
const special: Readonly<Record<string, NamedProtocol>> = {
  profinet: protocols(['profinet-cm', 'profinet-rt'], { without: ['profinet-dcp'] }),
  profinetio: protocols(['profinet-cm', 'profinet-rt'], { without: ['profinet-dcp'] }),
  iec61850: protocols(['mms'], { without: ['goose', 'sampled-values'] }),
  // Both are asked over UDP first and over TCP when the answer is long.
  dns: protocols(['dns'], { transports: ['udp', 'tcp'] }),
  kerberos: protocols(['kerberos'], { transports: ['udp', 'tcp'] }),
  ldaps: protocols(['ldap'], { ports: ['tcp/636'] }),
  imaps: protocols(['imap'], { ports: ['tcp/993'] }),
  mqtts: protocols(['mqtt'], { ports: ['tcp/8883'] }),
  mqtttls: protocols(['mqtt'], { ports: ['tcp/8883'] }),
  snmptrap: protocols(['snmp'], { ports: ['udp/162'] }),
  sql: { kind: 'by port', ids: ['mssql', 'mysql', 'postgresql', 'oracle'] },
  tcp: { kind: 'transport', transport: 'tcp' },
  udp: { kind: 'transport', transport: 'udp' },
  amqp: { kind: 'none', hurdle: 'unknown-protocol', port: 'tcp/5672' },
  radius: { kind: 'none', hurdle: 'unknown-protocol', port: 'udp/1812' },
};

const anything = ['any', 'all', 'ip', 'tcpip', '', 'various', 'multiple'];
const wires = [
  ...['modbusrtu', 'modbusascii', 'bacnetmstp', 'iec101', 'iec608705101', 'profibus', 'profibusdp', 'profibuspa'],
  ...['hart', 'fieldbus', 'foundationfieldbus', 'devicenet', 'controlnet', 'canopen', 'canbus', 'can', 'asi', 'iolink'],
  ...[
    'serial',
    'rs232',
    'rs422',
    'rs485',
    'hardwired',
    'hardwire',
    'analog',
    'analogue',
    'digital',
    'digitalio',
    'discreteio',
  ],
  ...['analogio', '420ma', '420maanalog', '010v', 'io', 'pulse', 'relay'],
];
const links = [
  'ethernet',
  'ethernettrunk',
  'trunk',
  'lan',
  'vlan',
  'wan',
  'wifi',
  'wireless',
  'fiber',
  'fibre',
  'copper',
  'mpls',
];

/** Reads names as the catalogue and the tools spell them. */
export function protocolNamesOf(catalogue: Catalogue): ProtocolNames {
  const ids = new Map<string, string>();
  for (const { id, layer, members } of catalogue.protocols.values())
    if (layer !== 'generic' && members.length === 0) ids.set(plain(id), id);
  return (name) => {
    const key = plain(name);
    const known = Object.hasOwn(special, key) ? special[key] : undefined;
    if (known !== undefined) return known;
    if (anything.includes(key)) return nothing('any');
    if (wires.includes(key)) return { kind: 'carrier', carrier: 'wire' };
    if (links.includes(key)) return { kind: 'carrier', carrier: 'link' };
    const id = ids.get(key) ?? (Object.hasOwn(spellings, key) ? spellings[key] : undefined);
    return id === undefined ? nothing('unknown-protocol') : protocols([id], {});
  };
}

function protocols(
  ids: readonly string[],
  more: {
    readonly transports?: readonly string[];
    readonly ports?: readonly string[];
    readonly without?: readonly string[];
  },
): NamedProtocol {
  const { transports = null, ports = null, without = [] } = more;
  return { kind: 'protocols', ids, transports, ports, without };
}

function nothing(hurdle: GrantHurdle): NamedProtocol {
  return { kind: 'none', hurdle, port: null };
}

/** Without capitals and signs, of which only the plus of `S7comm+` tells protocols apart: `EtherNet/IP`, `ethernet_ip` and `ethernet-ip` are one name. */
function plain(name: string): string {
  return name.length > 100
    ? name
    : name
        .toLowerCase()
        .replaceAll('+', 'plus')
        .replaceAll(/[^a-z0-9]/g, '');
}
