import { expect, test } from 'vitest';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { createPlaceTrace } from '../../../src/flows/place-trace.ts';
import { readFlows } from '../../../src/flows/read-flows.ts';
import type { Conversation } from '../../../src/model/conversation.ts';
import { describeCorpus } from '../../support/corpus.ts';
import { conversationLine, readContents, testContext } from '../../support/read-conversations.ts';
import { type BaselineLog, baselineCaptures, baselineContent, baselineLogs } from '../../support/zeek-baseline.ts';
import { differences, type RequestTally, tally } from './modbus-tally.ts';
import { zeekTallies } from './zeek-tally.ts';

/** By code; an operation that is counted in two classes counts once. */
function countedCodes(conversations: readonly Conversation[]): RequestTally {
  const classes = Map.groupBy(conversations, ({ operation }) => operation?.code ?? '-');
  return tally(
    [...classes].map(([code, own]) => {
      const distinct = new Set(own.map(({ operation }) => operation?.class)).size;
      return [code, own.reduce((sum, { count }) => sum + count, 0) / distinct];
    }),
  );
}

/** Rows that were read without counting, refusing or answering anything, by why. */
async function leftRows(log: BaselineLog): Promise<RequestTally> {
  const { file, content } = baselineContent(log);
  const trace = createPlaceTrace(() => true);
  const context = { ...testContext, trace };
  const aggregator = createAggregator(context);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(String(content));
  }
  await readFlows({ file, chunks: chunks() }, context, aggregator);
  const places = trace.places(file, aggregator.conversationOf).filter(({ words }) => words !== header);
  expect(places.length).toBe(log.rows.length);
  return tally(places.filter(({ role }) => role === 'nothing').map(({ words }) => [words ?? '', 1]));
}

/** Rows of all logs of the corpus that ask for nothing. */
const explained = {
  'it answers a request, and asks for nothing itself': 1715,
  'it belongs to a log that shows no operations': 4086,
  'it is a later part of a message whose first part counts': 8,
  'it keeps a connection alive, and asks for nothing': 10,
  'it only carries others, which have rows of their own': 82,
  'it tells about a device, and asks for nothing': 9,
  'it tells more about something that another log counts': 3,
};

const header = 'it is a header line of the log, and no row';
/** Zeek's own logs, and those of another reader. */
const elsewhere = new Set([
  'conn',
  'modbus',
  'modbus_detailed',
  'modbus_mask_write_register',
  'modbus_read_write_multiple_registers',
  'tunnel',
]);

describeCorpus('Zeek logs of operations', [], () => {
  const logs = baselineCaptures()
    .flatMap((capture) => baselineLogs(capture).map((log) => ({ capture, log })))
    .filter(({ log }) => !elsewhere.has(log.path));

  test('count what an independent tally of their rows counts', async () => {
    let rows = 0;
    for (const { capture, log } of logs) {
      const expected = zeekTallies[log.path]?.(log.rows) ?? new Map();
      const { conversations, readings } = await readContents([baselineContent(log)]);
      expect([capture, log.path, readings.flatMap(({ problems }) => problems)]).toEqual([capture, log.path, []]);
      const found = differences(countedCodes(conversations), expected);
      expect([capture, log.path, found]).toEqual([capture, log.path, {}]);
      rows += zeekTallies[log.path] === undefined ? 0 : log.rows.length;
    }
    expect(rows).toBeGreaterThan(20_000);
  });

  test('leave no row without saying why', async () => {
    const reasons = new Map<string, number>();
    for (const { log } of logs)
      for (const [why, count] of await leftRows(log)) reasons.set(why, (reasons.get(why) ?? 0) + count);
    expect(Object.fromEntries(reasons)).toEqual(explained);
  });

  test('of one capture are counted once, in any order', async () => {
    for (const capture of baselineCaptures()) {
      const own = logs
        .filter((each) => each.capture === capture && zeekTallies[each.log.path] !== undefined)
        .map(({ log }) => baselineContent(log));
      const { conversations } = await readContents(own);
      const turned = await readContents([...own].reverse());
      expect(turned.conversations.map(conversationLine)).toEqual(conversations.map(conversationLine));
    }
  });
});
