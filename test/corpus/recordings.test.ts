import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decoders } from '../../src/flows/protocols/registry.ts';
import { readPaths } from '../support/read-conversations.ts';
import {
  askedRequests,
  capturePath,
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
      const { conversations } = await readPaths([capturePath(recording)]);
      const differences = requestDifferences(readRequests(log, conversations), askedRequests(log));
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
