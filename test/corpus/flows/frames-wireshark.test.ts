/** Protocols on Ethernet, and the PROFINET context manager, against Wireshark on every capture that has them. */
import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { contextManagerDifferences } from './frames-differences.ts';
import { compareTallies, type Differences, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

/** What Wireshark shows of one protocol, field by field; several values in a frame are divided by commas. */
interface Oracle {
  readonly protocol: string;
  readonly captures: readonly string[];
  readonly filter: string;
  readonly fields: readonly string[];
  readonly seen: (
    values: readonly (readonly string[])[],
    source: string,
    destination: string,
  ) => readonly SeenOperation[];
  /** By capture. */
  readonly differences?: Readonly<Record<string, Differences>>;
  /** Our operation as Wireshark shows it. */
  readonly see?: (operation: SeenOperation, conversation: Conversation) => SeenOperation | null;
}

const simple = ({ source, destination, code, unit }: SeenOperation): SeenOperation => ({
  source,
  destination,
  code,
  unit: unit ?? null,
});

const ethercatHex = (value: string | undefined): number => Number(value ?? 0);

const oracles: readonly Oracle[] = [
  {
    protocol: 'goose',
    captures: [
      'iec61850/goose__GOOSE.pcap',
      'iec61850/iti__Sample_File_GOOSE.pcap',
      'iec61850/iti__Sample_File_MMS_and_GOOSE.pcap',
    ],
    filter: 'goose',
    fields: ['goose.appid', 'goose.simulation', 'goose.reserve1.s_bit'],
    seen: ([appId, simulation, marked], source, destination) => {
      const isSimulated = simulation?.[0] === '1' || marked?.[0] === '1';
      return [{ source, destination, code: isSimulated ? 'publish.simulation' : 'publish', unit: Number(appId?.[0]) }];
    },
    see: simple,
  },
  {
    protocol: 'profinet-dcp',
    captures: ['profinet/iti__ChangeIPUsingDCP.pcap', 'profinet/iti__PROFINET-RT.pcap'],
    filter: 'pn_dcp && pn_dcp.service_type == 0',
    fields: [
      'pn_dcp.service_id',
      'pn_dcp.option',
      'pn_dcp.suboption_ip',
      'pn_dcp.suboption_device',
      'pn_dcp.suboption_control',
    ],
    seen: ([service, option, ip, device, control], source, destination) => {
      if (service?.[0] !== '4') return [{ source, destination, code: service?.[0] ?? '' }];
      const rest = { 1: [...(ip ?? [])], 2: [...(device ?? [])], 5: [...(control ?? [])] };
      return (option ?? []).map((each) => ({
        source,
        destination,
        code: `4.${each}.${rest[Number(each) as 1 | 2 | 5].shift()}`,
      }));
    },
    see: simple,
  },
  {
    protocol: 'profinet-rt',
    captures: ['profinet/icsnpp-profinet-io-cm__profinet_io_cm.pcap'],
    filter: 'pn_rt && !pn_dcp',
    fields: ['pn_rt.frame_id'],
    seen: ([frameId], source, destination) => [
      { source, destination, code: `0x${Number(frameId?.[0]).toString(16).padStart(4, '0')}` },
    ],
    see: simple,
  },
  {
    protocol: 'profinet-cm',
    captures: [
      'icsnpp-profinet-io-cm__profinet_io_cm.pcap',
      'icsnpp-profinet-io-cm__profinet_io_cm_connect.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_connect_minimal.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_control.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_device.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_read.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_release.pcapng',
      'icsnpp-profinet-io-cm__profinet_io_cm_write.pcapng',
      'iti__profinet.pcap',
    ].map((file) => `profinet/${file}`),
    // Wireshark shows what is in fragments with the last of them.
    filter: 'dcerpc.pkt_type == 0 && (dcerpc.dg_flags1_frag == 0 || dcerpc.dg_flags1_last_frag == 1)',
    fields: ['dcerpc.opnum', 'dcerpc.dg_if_id', 'pn_io.block_type', 'pn_io.index', 'pn_io.slot_nr'],
    seen: ([operation, id, blocks, indexes], source, destination) => {
      if ((id?.[0] ?? '').startsWith('e1af8308')) return [{ source, destination, code: 'epm' }];
      const code = operation?.[0] ?? '';
      if (!['2', '3', '5'].includes(code)) return [{ source, destination, code }];
      // One index for each header; that of a multiple write stands for those behind it.
      const headers = (blocks ?? []).filter((block) => ['0x0008', '0x0009'].includes(block)).length;
      const records = (indexes ?? [])
        .slice(0, headers)
        .map(Number)
        .filter((index) => index !== 0xe040);
      return records.map((first) => ({ source, destination, code, first }));
    },
    see: ({ source, destination, code, first }) => ({ source, destination, code, first: first ?? null }),
    differences: contextManagerDifferences,
  },
];

describeCorpus('protocols on Ethernet against Wireshark', ['tshark'], () => {
  const cases = oracles.flatMap((oracle) =>
    oracle.captures.map((capture) => [oracle.protocol, capture, oracle] as const),
  );
  test.each(cases)('%s in %s', async (protocol, capture, { filter, fields, seen, see, differences = {} }) => {
    const path = corpusPath(capture);
    const { conversations, readings } = await readPaths([path]);
    const theirs = tallySeen(
      dissect(path, filter, fields).flatMap(([source, destination, values]) => seen(values, source, destination)),
    );
    expect(theirs.size).toBeGreaterThan(0);
    const about = { capture, protocol, oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    expect(compareTallies(about, tallyRead(conversations, protocol, see), theirs)).toEqual(differences[capture] ?? {});
  });

  test('ethercat in ethercat/ct__EtherCAT.pcap', async () => {
    const capture = 'ethercat/ct__EtherCAT.pcap';
    const path = corpusPath(capture);
    const { conversations, readings } = await readPaths([path]);
    // Frames that come back have the bit of a locally administered address set.
    const rows = dissect(path, 'ecat && !(eth.src[0] & 2)', [
      'ecat.cmd',
      'ecat.adp',
      'ecat.ado',
      'ecat.lad',
      'ecat_mailbox.length',
    ]);
    expect(rows.length).toBeGreaterThan(0);
    const theirs = tallySeen(
      rows.flatMap(([source, destination, [commands = []]]) =>
        commands.map((each) => ({ source, destination, code: String(ethercatHex(each)) })),
      ),
    );
    const about = { capture, protocol: 'ethercat', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const ours = tallyRead(conversations, 'ethercat', ({ source, destination, code }, { operation }) =>
      // A command that reads and writes is two operations of ours.
      operation?.class === 'write' && ['3', '6', '9', '12', '13', '14'].includes(code)
        ? null
        : { source, destination, code: code.startsWith('m') ? '5' : (code.split('.')[0] ?? code) },
    );
    expect(compareTallies(about, ours, theirs)).toEqual({});
  });
});

type Row = readonly [source: string, destination: string, values: readonly (readonly string[])[]];

function dissect(path: string, filter: string, fields: readonly string[]): readonly Row[] {
  const common = ['eth.src', 'eth.dst', 'ip.src', 'ip.dst'];
  const columns = [...common, ...fields].flatMap((field) => ['-e', field]);
  const output = outputOf('tshark', ['-n', '-r', path, '-Y', filter, '-T', 'fields', '-E', 'aggregator=,', ...columns]);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [source = '', destination = '', ip = '', other = '', ...rest] = line.split('\t');
      const values = rest.map((text) => (text === '' ? [] : text.split(',')));
      return [ip === '' ? source : ip, other === '' ? destination : other, values];
    });
}
