/** `nft` on a boundary's host: what it lists, loads and refuses. */
import { type Running, readRunning } from '../../exporters/nftables/running/running-table.ts';
import { routerShape, type TableShape } from '../../exporters/nftables/running/table-shape.ts';
import type { BoundaryHost, HostRun } from '../../platform/boundary-host/boundary-host.ts';
import { listHostRules } from '../../platform/boundary-host/list-host-rules.ts';
import { NftError } from '../../platform/nft/nft-error.ts';
import { PlatformError } from '../../platform/platform-error.ts';

/** What the kernel of a host has. */
export interface Kernel {
  /** The output of `nft --json list ruleset`. */
  readonly listing: string;
  readonly running: Running;
}

export async function listKernel(host: BoundaryHost, shape: TableShape = routerShape): Promise<Kernel> {
  const ran = await listHostRules(host, '--handle');
  if (ran.exitCode !== 0) throw refusal(host, 'the ruleset cannot be listed', ran);
  try {
    return { listing: ran.stdout, running: readRunning(ran.stdout, shape) };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new PlatformError('nft/json', `\`nft --json\` on ${host.name} wrote something that is no JSON`, { cause });
  }
}

/** Loads a transaction; `what` says what that does, for when it is refused. */
export async function loadText(host: BoundaryHost, what: string, text: string): Promise<void> {
  const ran = await host.run(['nft', '-f', '-'], text);
  if (ran.exitCode !== 0) throw refusal(host, what, ran);
}

/** Asks the kernel whether it would take a transaction; nothing changes. */
export async function checkText(host: BoundaryHost, what: string, text: string): Promise<void> {
  const ran = await host.run(['nft', '-c', '-f', '-'], text);
  if (ran.exitCode !== 0) throw refusal(host, what, ran);
}

/** Older versions were never tried, and some have no JSON. */
const oldest = [1, 0, 6];

/** Throws when `nft` is older than what this was tried with. */
export async function requireNft(host: BoundaryHost): Promise<void> {
  const { stdout } = await host.run(['nft', '--version']);
  const found = /v(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout);
  const version = found?.slice(1).map((part) => Number(part ?? 0)) ?? [];
  const place = oldest.findIndex((part, index) => (version[index] ?? 0) !== part);
  if (found !== null && (place === -1 || (version[place] ?? 0) > (oldest[place] ?? 0))) return;
  const name = found === null ? 'says no version' : `is ${found[0].slice(1)}`;
  throw new PlatformError(
    'nft/old',
    `nft on ${host.name} ${name}; ${oldest.join('.')} or newer is needed, so nothing was changed`,
  );
}

/** A refusal in words; without privileges every one reads alike. */
function refusal(host: BoundaryHost, what: string, { stderr }: HostRun): PlatformError {
  if (/Operation not permitted|you must be root/.test(stderr))
    return new PlatformError('nft/not-allowed', `${what}: \`nft\` on ${host.name} needs root or CAP_NET_ADMIN`);
  return new NftError(what, stderr);
}
