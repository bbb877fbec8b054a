import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines } from '../../../support/eve.ts';

describe('MQTT', () => {
  const event = (mqtt: EveRow, overrides: EveRow = {}): EveRow => ({
    ...commonEvent,
    event_type: 'mqtt',
    dest_port: 1883,
    ...overrides,
    mqtt,
  });

  test.each<[string, EveRow, string]>([
    ['a connection', event({ connect: { client_id: 'a' }, connack: { return_code: 0 } }), 'session 1, x1'],
    ['a refused one', event({ connect: {}, connack: { return_code: 5 } }), 'session 1, x1, refused 1'],
    ['what is published', event({ publish: { topic: 'a/b' }, puback: { reason_code: 0 } }), 'write 3, x1'],
    ['a command of Sparkplug', event({ publish: { topic: 'spBv1.0/g/NCMD/n' } }), 'control 3.NCMD, x1'],
    ['the state of a host', event({ publish: { topic: 'spBv1.0/STATE/h' } }), 'report 3.STATE, x1'],
    ['a refused subscription', event({ subscribe: {}, suback: { qos_granted: [128] } }), 'read 8, x1, refused 1'],
    [
      'what a broker delivers as a connection',
      event(
        { publish: { topic: 'a' } },
        { src_ip: '10.0.0.2', dest_ip: '10.0.0.1', src_port: 1883, dest_port: 40_000 },
      ),
      '-, missing operation, x1',
    ],
  ])('shows %s', async (_, row, line) => {
    expect(await eveLines([row])).toEqual([`plant 10.0.0.1 -> 10.0.0.2 tcp/1883, mqtt, ${line}`]);
  });
});
