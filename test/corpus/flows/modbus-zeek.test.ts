import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { conversationLine, readContents, readPaths } from '../../support/read-conversations.ts';
import { differences, tally } from './modbus-tally.ts';

const baseline = 'truth/zeek-baseline/icsnpp-modbus__modbus_example.pcap/analyzer.basic';

/** A log of Zeek's own tests, which mask the times. */
function baselineLog(name: string) {
  const text = readFileSync(corpusPath(`${baseline}/${name}`), 'utf8');
  return { file: name, content: text.replaceAll('XXXXXXXXXX.XXXXXX', '1700000000.000000') };
}

describeCorpus('Modbus in Zeek logs', [], () => {
  test('the logs of icsnpp-modbus say the same as the capture that they were made of', async () => {
    const names = [
      'conn.log',
      'modbus_detailed.log',
      'modbus_mask_write_register.log',
      'modbus_read_write_multiple_registers.log',
    ];
    const capture = await readPaths([corpusPath('modbus/icsnpp-modbus__modbus_example.pcap')]);
    const expected = capture.conversations.map(conversationLine);
    for (const order of [names, [...names].reverse()]) {
      const { conversations, readings } = await readContents(order.map(baselineLog));
      expect(readings.flatMap(({ problems }) => problems)).toEqual([]);
      expect(conversations.map(conversationLine)).toEqual(expected);
    }
  });

  test("Zeek's modbus.log counts the same operations as the capture, without their registers", async () => {
    const logs = ['conn.log', 'modbus.log'].map((name) => corpusPath(`truth/zeek-ct-plant1-modbus/${name}`));
    const { conversations } = await readPaths(logs);
    const operations = conversations.filter(({ operation }) => operation !== null);
    // Zeek drops the packets with bad checksums, which are all requests: it sees answers only.
    const zeek = tally(
      operations.map(({ destination, operation, count }) => [`${destination} ${operation?.code}`, count]),
    );
    const capture = await readPaths([corpusPath('plant1/ct__Plant1_ModbusTCP.pcap')]);
    const ours = tally(
      capture.conversations
        .filter(({ operation }) => operation !== null && operation.code !== 'connect')
        .map(({ destination, operation, count }) => [`${destination} ${operation?.code}`, count]),
    );
    for (const [text, [our, their]] of Object.entries(differences(ours, zeek))) {
      expect([text, Math.abs(our - their) <= 2]).toEqual([text, true]);
    }
    expect(conversations.filter(({ operation }) => operation === null)).toEqual([]);
  });

  test('what the flow table says of function codes is what is counted', async () => {
    const { conversations } = await readPaths([corpusPath('plant1/plant1_merged.pcap')]);
    const rows = readFileSync(corpusPath('truth/flows/plant1_merged.flows.csv'), 'utf8').trim().split('\n').slice(1);
    for (const row of rows) {
      const [client, server, , port, , , , , , , , codes = ''] = row.split(',');
      const found = conversations.filter(
        (each) => each.source === client && each.destination === server && each.port === Number(port),
      );
      expect([row, found.length > 0]).toEqual([row, true]);
      const expected = /req:modbus\.func_code=([\d|]+)/.exec(codes)?.[1]?.split('|').sort();
      if (expected === undefined) continue;
      const counted = found.map(({ operation }) => operation?.code ?? '').filter((code) => code !== 'connect');
      expect([row, [...new Set(counted)].sort()]).toEqual([row, expected]);
    }
    expect(conversations.filter(({ port }) => port !== 502 && port !== 102 && port !== 44_818)).toEqual([]);
  });
});
