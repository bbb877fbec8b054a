/** A classic pcap with Ethernet frames, small enough to damage by hand. */

/** An Ethernet frame with one Modbus/TCP request that reads ten holding registers from `first`. */
export function modbusRequest(source: string, destination: string, first: number): Buffer {
  const modbus = Buffer.from([0, 1, 0, 0, 0, 6, 1, 3, first >> 8, first & 255, 0, 10]);
  const tcp = Buffer.alloc(20);
  tcp.writeUInt16BE(40_000, 0);
  tcp.writeUInt16BE(502, 2);
  tcp.writeUInt32BE(1, 4);
  tcp.writeUInt8(0x50, 12);
  tcp.writeUInt8(0x18, 13);
  const ip = Buffer.alloc(20);
  ip.writeUInt8(0x45, 0);
  ip.writeUInt16BE(40 + modbus.length, 2);
  ip.writeUInt8(64, 8);
  ip.writeUInt8(6, 9);
  Buffer.from(source.split('.').map(Number)).copy(ip, 12);
  Buffer.from(destination.split('.').map(Number)).copy(ip, 16);
  return Buffer.concat([Buffer.from('020000000001020000000002 0800'.replace(' ', ''), 'hex'), ip, tcp, modbus]);
}

/** Little-endian, microseconds, one frame a second from 2026-09-15T10:00:00Z. */
export function captureOf(frames: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  const records = frames.flatMap((frame, index) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(1_789_466_400 + index, 0);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return [record, frame];
  });
  return Buffer.concat([header, ...records]);
}
