/** Flow records of an nfcapd file to conversations in records per second, beside `nfdump` reading the same file. */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCatalogue } from '../../src/compiler/compile.ts';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { digits, row } from '../measure.ts';

const connections = 400_000;
const perBlock = 10_000;
const pairs = 5000;
const ports = [502, 102, 44_818, 4840, 20_000];

const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-bench-'));
const plain = path.join(folder, 'plain.nfcapd');
writeFileSync(plain, nfcapdFile());
const records = connections * 2;
row(
  'input',
  `${records.toLocaleString('en-US')} records: ${connections.toLocaleString('en-US')} TCP connections of ${pairs} pairs, both ways`,
);

const files = [['as they are', plain] as const, ...packed()];
const catalogue = loadCatalogue(readShippedFiles());
for (const [name, file] of files) {
  const ours = await best(3, async () => {
    const context = { catalogue, scopeOf: () => 'bench', bucketOf: () => 0 };
    const aggregator = createAggregator(context);
    await readFlows({ file, chunks: createReadStream(file, { highWaterMark: 1024 * 1024 }) }, context, aggregator);
    if (aggregator.conversations().length < pairs) throw new Error('conversations are missing');
  });
  row(`blocks ${name}`, `${digits(records / ours / 1e6)} M records/s`, `${digits(ours)} s`);
  for (const form of ['null', 'csv']) {
    const theirs = await best(2, () => {
      const { status } = spawnSync('nfdump', ['-r', file, '-o', form], { stdio: ['ignore', 'ignore', 'ignore'] });
      if (status !== 0) throw new Error('nfdump cannot read the file');
    }).catch(() => null);
    if (theirs === null) row(`nfdump -o ${form}`, 'not installed; no comparison');
    else
      row(
        `nfdump -o ${form}`,
        `${digits(records / theirs / 1e6)} M records/s`,
        `${digits(ours / theirs)} times our time`,
      );
  }
}
rmSync(folder, { recursive: true, force: true });

/** The shortest of several runs in seconds. */
async function best(runs: number, work: () => Promise<void> | void): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    shortest = Math.min(shortest, (performance.now() - started) / 1000);
  }
  return shortest;
}

/** The same file packed by nfdump, where it is installed. */
function packed(): (readonly [string, string])[] {
  return [['LZ4', '-y'] as const, ['LZO', '-z'] as const].flatMap(([name, option]) => {
    const file = path.join(folder, `${name}.nfcapd`);
    const { status } = spawnSync('nfdump', ['-r', plain, '-w', file, option], { stdio: 'ignore' });
    return status === 0 ? [[`packed with ${name}`, file] as const] : [];
  });
}

/** A file of nfdump 1.7: connections that last seconds, the reply a record of its own. */
function nfcapdFile(): Buffer {
  const recordBytes = 76;
  const header = Buffer.alloc(40);
  header.writeUInt16LE(0xa50c, 0);
  header.writeUInt16LE(2, 2);
  header.writeUInt32LE(0x01070100, 4);
  header.writeUInt32LE(Math.ceil(connections / perBlock), 36);
  const blocks: Buffer[] = [header];
  for (let from = 0; from < connections; from += perBlock) {
    const count = Math.min(perBlock, connections - from);
    const block = Buffer.alloc(12 + count * 2 * recordBytes);
    block.writeUInt32LE(count * 2, 0);
    block.writeUInt32LE(block.length - 12, 4);
    block.writeUInt16LE(3, 8);
    for (let index = 0; index < count; index++) {
      writeRecord(block, 12 + index * 2 * recordBytes, from + index, false);
      writeRecord(block, 12 + (index * 2 + 1) * recordBytes, from + index, true);
    }
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

function writeRecord(block: Buffer, at: number, connection: number, isReply: boolean): void {
  const pair = (connection * 2_654_435_761) % pairs;
  const client = 0x0a_00_00_00 + (pair % 500);
  const server = 0x0a_01_00_00 + Math.floor(pair / 5);
  const clientPort = 32_768 + (connection % 28_000);
  const serverPort = ports[pair % ports.length] ?? 502;
  const first = 1_800_000_000_000 + connection * 10 + (isReply ? 1 : 0);
  block.writeUInt16LE(11, at);
  block.writeUInt16LE(76, at + 2);
  block.writeUInt16LE(2, at + 4);
  block.writeUInt16LE(1, at + 12);
  block.writeUInt16LE(52, at + 14);
  block.writeBigUInt64LE(BigInt(first), at + 16);
  block.writeBigUInt64LE(BigInt(first + 1500), at + 24);
  block.writeBigUInt64LE(BigInt(first + 2000), at + 32);
  block.writeBigUInt64LE(10n, at + 40);
  block.writeBigUInt64LE(1000n, at + 48);
  block.writeUInt16LE(isReply ? serverPort : clientPort, at + 56);
  block.writeUInt16LE(isReply ? clientPort : serverPort, at + 58);
  block[at + 60] = 6;
  block[at + 61] = 0x1b;
  block.writeUInt16LE(2, at + 64);
  block.writeUInt16LE(12, at + 66);
  block.writeUInt32LE(isReply ? server : client, at + 68);
  block.writeUInt32LE(isReply ? client : server, at + 72);
}
