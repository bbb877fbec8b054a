/** A change tried in network namespaces of the boundary's host that exist only for that. */
import type { BoundaryHost } from '../../platform/boundary-host/boundary-host.ts';
import { NftError } from '../../platform/nft/nft-error.ts';
import { PlatformError } from '../../platform/platform-error.ts';

export type Rehearsal =
  /** What the kernel lists once the change is loaded. */
  | { readonly status: 'done'; readonly listing: string }
  /** The host cannot do it, which says nothing about the change. */
  | { readonly status: 'unavailable'; readonly reason: string };

/**
 * Loads a file that is meant for the next boot, and in another namespace a copy of the table with the change. Throws an
 * `NftError` for what `nft` or the kernel refuses.
 */
export async function rehearse(host: BoundaryHost, file: string, change: string): Promise<Rehearsal> {
  const boot = await inNamespace(host, ['nft', '-f', '-'], file, 'the exported file is refused');
  if (boot.status === 'unavailable') return boot;
  return inNamespace(host, ['sh', '-c', loadAndList], change, 'the change is refused in a copy of what runs');
}

const loadAndList = 'nft -f - && exec nft --json --handle list ruleset';

async function inNamespace(
  host: BoundaryHost,
  words: readonly string[],
  input: string,
  what: string,
): Promise<Rehearsal> {
  try {
    const isRoot = (await host.run(['id', '-u'])).stdout.trim() === '0';
    const namespace = isRoot ? ['--net'] : ['--map-root-user', '--net'];
    const { exitCode, stdout, stderr } = await host.run(['unshare', ...namespace, '--', ...words], input);
    if (exitCode === 0) return { status: 'done', listing: stdout };
    const obstacle = /^unshare: (.*)$/m.exec(stderr)?.[1];
    if (obstacle !== undefined) return { status: 'unavailable', reason: obstacle };
    // In a user namespace the kernel bounds a transaction by `net.core.wmem_max`.
    if (/Message too long/.test(stderr)) return { status: 'unavailable', reason: 'a ruleset of this size needs root' };
    throw new NftError(what, stderr);
  } catch (cause) {
    if (cause instanceof PlatformError && cause.code === 'host/no-program')
      return { status: 'unavailable', reason: cause.message };
    throw cause;
  }
}
