/**
 * Memory while a capture grows from ten thousand to ten million packets with the same conversations, and while it has
 * ever new connections: it must not grow with either.
 */
import { loadCatalogue } from '../../src/compiler/compile.ts';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { digits, row } from '../measure.ts';

const catalogue = loadCatalogue(readShippedFiles());
const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
/** Packets in a piece. */
const piece = 10_000;
const frameBytes = 14 + 20 + 20 + 12;
const recordBytes = 16 + frameBytes;

row('packets', 'heap and buffers', 'time', 'conversations', 'connections closed early');
for (const packets of [10_000, 100_000, 1_000_000, 10_000_000]) await measure('one connection, polled', packets, 1);
for (const packets of [100_000, 1_000_000, 3_000_000]) await measure('a connection for each request', packets, packets);

async function measure(what: string, packets: number, connections: number): Promise<void> {
  const context = { catalogue, scopeOf: () => 'bench', bucketOf: () => 0 };
  const aggregator = createAggregator(context);
  let peak = 0;
  const watch = (): void => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external);
  };
  watch();
  const before = peak;
  peak = 0;
  const started = performance.now();
  const reading = await readFlows(
    { file: 'bench.pcap', chunks: polls(packets, connections, watch) },
    context,
    aggregator,
  );
  const seconds = (performance.now() - started) / 1000;
  const closed = reading.statistics.remarks['closed-connection'] ?? 0;
  row(
    `${what}: ${packets.toLocaleString('en-US')} packets`,
    `${digits((peak - before) / 1e6)} MB`,
    `${digits(seconds)} s`,
    String(aggregator.conversations().length),
    String(closed),
  );
}

/** A capture of polls: the same read of the same registers, from one client port or from ever new ones. */
async function* polls(packets: number, connections: number, watch: () => void): AsyncGenerator<Uint8Array> {
  yield fileHeader();
  const looks = Math.max(1, Math.floor(packets / piece / 20));
  for (let done = 0; done < packets; done += piece) {
    yield frames(done, Math.min(piece, packets - done), connections);
    if ((done / piece) % looks === 0) watch();
  }
  watch();
}

function fileHeader(): Uint8Array {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

function frames(first: number, count: number, connections: number): Uint8Array {
  const bytes = Buffer.alloc(count * recordBytes);
  for (let index = 0; index < count; index++) {
    const number = first + index;
    const at = index * recordBytes;
    const micros = number * 100;
    bytes.writeUInt32LE(1_700_000_000 + Math.floor(micros / 1_000_000), at);
    bytes.writeUInt32LE(micros % 1_000_000, at + 4);
    bytes.writeUInt32LE(frameBytes, at + 8);
    bytes.writeUInt32LE(frameBytes, at + 12);
    writeFrame(bytes, at + 16, number, connections);
  }
  return bytes;
}

/** Ethernet, IPv4, TCP and a Modbus read of ten holding registers. */
function writeFrame(bytes: Buffer, at: number, number: number, connections: number): void {
  const connection = number % connections;
  bytes.writeUInt16BE(0x0800, at + 12);
  const ip = at + 14;
  bytes.writeUInt8(0x45, ip);
  bytes.writeUInt16BE(frameBytes - 14, ip + 2);
  bytes.writeUInt8(64, ip + 8);
  bytes.writeUInt8(6, ip + 9);
  bytes.writeUInt32BE(0x0a000001 + ((connection >>> 15) << 8), ip + 12);
  bytes.writeUInt32BE(0x0a010001, ip + 16);
  const tcp = ip + 20;
  bytes.writeUInt16BE(32_768 + (connection & 0x7fff), tcp);
  bytes.writeUInt16BE(502, tcp + 2);
  bytes.writeUInt32BE((Math.floor(number / connections) * 12) % 2 ** 32, tcp + 4);
  bytes.writeUInt16BE(0x5018, tcp + 12);
  bytes.writeUInt16BE(number & 0xffff, tcp + 20);
  bytes.writeUInt16BE(6, tcp + 24);
  bytes.writeUInt8(1, tcp + 26);
  bytes.writeUInt8(3, tcp + 27);
  bytes.writeUInt16BE(10, tcp + 30);
}
