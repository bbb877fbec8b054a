/** Chains of nft as lines of text, and the ones that every table of this project has. */
import { type DropAction, loggedBytes, writeLogPrefix } from '../../../model/boundary-drop.ts';
import { commentLine } from './provenance.ts';

/** A chain with its braces, and an empty line behind. */
export function chain(name: string, body: readonly string[]): readonly string[] {
  return [`chain ${name} {`, ...indent(body), '}', ''];
}

/** With a tab before each line that has something. */
export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `\t${line}`));
}

/** Names of interfaces as a rule compares with them. */
export function quoteNames(interfaces: readonly string[]): string {
  const quoted = interfaces.map((name) => `"${name}"`);
  return quoted.length === 1 ? quoted.join('') : `{ ${quoted.join(', ')} }`;
}

/**
 * A chain that logs, counts and drops. Each record is handed over at once: dumpcap reads one per wake-up, so that of
 * records in a batch it misses all others.
 */
export function refusal(name: string, action: DropAction, why: string, boundary: string): readonly string[] {
  const prefix = writeLogPrefix({ action, boundary });
  return [
    commentLine(why),
    ...chain(name, [
      `limit rate 50/second burst 100 packets log prefix "${prefix}" group 100 snaplen ${loggedBytes} queue-threshold 1`,
      `counter name ${action} drop`,
    ]),
  ];
}
