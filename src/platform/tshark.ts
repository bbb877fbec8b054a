/** Runs `tshark` on a capture: argument arrays and no shell, no names looked up, no settings of the user. */
import { execa } from 'execa';
import { PlatformError } from './platform-error.ts';

/** What to ask for. */
export interface TsharkQuery {
  /** Display filter. */
  readonly filter: string;
  /** Field names, one column each. */
  readonly fields: readonly string[];
  /** Between several values of one field. */
  readonly separator: string;
}

/** A capture that ends inside a packet is read up to there. */
const cutShort = 2;

/** A line of tab-separated values for each frame that the filter takes. Throws when tshark cannot be run or gives up. */
export async function* runTshark(file: string, { filter, fields, separator }: TsharkQuery): AsyncGenerator<string> {
  const output = ['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', `aggregator=${separator}`];
  const columns = fields.flatMap((field) => ['-e', field]);
  const run = execa('tshark', ['-n', '-r', file, '-Y', filter, ...output, ...columns], {
    stdin: 'ignore',
    buffer: { stdout: false, stderr: true },
    reject: false,
    maxBuffer: 1_000_000,
    env: { LC_ALL: 'C', TZ: 'UTC', WIRESHARK_CONFIG_DIR: '/nonexistent' },
  });
  yield* run;
  const { exitCode, code, stderr } = await run;
  if (exitCode === 0 || (exitCode === cutShort && /cut short/.test(stderr))) return;
  if (code === 'ENOENT')
    throw new PlatformError('usage', '--decoder tshark: `tshark` is not installed; leave the flag out');
  const [reason = 'it said nothing'] = stderr.split('\n').filter((line) => /^tshark:/.test(line));
  throw new PlatformError('tshark/failed', `tshark could not read ${file}: ${reason.replace(/^tshark: /, '')}`);
}
