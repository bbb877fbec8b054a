/** The rules of a boundary's host as JSON, whatever flags its tables have. */
import { isRecord } from '../nft/read-json.ts';
import type { BoundaryHost, HostRun } from './boundary-host.ts';

/**
 * What `nft --json list ruleset` prints. nft 1.0.6 takes the flags of a table for the place of a text, and what it finds there
 * ends the listing or not, by chance; each table is then listed by itself, and of one with flags no more is known.
 */
export async function listHostRules(host: BoundaryHost, ...options: readonly string[]): Promise<HostRun> {
  const list = (...what: readonly string[]): Promise<HostRun> =>
    host.run(['nft', '--json', ...options, 'list', ...what]);
  const whole = await list('ruleset');
  if (!brokenOff.test(whole.stdout)) return whole;
  const { stdout: tables } = await host.run(['nft', 'list', 'tables']);
  const objects: unknown[] = [];
  for (const [, family = '', name = ''] of tables.matchAll(/^table (\S+) (\S+)$/gm)) {
    const { stdout } = await list('table', family, name);
    const own = objectsIn(stdout) ?? (brokenOff.test(stdout) ? [{ table: { family, name, flags: 'unknown' } }] : null);
    if (own === null) return whole;
    objects.push(...own.filter((each) => objects.length === 0 || !isRecord(each) || each['metainfo'] === undefined));
  }
  return { ...whole, stdout: JSON.stringify({ nftables: objects }) };
}

const brokenOff = /"flags": \s*$/;

function objectsIn(text: string): readonly unknown[] | null {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) && Array.isArray(json['nftables']) ? json['nftables'] : null;
  } catch {
    return null;
  }
}
