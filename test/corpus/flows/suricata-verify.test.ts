/** Everything that Suricata's own regression tests (suricata-verify) expect of captures, held against what is read. */
import { expect, test } from 'vitest';
import { recordComparison } from '../../support/comparison-table.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import type { EveEvent } from '../../support/eve-truth.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { identityOfPath } from '../../support/read-identity.ts';
import { type SuricataExpectation, suricataExpectations } from '../../support/suricata-expectations.ts';
import { dnp3Operations, seeAsEve } from './eve-dnp3.ts';
import { differences } from './modbus-tally.ts';
import { tallyRead, tallySeen } from './operation-tally.ts';
import { readExpectation } from './suricata-readings.ts';
import { messageDifferences, notCompared } from './suricata-verify-differences.ts';

const oracle = 'suricata-verify';

describeCorpus("Suricata's regression tests", [], () => {
  const expectations = suricataExpectations();

  test.each([...expectations.keys()])('%s is as they expect it', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const facts = await identityOfPath(corpusPath(capture), 'ethernet-ip');
    const packets = readings[0]?.statistics.packets ?? 0;
    const compared = new Map<string, number>();
    const found: [name: string, ours: number, theirs: number][] = [];
    for (const expectation of expectations.get(capture) ?? []) {
      const read = readExpectation(expectation);
      if (read === null) continue;
      found.push([keyOf(expectation), read.count(conversations, facts), expectation.count]);
      compared.set(read.protocol, (compared.get(read.protocol) ?? 0) + Math.max(expectation.count, 1));
    }
    const events = (expectations.get(capture) ?? []).filter(isMessage).map(eventOf);
    const theirs = tallySeen(events.flatMap(dnp3Operations));
    const ours = events.length === 0 ? new Map<string, number>() : tallyRead(conversations, 'dnp3', seeAsEve);
    expect(differences(ours, theirs)).toEqual(messageDifferences[capture] ?? {});
    const messages = [...theirs.values()].reduce((sum, count) => sum + count, 0);
    if (messages > 0) compared.set('dnp3', (compared.get('dnp3') ?? 0) + messages);
    expect(found.filter(([, ours, theirs]) => ours !== theirs)).toEqual([]);
    expect(found.length + events.length).toBeGreaterThan(0);
    for (const [protocol, count] of compared) {
      const explained = protocol === 'dnp3' ? Object.keys(messageDifferences[capture] ?? {}).length : 0;
      recordComparison({ capture, protocol, oracle, packets, compared: count, equal: count, explained });
    }
  });

  test('nothing that they expect is left out without a reason', () => {
    const left = [...expectations.values()].flat().filter((each) => readExpectation(each) === null && !isMessage(each));
    expect(left.map(keyOf).sort()).toEqual(Object.keys(notCompared).sort());
  });
});

function keyOf({ test: name, name: expectation, count }: SuricataExpectation): string {
  return `${name} ${expectation} ${count}`;
}

/** A DNP3 message with its objects. */
function isMessage({ match }: SuricataExpectation): boolean {
  return match['event_type'] === 'dnp3' && match['dnp3.application.function_code'] !== undefined;
}

/** The fields of an expectation as the event that they were taken from. */
function eventOf({ match, count }: SuricataExpectation): EveEvent {
  expect(count).toBe(1);
  const event: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(match)) place(event, field.split(/[.[\]]+/).filter(Boolean), value);
  return event as unknown as EveEvent;
}

function place(into: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[step] = value;
    return;
  }
  into[step] ??= /^\d+$/.test(rest[0] ?? '') ? [] : {};
  place(into[step] as Record<string, unknown>, rest, value);
}
