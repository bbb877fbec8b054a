/** Reads what the kernel of a boundary says of itself, without changing anything there. */
import type { BoundaryState, InterfaceState, LegacyFilter } from '../../model/boundary-state.ts';
import { PlatformError } from '../platform-error.ts';
import { NftError } from './nft-error.ts';
import { isRecord, readString } from './read-json.ts';
import { isUnavailable, type NftRun, runNft, type Unavailable } from './run-nft.ts';

/** Runs a command where the boundary is. */
export type RunOnBoundary = (command: string, args: readonly string[]) => Promise<NftRun | Unavailable>;

/** Runs it on this host, in the network namespace of this process. */
const runHere: RunOnBoundary = (command, args) => runNft(command, args, null, {});

/** Reads the state of a boundary with some interfaces. Throws a `PlatformError` when it cannot be read. */
export async function readBoundaryState(
  interfaces: readonly string[],
  run: RunOnBoundary = runHere,
): Promise<BoundaryState> {
  const listing = await mustRun(run, 'nft', ['--json', 'list', 'ruleset']);
  const words = await mustRun(run, 'nft', ['--stateless', '--terse', '--handle', 'list', 'ruleset']);
  const files = await readFiles(run, interfaces);
  return {
    listing,
    words,
    forwarding: forwardingOf(files, interfaces),
    legacy: await readLegacy(run, files),
    interfaces: await readInterfaces(run, interfaces),
  };
}

async function mustRun(run: RunOnBoundary, command: string, args: readonly string[]): Promise<string> {
  const answer = await run(command, args);
  if (isUnavailable(answer))
    throw new PlatformError('nft/unavailable', `the boundary cannot be read: ${answer.reason}`);
  if (answer.exitCode === 0) return answer.stdout;
  if (/you must be root|Operation not permitted|Permission denied/.test(answer.stderr))
    throw new PlatformError(
      'nft/privileges',
      'the boundary cannot be read: listing its rules needs the capability CAP_NET_ADMIN; run this as root',
    );
  throw new NftError(`\`${command} ${args.join(' ')}\` failed`, answer.stderr);
}

type Files = ReadonlyMap<string, readonly string[]>;

const allForwarding4 = '/proc/sys/net/ipv4/ip_forward';
const allForwarding6 = '/proc/sys/net/ipv6/conf/all/forwarding';
const legacyTables = '/proc/net/ip_tables_names';
const legacyTables6 = '/proc/net/ip6_tables_names';

/** Files that may be missing: a kernel without IPv6 or without the older packet filter. */
async function readFiles(run: RunOnBoundary, interfaces: readonly string[]): Promise<Files> {
  const own = interfaces.map(forwardingFile);
  const files = [allForwarding4, allForwarding6, legacyTables, legacyTables6, ...own];
  const answer = await run('grep', ['-sH', '', ...files]);
  const lines = isUnavailable(answer) ? [] : answer.stdout.split('\n');
  const result = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const file = line.slice(0, colon);
    if (colon > 0) result.set(file, [...(result.get(file) ?? []), line.slice(colon + 1)]);
  }
  if (!result.has(allForwarding4))
    throw new PlatformError('boundary/unreadable', `the boundary cannot be read: ${allForwarding4} is missing`);
  return result;
}

function forwardingFile(name: string): string {
  return `/proc/sys/net/ipv4/conf/${name}/forwarding`;
}

/** IPv4 is forwarded by the setting of the interface that a packet comes in by, IPv6 by that of the host. */
function forwardingOf(files: Files, interfaces: readonly string[]): BoundaryState['forwarding'] {
  const isOn = (file: string): boolean => files.get(file)?.[0] !== undefined && files.get(file)?.[0] !== '0';
  return {
    ipv4: isOn(allForwarding4) || interfaces.some((name) => isOn(forwardingFile(name))),
    ipv6: isOn(allForwarding6),
  };
}

async function readLegacy(run: RunOnBoundary, files: Files): Promise<readonly LegacyFilter[]> {
  const filters = [
    ['iptables-legacy', legacyTables],
    ['ip6tables-legacy', legacyTables6],
  ] as const;
  const result: LegacyFilter[] = [];
  for (const [program, file] of filters) {
    const tables = (files.get(file) ?? []).filter((line) => line !== '');
    if (tables.length === 0) continue;
    const answer = await run(`${program}-save`, []);
    const rules = isUnavailable(answer) || answer.exitCode !== 0 ? null : answer.stdout;
    result.push({ program, tables, rules });
  }
  return result;
}

/** Nothing is said of interfaces where `ip` is missing. */
async function readInterfaces(run: RunOnBoundary, names: readonly string[]): Promise<readonly InterfaceState[]> {
  const answer = await run('ip', ['-json', '-details', 'link', 'show']);
  const links = isUnavailable(answer) || answer.exitCode !== 0 ? null : parseLinks(answer.stdout);
  return names.map((name): InterfaceState => {
    const link = links?.get(name);
    if (links === null || link === undefined) return { name, present: links === null, isBridge: false, bridge: null };
    const info = isRecord(link['linkinfo']) ? link['linkinfo'] : {};
    const isPort = readString(info, 'info_slave_kind') === 'bridge';
    return {
      name,
      present: true,
      isBridge: readString(info, 'info_kind') === 'bridge',
      bridge: isPort ? readString(link, 'master') : null,
    };
  });
}

function parseLinks(text: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null {
  try {
    const json: unknown = JSON.parse(text);
    const links = Array.isArray(json) ? json.filter(isRecord) : [];
    return new Map(links.map((link) => [readString(link, 'ifname') ?? '', link]));
  } catch {
    return null;
  }
}
