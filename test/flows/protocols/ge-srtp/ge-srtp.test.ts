import { describe, expect, test } from 'vitest';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { srtp } from '../../../support/small-protocol-messages.ts';

const tcp = { transport: 'tcp', port: 18_245, messages: [], lines: [] } as const;
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;
const readRegisters = srtp(2, { service: 4, segment: 8, offset: 99, length: 10 });
const writeBits = srtp(2, {
  service: 7,
  segment: 70,
  offset: 3,
  length: 1,
  sequence: 2,
  kind: 0x80,
  body: Uint8Array.of(1),
});
const accepted = srtp(3, { kind: 0xd4 });
const refused = srtp(3, { kind: 0xd1, sequence: 2 });

describe('GE SRTP', () => {
  test.each([
    ['a connection', [client(srtp(0)), server(srtp(1))], ['session init, x1']],
    ['a read of registers', [client(readRegisters), server(accepted)], ['read 0x04, registers 99+10, x1']],
    [
      'a read of octets counts bits',
      [client(srtp(2, { service: 4, segment: 18, offset: 2, length: 1 }))],
      ['read 0x04, discrete_outputs 16+8, x1'],
    ],
    [
      'a write that is refused',
      [client(writeBits), server(refused)],
      ['write 0x07, discrete_inputs 3+1, x1, refused 1'],
    ],
    ['a stop', [client(srtp(2, { service: 0x23 }))], ['control 0x23, x1']],
    ['an answer alone', [server(accepted)], ['-, missing operation object, x1']],
  ])('%s', async (_, messages, lines) => {
    expect(await linesOf(tcp, messages)).toEqual(lines);
  });
});

describeDecoderLaws('SRTP', {
  ...tcp,
  messages: [
    client(srtp(0)),
    server(srtp(1)),
    client(readRegisters),
    server(accepted),
    client(writeBits),
    server(refused),
  ],
  lines: ['read 0x04, registers 99+10, x1', 'write 0x07, discrete_inputs 3+1, x1, refused 1', 'session init, x1'],
});
