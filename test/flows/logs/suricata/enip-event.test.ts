import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines } from '../../../support/eve.ts';

describe('EtherNet/IP', () => {
  const path = [
    { segment_type: 'class', value: 1 },
    { segment_type: 'instance', value: 2 },
  ];
  const event = (request: unknown, response: unknown = undefined): EveRow => ({
    ...commonEvent,
    event_type: 'enip',
    dest_port: 44_818,
    enip: { request, response },
  });
  const cip = (service: string, more: EveRow = {}): EveRow => ({
    command: 'send_rr_data',
    status: 'success',
    cip: { service, path, class_name: 'Identity', ...more },
  });

  test.each<[string, EveRow, readonly string[]]>([
    ['a command', event({ command: 'list_identity', status: 'success' }), ['discovery e0x63, x1']],
    ['a command without a name', event({ command: 'unknown-200' }), ['session e0xc8, x1']],
    ['a service', event(cip('Get Attributes Single')), ['discovery 0x01/0x0e, unit 1 2+1, x1']],
    [
      'a service without a name',
      event(cip('unknown-76', { path: [{ segment_type: 'class', value: 107 }] })),
      ['read 0x6b/0x4c, unit 107, missing object, x1'],
    ],
    [
      'a refused service',
      event(cip('Reset'), { status: 'success', cip: { service: 'Reset', status: 'Privilege Violation' } }),
      ['control 0x01/0x05, unit 1 2+1, x1, refused 1'],
    ],
    [
      'each service of a packet',
      event(
        cip('Multiple Service Packet', {
          multiple: [
            { service: 'Get Attribute List', path },
            { service: 'Reset', path },
          ],
        }),
        {
          status: 'success',
          cip: {
            service: 'Multiple Service Packet',
            status: 'Embedded Service Error',
            multiple: [{ status: 'Success' }, { status: 'Privilege Violation' }],
          },
        },
      ),
      ['discovery 0x01/0x03, unit 1 2+1, x1', 'control 0x01/0x05, unit 1 2+1, x1, refused 1'],
    ],
    [
      'that a carried service is not logged',
      event(
        cip('Read Data Fragmented', {
          path: [
            { segment_type: 'class', value: 6 },
            { segment_type: 'instance', value: 1 },
          ],
        }),
      ),
      ['-, missing operation object, x1', 'session 0x06/0x52, unit 6 1+1, x1'],
    ],
    ['that a tag is not logged', event({ command: 'send_unit_data' }), ['-, missing operation object, x1']],
    [
      'that PCCC is not logged',
      event(cip('Execute PCCC Service', { path: [{ segment_type: 'class', value: 103 }] })),
      ['-, missing operation object, x1'],
    ],
    [
      'an answer alone as a connection',
      event(undefined, { command: 'list_identity' }),
      ['-, missing operation object, x1'],
    ],
  ])('shows %s', async (_, row, lines) => {
    expect(await eveLines([row])).toEqual(
      lines.map((line) => `plant 10.0.0.1 -> 10.0.0.2 tcp/44818, ethernet-ip, ${line}`),
    );
  });
});
