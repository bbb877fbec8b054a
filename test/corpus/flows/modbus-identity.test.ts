import { expect, test } from 'vitest';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { identityOfPath } from '../../support/read-identity.ts';

describeCorpus('what Modbus devices say, against Wireshark', ['tshark'], () => {
  test('the objects of Read Device Identification', async () => {
    const path = corpusPath('modbus/icsnpp-modbus__modbus_example.pcap');
    const rows = outputOf('tshark', [
      ...['-r', path, '-Y', 'modbus.object_str_value', '-T', 'fields', '-E', 'aggregator=|'],
      ...['-e', 'ip.src', '-e', 'mbtcp.unit_id', '-e', 'modbus.object_id', '-e', 'modbus.object_str_value'],
    ]);
    const fields = ['vendor', 'order-number', 'firmware'];
    const theirs = rows
      .trim()
      .split('\n')
      .flatMap((row) => {
        const [address, unit, ids = '', values = ''] = row.split('\t');
        const texts = values.split('|');
        return ids.split('|').map((id, index) => `${address} unit ${unit} ${fields[Number(id)]} ${texts[index]}`);
      });
    expect(theirs).toHaveLength(3);
    const ours = await identityOfPath(path, 'modbus');
    expect(ours.filter((fact) => !fact.includes(' description '))).toEqual(theirs);
  });

  test('the model of a controller and the name of the station that reserves it, in the bytes of the capture', async () => {
    const path = corpusPath('modbus/quickdraw__modicon_test.pcap');
    expect(await identityOfPath(path, 'modbus')).toEqual([
      '192.168.63.100 hostname USER-714E74F21B',
      '192.168.63.253 unit 0 model 140 CPU 311 10',
      '192.168.63.253 unit 0 firmware 2.70',
    ]);
    const payload = outputOf('tshark', ['-r', path, '-Y', 'frame.number==6', '-T', 'fields', '-e', 'modbus.data']);
    expect(Buffer.from(payload.trim(), 'hex').toString('latin1')).toContain('140 CPU 311 10');
  });
});
