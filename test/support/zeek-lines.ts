/** Reads hand-made Zeek logs of one run and answers what is counted, in lines. */
import type { FlowContext } from '../../src/flows/flow-context.ts';
import { conversationLine, readContents } from './read-conversations.ts';

/** The conversations of some logs, without the ends that all rows of `commonRow` share. */
export async function readZeekLines(
  logs: readonly string[],
  overrides: Partial<FlowContext> = {},
): Promise<readonly string[]> {
  const contents = logs.map((content, index) => ({ file: `${index}.log`, content }));
  const { conversations, readings } = await readContents(contents, overrides);
  const problems = readings.flatMap((reading) => reading.problems.map(({ reason }) => `problem: ${reason}`));
  return [
    ...conversations.map((each) => conversationLine(each).replace(/^plant 10\.0\.0\.1 -> 10\.0\.0\.2 /, '')),
    ...problems,
  ];
}

/** What some logs tell about devices: address, unit, protocol, field, value and how often. */
export async function readZeekFacts(logs: readonly string[]): Promise<readonly string[]> {
  const { devices } = await readContents(logs.map((content, index) => ({ file: `${index}.log`, content })));
  return devices.flatMap(({ address, unit, facts }) =>
    facts
      .filter(({ field }) => field !== 'mac-vendor')
      .map(
        ({ protocol, field, value, count }) =>
          `${address}${unit === null ? '' : ` unit ${unit}`}, ${protocol}, ${field} ${value}, x${count}`,
      ),
  );
}
