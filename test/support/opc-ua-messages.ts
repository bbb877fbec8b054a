/** Hand-made OPC UA messages (OPC 10000-6). */
import { bytesOf } from './frames.ts';

type Part = Uint8Array | readonly number[] | number;

/** Four bytes, the lowest first. */
export function uint32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

export function uaString(text: string | null): number[] {
  if (text === null) return uint32(0xffff_ffff);
  const bytes = new TextEncoder().encode(text);
  return [...uint32(bytes.length), ...bytes];
}

/** An array of encoded values. */
export function uaArray(...items: readonly (readonly number[])[]): number[] {
  return [...uint32(items.length), ...items.flat()];
}

/** A node id: with a number in the shortest encoding, or with text. */
export function uaNode(namespace: number, id: number | string): number[] {
  if (typeof id === 'string') return [3, namespace & 0xff, namespace >>> 8, ...uaString(id)];
  if (namespace === 0 && id < 256) return [0, id];
  if (namespace < 256 && id < 65_536) return [1, namespace, id & 0xff, id >>> 8];
  return [2, namespace & 0xff, namespace >>> 8, ...uint32(id)];
}

export const noNode: readonly number[] = [0, 0];
/** An extension object without body. */
export const noExtension: readonly number[] = [0, 0, 0];

/** A message of the connection protocol, or one chunk of a channel. */
export function uaMessage(letters: string, ...body: readonly Part[]): Uint8Array {
  const content = bytesOf(...body);
  return bytesOf(new TextEncoder().encode(letters), uint32(content.length + 8), content);
}

export function hello(url: string): Uint8Array {
  return uaMessage('HELF', uint32(0), uint32(65_535), uint32(65_535), uint32(0), uint32(0), uaString(url));
}

export const acknowledge: Uint8Array = uaMessage(
  'ACKF',
  ...[0, 65_535, 65_535, 0, 0].map((value): readonly number[] => uint32(value)),
);

export function errorMessage(status: number): Uint8Array {
  return uaMessage('ERRF', uint32(status), uaString('no'));
}

const policies = 'http://opcfoundation.org/UA/SecurityPolicy#';
/** Number of the channel in all messages. */
const channel = 7;

/** An OPN message without security. */
export function openChannel(requestId: number, body: readonly number[]): Uint8Array {
  const security = [...uaString(`${policies}None`), ...uaString(null), ...uaString(null)];
  return uaMessage('OPNF', uint32(channel), security, uint32(requestId), uint32(requestId), body);
}

/** An OPN message of a channel with security: its body is encrypted. */
export function openSecured(policy: string): Uint8Array {
  const certificate = new Array<number>(40).fill(0x30);
  const security = [...uaString(`${policies}${policy}`), ...uint32(40), ...certificate, ...uint32(20)];
  return uaMessage('OPNF', uint32(channel), security, new Array<number>(20).fill(9), new Array<number>(64).fill(0xa5));
}

/** One chunk of a message: `F` for the last, `C` for others, `A` to give up. */
export function chunk(kind: 'F' | 'C' | 'A', requestId: number, body: readonly number[]): Uint8Array {
  return uaMessage(`MSG${kind}`, uint32(channel), uint32(1), uint32(requestId), uint32(requestId), body);
}

export function closeChannel(requestId: number): Uint8Array {
  return uaMessage('CLOF', uint32(channel), uint32(1), uint32(requestId), uint32(requestId), request(452, []));
}

/** The body of a request. */
export function request(type: number, content: readonly number[]): number[] {
  const header = [...noNode, ...new Array<number>(8).fill(0), ...uint32(1), ...uint32(0), ...uaString(null)];
  return [...uaNode(0, type), ...header, ...uint32(1000), ...noExtension, ...content];
}

/** The body of an answer; `status` is the service result. */
export function response(type: number, content: readonly number[], status: number = 0): number[] {
  const header = [...new Array<number>(8).fill(0), ...uint32(1), ...uint32(status), 0, ...uint32(0), ...noExtension];
  return [...uaNode(0, type), ...header, ...content];
}

export const good = 0;
/** BadNodeIdUnknown. */
export const bad = 0x8034_0000;

/** The body of a read request for the values of nodes. */
export function readNodes(...nodes: readonly (readonly number[])[]): number[] {
  const items = nodes.map((node) => [...node, ...uint32(13), ...uaString(null), 0, 0, ...uaString(null)]);
  return request(631, [...new Array<number>(8).fill(0), ...uint32(3), ...uaArray(...items)]);
}

/** An application description. */
export function application(uri: string, product: string, name: string, ...urls: readonly string[]): number[] {
  const text = [2, ...uaString(name)];
  const rest = [...uint32(0), ...uaString(null), ...uaString(null), ...uaArray(...urls.map(uaString))];
  return [...uaString(uri), ...uaString(product), ...text, ...rest];
}
