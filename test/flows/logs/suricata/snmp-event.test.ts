import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines } from '../../../support/eve.ts';

describe('SNMP', () => {
  const event = (kind: string, overrides: EveRow = {}, version = 2): EveRow => ({
    ...commonEvent,
    event_type: 'snmp',
    proto: 'UDP',
    dest_port: 161,
    ...overrides,
    snmp: { version, pdu_type: kind, community: 'public' },
  });
  const fromAgent = { src_ip: '10.0.0.2', dest_ip: '10.0.0.1', src_port: 161, dest_port: 40_000 };

  test.each<[string, readonly EveRow[], string]>([
    ['reading', [event('get_request')], 'udp/161, snmp, read 0.v2c, x1'],
    ['setting', [event('set_request', {}, 1)], 'udp/161, snmp, write 3.v1, x1'],
    [
      'an answer with its request',
      [event('get_request'), event('response', fromAgent)],
      'udp/161, snmp, read 0.v2c, x1',
    ],
    ['an answer alone as a connection', [event('response', fromAgent)], 'udp/161, snmp, -, missing operation, x1'],
    ['a trap', [event('trap_v2', { dest_port: 162 })], 'udp/162, snmp, report 7.v2c, x1'],
    ['that it is encrypted', [event('encrypted', {}, 3)], 'udp/161, snmp, -, missing operation, x1'],
  ])('shows %s', async (_, rows, line) => {
    expect(await eveLines(rows)).toEqual([`plant 10.0.0.1 -> 10.0.0.2 ${line}`]);
  });
});
