import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { capturePath, recordingPaths } from '../../support/recordings.ts';
import { opcUaCaptures } from './opc-ua-captures.ts';
import { compareTallies, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectOpcUa, seenInOpcUa } from './tshark-opc-ua.ts';

/** Path on disk and port of the server. */
const files: readonly (readonly [capture: string, path: string, port: number])[] = [
  ...Object.entries(opcUaCaptures).map(([capture, port]) => [capture, corpusPath(capture), port] as const),
  ...recordingPaths
    .filter((recording) => recording.startsWith('opc-ua/'))
    .map((recording) => [`recordings/${recording}`, capturePath(recording), 4840] as const),
];

describeCorpus('OPC UA against Wireshark', ['tshark'], () => {
  test.each(files)('counts every request of %s, node by node', async (capture, path, port) => {
    const { conversations, readings } = await readPaths([path]);
    const { asked, refused, concealed } = seenInOpcUa(dissectOpcUa(path, port));
    expect(asked.length).toBeGreaterThan(5);
    const packets = readings[0]?.statistics.packets ?? 0;
    const about = { capture, protocol: 'opc-ua', oracle: 'tshark', packets };
    expect(compareTallies(about, tallyRead(conversations, 'opc-ua'), tallySeen(asked))).toEqual({});
    const own = conversations.filter(
      ({ protocol, operation }) => protocol === 'opc-ua' && operation?.code !== 'connect',
    );
    expect(own.reduce((sum, each) => sum + each.refused, 0)).toBe(refused);
    const hidden = own.filter(({ operation }) => operation === null);
    expect(hidden.reduce((sum, each) => sum + each.count, 0)).toBe(concealed);
  });
});
