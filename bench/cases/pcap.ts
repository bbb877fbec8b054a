/** Capture to verdicts in packets per second, beside `tshark` printing the same fields of the same file. */
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileSources, loadCatalogue } from '../../src/compiler/compile.ts';
import { createJudge } from '../../src/evaluator/judge.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import { digits, row } from '../measure.ts';

/** For at least two million packets. */
const copies = 42;
const corpus = process.env['ZONEWRIGHT_CORPUS'] ?? path.join(import.meta.dirname, '../../../shared/captures');
const capture = path.join(corpus, 'plant1', 'plant1_merged.pcap');
if (!existsSync(capture)) {
  console.log('  skipped: no corpus; set ZONEWRIGHT_CORPUS');
  process.exit(0);
}
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-bench-'));
const file = path.join(folder, 'plant.pcap');
const { bytes, packets } = repeated(readFileSync(capture));
writeFileSync(file, bytes);
row(
  'input',
  `${packets.toLocaleString('en-US')} packets, ${digits(bytes.length / 1e6)} MB: a dairy plant ${copies} times, each with addresses of its own`,
);

const shipped = readShippedFiles();
const yaml = `plant: bench\nzones:\n  line: {level: 1, kind: cell, members: any, networks: [141.0.0.0/8], owner: ops}\nconduits:\n  inside: {from: line, to: line, owner: ops, allow: {poll: {from: any, to: any, protocol: modbus, operations: [read], reason: polling}}}\n`;
const compiled = await compileSources(
  { yaml: [{ path: 'plant.yaml', text: yaml }], rego: [] },
  shipped,
  { now: 1_800_000_000, dialects: [], revision: null, runtime: loadPolicy },
  await openRegoCompiler(process.env),
);
const { bundle } = compiled.value;
if (bundle === null) throw new Error(JSON.stringify(compiled.diagnostics[0]));
const catalogue = loadCatalogue(shipped);

const runs: number[] = [];
let judged = 0;
for (let run = 0; run < 3; run++) {
  const load = loadPolicy(bundle.wasm, bundle.data);
  if (load.kind !== 'loaded') throw new Error('the policy does not load');
  const started = performance.now();
  const judge = createJudge({ plan: bundle.plan, keyed: bundle.data.keyed, catalogue, policy: load.policy });
  const context = { catalogue, scopeOf: () => 'bench', bucketOf: judge.buckets.bucketOf };
  const aggregator = createAggregator(context);
  await readFlows({ file, chunks: createReadStream(file, { highWaterMark: 1024 * 1024 }) }, context, aggregator);
  judged = judge.judgeAll(aggregator.conversations()).length;
  runs.push((performance.now() - started) / 1000);
}
const ours = Math.min(...runs);
row(
  'capture to verdicts',
  `${digits(packets / ours / 1e6)} M packets/s`,
  `${digits(ours)} s`,
  `${judged} conversations`,
);

const fields = [
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'mbtcp.unit_id',
  'modbus.func_code',
  'modbus.reference_num',
  'modbus.word_cnt',
  'modbus.bit_cnt',
  's7comm.header.rosctr',
  's7comm.param.func',
  's7comm.param.item.area',
  's7comm.param.item.db',
  's7comm.param.item.address.byte',
  'enip.command',
  'cip.service',
  'cip.class',
  'cip.instance',
];
const started = performance.now();
const tshark = spawnSync(
  'tshark',
  ['-n', '-r', file, '-Y', 'modbus or s7comm or enip', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
  { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
);
const seconds = (performance.now() - started) / 1000;
if (tshark.error !== undefined) row('tshark', 'not installed; no comparison');
else if (tshark.status !== 0) throw new Error(`tshark: ${tshark.stderr}`);
else {
  row('tshark, fields of Modbus, S7 and CIP', `${digits(packets / seconds / 1e6)} M packets/s`, `${digits(seconds)} s`);
  row('ratio', `${digits(seconds / ours)} times faster (asked 20)`);
}
rmSync(folder, { recursive: true, force: true });

/** Copies differ in the second octet of every IPv4 address, so that no copy is a retransmission of another. */
function repeated(original: Buffer): { bytes: Buffer; packets: number } {
  const parts: Buffer[] = [original.subarray(0, 24)];
  let count = 0;
  for (let copy = 0; copy < copies; copy++) {
    const body = Buffer.from(original.subarray(24));
    for (let at = 0; at + 16 <= body.length; at += 16 + body.readUInt32LE(at + 8)) {
      count += 1;
      const ip = at + 16 + 14;
      if (body.readUInt16BE(at + 16 + 12) !== 0x0800) continue;
      body[ip + 13] = ((body[ip + 13] ?? 0) + copy) & 255;
      body[ip + 17] = ((body[ip + 17] ?? 0) + copy) & 255;
    }
    parts.push(body);
  }
  return { bytes: Buffer.concat(parts), packets: count };
}
