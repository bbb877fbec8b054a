/** Reads what the kernel of a boundary says of itself, and what its next boot loads, without changing anything there. */
import type { BoundaryState, InterfaceState, LegacyFilter } from '../../model/boundary-state.ts';
import { NftError } from '../nft/nft-error.ts';
import { isRecord, readString } from '../nft/read-json.ts';
import { PlatformError } from '../platform-error.ts';
import type { BoundaryHost, HostRun } from './boundary-host.ts';
import { listHostRules } from './list-host-rules.ts';

/** Reads the state of a boundary with some interfaces. Throws a `PlatformError` when it cannot be read. */
export async function readBoundaryState(
  host: BoundaryHost,
  interfaces: readonly string[],
  bootFile: string,
): Promise<BoundaryState> {
  const listing = listed(host, await listHostRules(host));
  const words = listed(host, await host.run(['nft', '--stateless', '--terse', '--handle', 'list', 'ruleset']));
  const files = await readFiles(host, interfaces);
  const boot = await host.read(bootFile);
  return {
    listing,
    words,
    forwarding: forwardingOf(files, interfaces),
    legacy: await readLegacy(host, files),
    interfaces: await readInterfaces(host, interfaces),
    boot: boot === null ? null : { file: bootFile, text: new TextDecoder().decode(boot) },
  };
}

function listed(host: BoundaryHost, { exitCode, stdout, stderr }: HostRun): string {
  if (exitCode === 0) return stdout;
  if (/you must be root|Operation not permitted|Permission denied/.test(stderr))
    throw new PlatformError(
      'nft/not-allowed',
      `the rules on ${host.name} cannot be listed: \`nft\` there needs root or CAP_NET_ADMIN; run this as root`,
    );
  throw new NftError(`the rules on ${host.name} cannot be listed`, stderr);
}

type Files = ReadonlyMap<string, readonly string[]>;

const allForwarding4 = '/proc/sys/net/ipv4/ip_forward';
const allForwarding6 = '/proc/sys/net/ipv6/conf/all/forwarding';
const legacyTables = '/proc/net/ip_tables_names';
const legacyTables6 = '/proc/net/ip6_tables_names';

/** Files that may be missing: a kernel without IPv6 or without the older packet filter. */
async function readFiles(host: BoundaryHost, interfaces: readonly string[]): Promise<Files> {
  const files = [allForwarding4, allForwarding6, legacyTables, legacyTables6, ...interfaces.map(forwardingFile)];
  const { stdout } = await host.run(['grep', '-sH', '', ...files]);
  const result = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const colon = line.indexOf(':');
    const file = line.slice(0, colon);
    if (colon > 0) result.set(file, [...(result.get(file) ?? []), line.slice(colon + 1)]);
  }
  if (!result.has(allForwarding4))
    throw new PlatformError('boundary/unreadable', `${host.name} cannot be read: ${allForwarding4} is missing`);
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

async function readLegacy(host: BoundaryHost, files: Files): Promise<readonly LegacyFilter[]> {
  const filters = [
    ['iptables-legacy', legacyTables],
    ['ip6tables-legacy', legacyTables6],
  ] as const;
  const result: LegacyFilter[] = [];
  for (const [program, file] of filters) {
    const tables = (files.get(file) ?? []).filter((line) => line !== '');
    if (tables.length > 0) result.push({ program, tables, rules: await outputOf(host, [`${program}-save`]) });
  }
  return result;
}

/** Nothing is said of interfaces where `ip` is missing. */
async function readInterfaces(host: BoundaryHost, names: readonly string[]): Promise<readonly InterfaceState[]> {
  const text = await outputOf(host, ['ip', '-json', '-details', 'link', 'show']);
  const links = text === null ? null : parseLinks(text);
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

/** What a program prints, null when it is missing or fails. */
async function outputOf(host: BoundaryHost, words: readonly string[]): Promise<string | null> {
  try {
    const { exitCode, stdout } = await host.run(words);
    return exitCode === 0 ? stdout : null;
  } catch (cause) {
    if (cause instanceof PlatformError && cause.code === 'host/no-program') return null;
    throw cause;
  }
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
