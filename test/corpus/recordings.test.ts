import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decoders } from '../../src/flows/protocols/registry.ts';
import { recordComparison } from '../support/comparison-table.ts';
import { readPaths } from '../support/read-conversations.ts';
import {
  askedRequests,
  capturePath,
  type RecordedRequests,
  readAsked,
  readRequests,
  recordingPaths,
  requestDifferences,
} from '../support/recordings.ts';
import { protocolsWithoutDecoder, recordingDifferences, recordingsNotRead } from './recording-differences.ts';

const decoded = new Set(decoders.map(({ protocol }) => protocol));
const protocolOf = (recording: string) => recording.split('/')[0] ?? '';

describe('recordings of our own', () => {
  test('a protocol that is recorded is decoded, or listed as not decoded yet', () => {
    const recorded = [...new Set(recordingPaths.map(protocolOf))];
    expect(recorded.filter((protocol) => !decoded.has(protocol))).toEqual(protocolsWithoutDecoder);
  });

  test('what is listed exists', () => {
    const listed = [...Object.keys(recordingsNotRead), ...Object.keys(recordingDifferences)];
    expect(listed.filter((recording) => !recordingPaths.includes(recording))).toEqual([]);
  });

  test.each(recordingPaths)('%s: the capture is small, whole, and has a log', async (recording) => {
    const log = readAsked(recording);
    expect(log.recording).toBe(recording);
    expect(log.asked.length).toBeGreaterThan(0);
    expect(readFileSync(capturePath(recording)).length).toBeLessThan(150_000);
    const { readings } = await readPaths([capturePath(recording)]);
    expect(readings.flatMap(({ problems }) => problems)).toEqual([]);
  });

  const read = recordingPaths.filter((recording) => decoded.has(protocolOf(recording)));

  test.each(read.filter((recording) => !(recording in recordingsNotRead)))(
    '%s: what is read is what the clients asked',
    async (recording) => {
      const log = readAsked(recording);
      const { conversations, readings } = await readPaths([capturePath(recording)]);
      const asked = askedRequests(log);
      const differences = requestDifferences(readRequests(log, conversations), asked);
      noteComparison(recording, asked, differences, readings[0]?.statistics.packets ?? 0);
      expect(differences).toEqual(recordingDifferences[recording] ?? {});
    },
  );

  test.each(Object.keys(recordingsNotRead))(
    '%s: nothing is read of it that anybody could be granted',
    async (recording) => {
      const { conversations } = await readPaths([capturePath(recording)]);
      const texts = [...readRequests(readAsked(recording), conversations).keys()];
      expect(texts.filter((text) => !text.includes(', unknown '))).toEqual([]);
    },
  );
});

/** The clients' own log is an oracle too. */
function noteComparison(
  recording: string,
  asked: RecordedRequests,
  differences: Readonly<Record<string, readonly [ours: string, theirs: string]>>,
  packets: number,
): void {
  const sum = (counts: readonly number[]): number => counts.reduce((total, each) => total + each, 0);
  const compared = sum([...asked.values()].map(timesIn));
  const differing = Object.values(differences);
  const equal = compared - sum(differing.map(([ours, theirs]) => Math.max(0, timesIn(theirs) - timesIn(ours))));
  const explained = sum(differing.map(([ours, theirs]) => Math.abs(timesIn(ours) - timesIn(theirs))));
  const about = { capture: recording, protocol: protocolOf(recording), oracle: 'own clients', packets };
  recordComparison({ ...about, compared, equal, explained });
}

/** How often, in a text that says it first. */
function timesIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0] ?? 0);
}
