import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { datagrams, describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { factLines, readContent } from '../../../support/read-conversations.ts';
import { snmp, snmp3, snmpPdu } from '../../../support/snmp-messages.ts';

const udp = { transport: 'udp', port: 161, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;

const get = snmp(0, snmpPdu(0, 1));
const got = snmp(0, snmpPdu(2, 1, 0, 5, 'switch-1'));
const set = snmp(1, snmpPdu(3, 2, 0, 5, 'x'));
const refused = snmp(1, snmpPdu(2, 2, 6));

describe('SNMP', () => {
  test.each([
    ['a get of version 1', [client(get), server(got)], ['read 0.v1, x1']],
    ['a set of version 2c', [client(set)], ['write 3.v2c, x1']],
    ['a set that is refused', [client(set), server(refused)], ['write 3.v2c, x1, refused 1']],
    ['a bulk get of version 3', [client(snmp3(snmpPdu(5, 3)))], ['read 5.v3, x1']],
    ['an encrypted message', [client(snmp3(null))], ['-, missing operation, x1']],
    ['an answer alone', [server(got)], ['-, missing operation, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(udp, messages)).toEqual(lines);
  });

  test('a trap is a report of the one who sends it', async () => {
    expect(await linesOf({ ...udp, port: 162 }, [client(snmp(1, snmpPdu(7, 1)))])).toEqual(['report 7.v2c, x1']);
  });

  test('it is known at any port', async () => {
    expect(await linesOf({ ...udp, port: 16_100 }, [client(set)])).toEqual(['write 3.v2c, x1']);
  });

  test('a system tells its description, name and location, and nobody the community', async () => {
    const answers = [1, 5, 6].map((arc) => server(snmp(0, snmpPdu(2, arc, 0, arc, `value ${arc}`), 'sEcReT')));
    const result = await readContent(pcap(datagrams(161, [client(snmp(0, snmpPdu(0, 1), 'sEcReT')), ...answers])));
    expect(factLines(result.devices)).toEqual([
      '10.0.0.2 name: value 5',
      '10.0.0.2 location: value 6',
      '10.0.0.2 description: value 1',
    ]);
    expect(JSON.stringify(result)).not.toContain('sEcReT');
  });
});

describeDecoderLaws('SNMP', {
  ...udp,
  messages: [client(get), server(got), client(set), server(refused)],
  lines: ['read 0.v1, x1', 'write 3.v2c, x1, refused 1'],
});
