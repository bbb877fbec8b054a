import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { identityOfPath } from '../../support/read-identity.ts';
import { type BaselineRow, baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const captures = [
  'icsnpp-enip__enip_cip_example.pcap',
  'icsnpp-enip__multiple_service_packet_cip.pcapng',
  'icsnpp-enip__set_attribute_single_service_cip.pcapng',
];

const carriesCip = ['0x6f', '0x70'];
const multipleServicePacket = '0x0a';

describeCorpus('EtherNet/IP against Zeek', [], () => {
  test.each(captures)('the requests of %s are those of cip.log and enip.log', async (capture) => {
    const path = `enip/${capture}`;
    const { conversations, readings } = await readPaths([corpusPath(path)]);
    const services = baselineRows(capture, 'cip').filter(
      ({ direction, cip_service_code }) => direction === 'request' && cip_service_code !== multipleServicePacket,
    );
    const commands = baselineRows(capture, 'enip').filter(
      ({ enip_command_code = '', is_orig }) => !carriesCip.includes(enip_command_code) && is_orig === 'T',
    );
    const theirs = tallySeen([...services.map(serviceOf), ...commands.map(commandOf)]);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture: path, protocol: 'ethernet-ip', oracle: 'zeek', packets };
    const ours = tallyRead(conversations, 'ethernet-ip', (operation) => (operation.code === 'io' ? null : operation));
    expect(theirs.size).toBeGreaterThan(0);
    expect(compareTallies(about, ours, theirs)).toEqual({});
  });

  test('every datagram of cip_io.log is cyclic data', async () => {
    const capture = 'icsnpp-enip__enip_cip_example.pcap';
    const { conversations } = await readPaths([corpusPath(`enip/${capture}`)]);
    const cyclic = conversations.filter(({ operation }) => operation?.code === 'io' && operation.class === 'write');
    const rows = baselineRows(capture, 'cip_io');
    expect(rows.length).toBeGreaterThan(300);
    expect(cyclic.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
  });

  test('the device of cip_identity.log says the same here', async () => {
    const capture = 'icsnpp-enip__enip_cip_example.pcap';
    const [row, ...rest] = baselineRows(capture, 'cip_identity');
    expect(rest).toEqual([]);
    const address = row?.['source_h'] ?? '';
    expect(await identityOfPath(corpusPath(`enip/${capture}`), 'ethernet-ip')).toEqual([
      `${address} vendor ${row?.['vendor_name']}`,
      `${address} model ${row?.['product_name']}`,
      `${address} firmware ${row?.['revision']}`,
      `${address} serial-number ${row?.['serial_number']?.slice(2)}`,
      `${address} device-type ${row?.['device_type_name']}`,
      `${address} ip-address ${row?.['socket_address']}`,
    ]);
  });
});

function serviceOf(row: BaselineRow): SeenOperation {
  const { source_h = '', destination_h = '', class_id, cip_service_code = '', instance_id } = row;
  return {
    source: source_h,
    destination: destination_h,
    code: `${class_id ?? '*'}/${cip_service_code}`,
    unit: class_id === undefined ? null : Number(class_id),
    first: instance_id === undefined ? null : Number(instance_id),
    count: instance_id === undefined ? null : 1,
  };
}

function commandOf({ source_h = '', destination_h = '', enip_command_code = '' }: BaselineRow): SeenOperation {
  return { source: source_h, destination: destination_h, code: `e${enip_command_code}` };
}
