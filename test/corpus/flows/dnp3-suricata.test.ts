import { expect, test } from 'vitest';
import { dnp3Table } from '../../../src/flows/protocols/dnp3/dnp3-tables.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { type EveEvent, eveEvents } from '../../support/eve-truth.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { dnp3Captures, suricataDifferences } from './dnp3-differences.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';
import { codeOf } from './tshark-dnp3.ts';

describeCorpus('DNP3 against Suricata', [], () => {
  test.each(dnp3Captures)('counts every request and report of %s, object by object', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const packets = readings[0]?.statistics.packets ?? 0;
    const theirs = tallySeen(eveEvents(capture).flatMap(operationsOf));
    // Suricata logs no confirmations and no link frames without data.
    const ours = tallyRead(conversations, 'dnp3', (operation) =>
      /^(?:0|[ps]\d+)$/.test(operation.code) ? null : operation,
    );
    expect(theirs.size).toBeGreaterThan(0);
    const found = compareTallies({ capture, protocol: 'dnp3', oracle: 'suricata', packets }, ours, theirs);
    expect(found).toEqual(suricataDifferences[capture] ?? {});
  });
});

function operationsOf(event: EveEvent): SeenOperation[] {
  const message = event.dnp3;
  if (event.event_type !== 'dnp3' || message === undefined || message.application.function_code === 129) return [];
  const isRequest = message.type === 'request';
  const code = String(message.application.function_code);
  const base = { source: event.src_ip, destination: event.dest_ip, unit: isRequest ? message.dst : message.src };
  const objects = message.application.objects ?? [];
  if (objects.length === 0) return [{ ...base, code }];
  return objects.flatMap((object): SeenOperation[] => {
    const { group, prefix_code: prefix, range_code: range, start, stop, points = [] } = object;
    const operation = { ...base, code: codeOf(code, group), table: dnp3Table(group) };
    if (prefix >= 1 && prefix <= 3) return points.map(({ prefix: first }) => ({ ...operation, first, count: 1 }));
    return [range < 3 ? { ...operation, first: start, count: stop - start + 1 } : operation];
  });
}
