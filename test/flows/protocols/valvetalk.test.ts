/** The decoder of docs/adding-a-protocol.md is what stands there, compiles, and reads its protocol. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalogue } from '../../../src/compiler/catalogue/parse-catalogue.ts';
import { createAggregator } from '../../../src/flows/aggregate.ts';
import { absent, unconditional } from '../../../src/flows/observation-sink.ts';
import type { OperationOutput, PeerOutput } from '../../../src/flows/protocols/decoder.ts';
import { createOperationLookup } from '../../../src/flows/protocols/operation-index.ts';
import { conversationLine, testContext } from '../../support/read-conversations.ts';
import { valvetalkDecoder } from './valvetalk.ts';

const guide = readFileSync(new URL('../../../docs/adding-a-protocol.md', import.meta.url), 'utf8');
const entry = /```yaml\n(# Valve[\s\S]*?)```/.exec(guide)?.[1] ?? '';
const { catalogue } = parseCatalogue([{ path: 'zones/protocols/valvetalk.yaml', text: entry }]);

test('the documentation shows the decoder that is tested here', () => {
  const code = readFileSync(new URL('valvetalk.ts', import.meta.url), 'utf8').replaceAll('../../../src/flows/', '../');
  expect(guide).toContain(
    `<!-- test/flows/protocols/valvetalk.ts -->\n\`\`\`ts\n${code.replaceAll('../protocols/', './')}\`\`\`\n`,
  );
});

/** Feeds messages to the decoder; answers what it counts, with the number of messages that were none. */
function read(messages: readonly (readonly [from: 'client' | 'server', bytes: readonly number[]])[]) {
  const aggregator = createAggregator({ ...testContext, catalogue });
  const ends = {
    scope: null,
    source: '10.0.0.1',
    destination: '10.0.0.2',
    transport: 'tcp',
    port: 7711,
    protocol: 'valvetalk',
  } as const;
  const channel = aggregator.channel(ends);
  let unreadable = 0;
  const observe = (...key: Parameters<OperationOutput['operation']>): number => {
    const slot = aggregator.slot(channel, ...key, 0, unconditional);
    aggregator.observe(slot, 1);
    return slot;
  };
  const peer: PeerOutput = {
    operation: observe,
    concealed: () => observe(aggregator.operation(null), absent, aggregator.table(null), absent, absent, 2),
    refuse: aggregator.refuse,
    answered: () => {},
    answersElsewhere: () => {},
    unreadable: () => unreadable++,
    identify: () => {},
    toGroup: false,
  };
  const output: OperationOutput = {
    ...peer,
    turnAround: () => false,
    become: () => {},
    opened: (operation) => observe(operation, absent, aggregator.table(null), absent, absent, 0),
    reverse: peer,
  };
  const lookup = createOperationLookup(catalogue, 'valvetalk', aggregator);
  const dialogue = valvetalkDecoder.prepare(lookup, aggregator.table, () => lookup)(output);
  for (const [from, bytes] of messages) dialogue[from](Uint8Array.from(bytes), 0, bytes.length);
  const lines = aggregator.conversations().map((each) => conversationLine(each).replace(/^.*valvetalk, /, ''));
  return { lines, unreadable };
}

test.each([
  ['a position that is read', [['client', [0x56, 4, 7, 2, 0, 9]]], ['read 2, unit 7 position 9+1, x1']],
  [
    'a swap reads and writes',
    [['client', [0x56, 4, 7, 5, 0, 9]]],
    ['read 5, unit 7 position 9+1, x1', 'write 5, unit 7 position 9+1, x1'],
  ],
  ['a mode', [['client', [0x56, 3, 7, 4, 1]]], ['control 4.1, unit 7, x1']],
  ['the mode that waits for an image', [['client', [0x56, 3, 7, 4, 9]]], ['firmware 4.9, unit 7, x1']],
  [
    'a write that is refused',
    [
      ['client', [0x56, 4, 7, 3, 0, 9]],
      ['server', [0x56, 3, 7, 0x83, 1]],
    ],
    ['write 3, unit 7 position 9+1, x1, refused 1'],
  ],
  [
    'two messages in one segment',
    [['client', [0x56, 2, 7, 1, 0x56, 3, 7, 4, 1]]],
    ['session 1, unit 7, x1', 'control 4.1, unit 7, x1'],
  ],
] as const)('%s', (_, messages, lines) => {
  expect(read(messages)).toEqual({ lines, unreadable: 0 });
});

test('what is no message counts once, and the next message is found', () => {
  expect(read([['client', [1, 2, 3, 0x56, 2, 7, 1]]])).toEqual({ lines: ['session 1, unit 7, x1'], unreadable: 1 });
});

test.each([
  [[0x56], 'more'],
  [[0x56, 2, 7, 1], 'client'],
  [[0x56, 3, 7, 0x81, 0], 'server'],
  [[0x57, 2, 7, 1], 'no'],
] as const)('%j is recognised as %s', (bytes, expected) => {
  expect(valvetalkDecoder.probe(Uint8Array.from(bytes), 0, bytes.length)).toBe(expected);
});
