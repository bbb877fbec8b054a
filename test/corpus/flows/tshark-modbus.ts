/** Modbus requests and answers as Wireshark's dissector reads them, one by one, from its PDML output. */
import { outputOf } from '../../support/corpus.ts';

/** One message; `first` and `count` are null when its function names no objects. */
export interface DissectedMessage {
  readonly kind: 'request' | 'answer';
  readonly client: string;
  readonly server: string;
  /** Function code, with sub-function or MEI type where it has one. */
  readonly code: string;
  readonly unit: number;
  readonly first: number | null;
  readonly count: number | null;
  readonly frame: number;
  /** The answer belongs to a request that the dissector saw. */
  readonly matched: boolean;
  readonly exception: boolean;
}

/** All Modbus messages of a capture. `port` is the server's. */
export function dissectModbus(path: string, port: number = 502): DissectedMessage[] {
  const xml = outputOf('tshark', ['-r', path, '-Y', 'modbus', '-T', 'pdml']);
  return xml
    .split('<packet>')
    .slice(1)
    .flatMap((packet) => messagesOf(packet, port));
}

function messagesOf(packet: string, port: number): DissectedMessage[] {
  const source = fieldOf(packet, 'ip.src') ?? fieldOf(packet, 'ipv6.src') ?? '';
  const destination = fieldOf(packet, 'ip.dst') ?? fieldOf(packet, 'ipv6.dst') ?? '';
  const isRequest = fieldOf(packet, 'tcp.dstport') === String(port);
  const frame = Number(fieldOf(packet, 'frame.number'));
  return packet
    .split('<proto name="mbtcp"')
    .slice(1)
    .filter((message) => message.includes('modbus.func_code'))
    .flatMap((message) =>
      readMessage(message, {
        kind: isRequest ? 'request' : 'answer',
        client: isRequest ? source : destination,
        server: isRequest ? destination : source,
        frame,
      }),
    );
}

function readMessage(
  message: string,
  context: Pick<DissectedMessage, 'kind' | 'client' | 'server' | 'frame'>,
): DissectedMessage[] {
  const number = (field: string): number | null => {
    const text = fieldOf(message, field);
    return text === null ? null : Number(text);
  };
  const code = number('modbus.func_code') ?? 0;
  const subCode = number('modbus.diagnostic_code') ?? number('modbus.mei');
  const first = number('modbus.reference_num');
  const count = number('modbus.word_cnt') ?? number('modbus.bit_cnt');
  const base = {
    ...context,
    code: subCode === null ? String(code) : `${code}.${subCode}`,
    unit: number('mbtcp.unit_id') ?? 0,
    matched: message.includes('modbus.request_frame'),
    exception: message.includes('modbus.exception_code'),
  };
  // Single writes, masks and queues name one register; a count of 0 is read as an attempt on that object.
  const range = (start: number | null, length: number | null) => ({
    ...base,
    first: start,
    count: start === null ? null : Math.max(length ?? 1, 1),
  });
  if (code !== 23 || context.kind === 'answer') return [range(first, count)];
  return [
    range(number('modbus.read_reference_num'), number('modbus.read_word_cnt')),
    range(number('modbus.write_reference_num'), number('modbus.write_word_cnt')),
  ];
}

function fieldOf(xml: string, name: string): string | null {
  return new RegExp(`<field name="${name.replaceAll('.', '\\.')}"[^>]* show="([^"]*)"`).exec(xml)?.[1] ?? null;
}
