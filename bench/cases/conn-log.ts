/** conn.log bytes to verdicts, cached, beside a plain `split` of the same log and the SDK called once per line. */

import { inputFor } from '../../src/evaluator/decide.ts';
import { createJudge } from '../../src/evaluator/judge.ts';
import { createResolver } from '../../src/evaluator/resolve.ts';
import { createAggregator } from '../../src/flows/aggregate.ts';
import { readFlows } from '../../src/flows/read-flows.ts';
import { compilePlant } from '../compiled-plant.ts';
import { addressOf, endsOf } from '../large-plant.ts';
import { cpuSeconds, digits, row } from '../measure.ts';

const lines = 2_000_000;
const pairs = 5000;
const sampled = 20_000;
const size = { zones: 100, conduits: 500, grants: 2, assets: 10 };
const { bundle, catalogue, policy } = await compilePlant(size);
const log = connLog(lines);
const bytes = Buffer.concat(log);
row('input', `${lines.toLocaleString('en-US')} lines, ${pairs} recurrent pairs, ${digits(bytes.length / 1e6)} MB`);

let conversations = 0;
const ours = await cpuSeconds(3, async () => {
  const judge = createJudge({ plan: bundle.plan, keyed: bundle.data.keyed, catalogue, policy });
  const context = { catalogue, scopeOf: () => 'large', bucketOf: judge.buckets.bucketOf, laterLogs: 'none' as const };
  const aggregator = createAggregator(context);
  await readFlows({ file: 'conn.log', chunks: chunksOf(bytes) }, context, aggregator);
  const found = aggregator.conversations();
  conversations = judge.judgeAll(found).length;
});

/** What a first version does: cut the line, resolve both addresses, ask the policy. */
const resolve = createResolver(bundle.plan);
const rows = (log[1] ?? Buffer.of()).toString().split('\n', sampled);
const perLine = await cpuSeconds(3, () => {
  for (const line of rows) {
    const fields = line.split('\t');
    const { source, destination } = resolve('large', fields[2] ?? '', fields[4] ?? '');
    const operation = { class: 'read' as const, code: '3', name: 'read_holding_registers' };
    policy.decide(
      inputFor({
        source,
        destination,
        protocol: 'modbus',
        transport: 'tcp',
        port: Number(fields[5]),
        operation,
        object: null,
        windows: [],
      }),
    );
  }
});

/** What a script does: cut every line and count the conversations. */
const split = await cpuSeconds(3, () => {
  const counts = new Map<string, number>();
  for (const piece of log)
    for (const line of piece.toString().split('\n')) {
      if (line.startsWith('#')) continue;
      const fields = line.split('\t');
      const key = `${fields[2]} ${fields[4]} ${fields[5]} ${fields[6]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
});
const oursMicros = (ours * 1e6) / lines;
const sdkMicros = (perLine * 1e6) / rows.length;
row(
  'bytes to verdicts',
  `${digits(oursMicros)} us per line`,
  `${digits(1 / oursMicros)} M lines/s`,
  `${conversations} conversations`,
);
row(
  'lines cut with split and counted, nothing judged',
  `${digits((split * 1e6) / lines)} us per line`,
  `${digits(lines / split / 1e6)} M lines/s`,
  `ratio ${digits(split / ours)}`,
);
row('the SDK per line', `${digits(sdkMicros)} us per line (${rows.length} lines)`);
row('ratio', `${digits(sdkMicros / oursMicros)} times faster (limit 20)`);

/** The log in pieces of a hundred thousand lines. */
function connLog(count: number): readonly Buffer[] {
  const names =
    'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state'.split(' ');
  const types = 'time string addr port addr port enum string interval count count string'.split(' ');
  const head = ['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'];
  const pieces = [
    Buffer.from(`${[...head, `#fields\t${names.join('\t')}`, `#types\t${types.join('\t')}`].join('\n')}\n`),
  ];
  for (let start = 0; start < count; start += 100_000) {
    const rows = Array.from({ length: Math.min(100_000, count - start) }, (_, index) => connRow(start + index));
    pieces.push(Buffer.from(`${rows.join('\n')}\n`));
  }
  return pieces;
}

function connRow(index: number): string {
  const pair = (index * 2654435761) % pairs;
  const [from, to] = endsOf(pair % size.conduits, size.zones);
  const time = (1_800_000_000 + index * 0.01).toFixed(6);
  const uid = `C${(index * 40503).toString(36).padStart(12, 'x')}`;
  const port = 32_768 + (index % 28_000);
  const target = addressOf(to, 2 + (Math.floor(pair / size.conduits) % 8));
  return `${time}\t${uid}\t${addressOf(from, pair % 2)}\t${port}\t${target}\t502\ttcp\tmodbus\t1.5\t1200\t3400\tSF`;
}

async function* chunksOf(all: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < all.length; at += 1024 * 1024) yield all.subarray(at, at + 1024 * 1024);
}
