/** Hand-made EtherNet/IP messages. */
import { bytesOf } from './frames.ts';
import { little16, little32 } from './little-endian.ts';

type Data = readonly number[] | Uint8Array;

export interface EncapsulationOptions {
  readonly session?: number;
  readonly status?: number;
  readonly context?: number;
}

/** A command with its data. */
export function encapsulated(command: number, data: Data, options: EncapsulationOptions = {}): Uint8Array {
  const { session = 0, status = 0, context = 0 } = options;
  return bytesOf(
    little16(command),
    little16(data.length),
    little32(session),
    little32(status),
    little32(context),
    little32(0),
    little32(0),
    data,
  );
}

export function listIdentity(context: number = 0): Uint8Array {
  return encapsulated(0x63, [], { context });
}

/** The answer of one device. */
export function identityAnswer(context: number, attributes: Data): Uint8Array {
  const item = [...little16(1), 0, 2, 0xaf, 0x12, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, ...attributes, 3];
  return encapsulated(0x63, [...little16(1), ...little16(0x0c), ...little16(item.length), ...item], { context });
}

/** The attributes of an identity object in their order. */
export function identityAttributes(productName: string, vendor: number = 1, deviceType: number = 14): number[] {
  return [
    ...little16(vendor),
    ...little16(deviceType),
    ...little16(58),
    20,
    11,
    ...little16(0x30),
    ...little32(0x00c0ffee),
    productName.length,
    ...new TextEncoder().encode(productName),
  ];
}

/** A packet with an unconnected CIP message. */
export function sendRRData(message: Data, options: EncapsulationOptions = {}): Uint8Array {
  const items = [...little16(2), 0, 0, 0, 0, 0xb2, 0, ...little16(message.length), ...message];
  return encapsulated(0x6f, [0, 0, 0, 0, 8, 0, ...items], { session: 7, ...options });
}

/** A packet with a CIP message over a connection. */
export function sendUnitData(connection: number, sequence: number, message: Data): Uint8Array {
  const address = [0xa1, 0, 4, 0, ...little32(connection)];
  const data = [0xb1, 0, ...little16(message.length + 2), ...little16(sequence), ...message];
  return encapsulated(0x70, [0, 0, 0, 0, 0, 0, ...little16(2), ...address, ...data], { session: 7 });
}

/** A CIP request; the path has an even number of bytes. */
export function service(code: number, path: Data, data: Data = []): number[] {
  return [code, path.length / 2, ...path, ...data];
}

/** A CIP answer. */
export function answer(code: number, status: number = 0, data: Data = []): number[] {
  return [code | 0x80, 0, status, 0, ...data];
}

/** A path of class and instance. */
export function objectPath(classId: number, instance: number): number[] {
  const classPart = classId > 255 ? [0x21, 0, ...little16(classId)] : [0x20, classId];
  const instancePart = instance > 255 ? [0x25, 0, ...little16(instance)] : [0x24, instance];
  return [...classPart, ...instancePart];
}

/** A path with the name of a tag. */
export function tagPath(name: string): number[] {
  const text = [...new TextEncoder().encode(name)];
  return [0x91, text.length, ...text, ...(text.length % 2 === 1 ? [0] : [])];
}

/** Many requests or answers in one: the count, where each begins, all of them. */
export function packed(messages: readonly Data[]): number[] {
  let offset = 2 + 2 * messages.length;
  const offsets = messages.map(({ length }) => {
    offset += length;
    return offset - length;
  });
  return [...little16(messages.length), ...offsets.flatMap(little16), ...messages.flatMap((each) => [...each])];
}

/** Unconnected_Send of a request to a slot. */
export function unconnectedSend(message: Data, route: Data): number[] {
  const pad = message.length % 2 === 1 ? [0] : [];
  const data = [5, 157, ...little16(message.length), ...message, ...pad, route.length / 2, 0, ...route];
  return service(0x52, objectPath(6, 1), data);
}

export interface OpenOptions {
  readonly serial?: number;
  /** Transport class; 1 is for cyclic data, 3 for messages. */
  readonly transport?: number;
  readonly large?: boolean;
}

/** Forward_Open of a connection along a path. */
export function forwardOpen(path: Data, options: OpenOptions = {}): number[] {
  const { serial = 1, transport = 3, large = false } = options;
  const parameters = large ? little32(0x42000fa0) : little16(0x43f4);
  const data = [
    ...[5, 157, 0, 0, 0, 0],
    ...little32(0x0b0b),
    ...[...little16(serial), ...little16(77), ...little32(99)],
    ...[0, 0, 0, 0],
    ...[...little32(20_000), ...parameters, ...little32(20_000), ...parameters],
    ...[0xa0 | transport, path.length / 2, ...path],
  ];
  return service(large ? 0x5b : 0x54, objectPath(6, 1), data);
}

/** The answer to Forward_Open, with the ids of the connection both ways. */
export function opened(toTarget: number, toOriginator: number, serial: number = 1): number[] {
  const triad = [...little16(serial), ...little16(77), ...little32(99)];
  const data = [
    ...little32(toTarget),
    ...little32(toOriginator),
    ...triad,
    ...little32(20_000),
    ...little32(20_000),
    0,
    0,
  ];
  return answer(0x54, 0, data);
}

/** A datagram with cyclic data of zeros. */
export function implicitDatagram(connection: number, length: number): Uint8Array {
  return bytesOf(
    ...[little16(2), little16(0x8002), little16(8), little32(connection), little32(1)],
    ...[little16(0xb1), little16(length), new Uint8Array(length)],
  );
}
