/** Sessions in the kernel of a boundary: what is open there, opened and closed by `nft`. */
import { boundaryWord } from '../../exporters/nft/write/policy-name.ts';
import type { Running } from '../../exporters/nftables/running/running-table.ts';
import {
  closeAllCommand,
  closeSessionCommand,
  openSessionCommand,
  readSessionElements,
  type SessionElements,
} from '../../exporters/nftables/running/session-elements.ts';
import type { BoundaryHost } from '../../platform/boundary-host/boundary-host.ts';
import { NftError } from '../../platform/nft/nft-error.ts';
import { listKernel, loadText } from '../boundary/host-nft.ts';

/** What a kernel has. */
export interface KernelSessions extends SessionElements {
  readonly running: Running;
}

export async function listKernelSessions(host: BoundaryHost): Promise<KernelSessions> {
  const { listing, running } = await listKernel(host);
  return { running, ...readSessionElements(listing) };
}

/** Opens a session for some seconds. Throws when it is open already. */
export async function openInKernel(
  host: BoundaryHost,
  window: string,
  seconds: number,
  comment: string,
): Promise<void> {
  await loadText(host, 'the session cannot be opened', openSessionCommand(window, seconds, comment));
}

/** Closes a session, or all of them; false when there was nothing to close. */
export async function closeInKernel(host: BoundaryHost, window: string | 'all'): Promise<boolean> {
  try {
    const command = window === 'all' ? closeAllCommand : closeSessionCommand(window);
    await loadText(host, 'the session cannot be closed', command);
    return true;
  } catch (cause) {
    if (
      cause instanceof NftError &&
      cause.problems.some(({ message }) => message.includes('No such file or directory'))
    )
      return false;
    throw cause;
  }
}

/** The boundary whose policy runs, as a word; null where none says its name. */
export function runningBoundary({ running }: KernelSessions): string | null {
  if (running.kind !== 'table') return null;
  const { confirmed, trial } = running;
  return (trial?.policy ?? confirmed.policy)?.boundary ?? null;
}

/** Whether the policy that runs is that of a boundary; one without a name may be. */
export function runsHere(kernel: KernelSessions, boundary: string): boolean {
  const word = runningBoundary(kernel);
  return kernel.running.kind !== 'absent' && (word === null || word === boundaryWord(boundary));
}
