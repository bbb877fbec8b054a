/** A boundary on its host: which host, which files, and whoever asks. */

import path from 'node:path';
import type { TableShape } from '../../exporters/nftables/running/table-shape.ts';
import type { Operator } from '../../model/apply-log.ts';
import type { BoundaryHost } from '../../platform/boundary-host/boundary-host.ts';
import { openLocalHost } from '../../platform/boundary-host/local-host.ts';
import { openSshHost } from '../../platform/boundary-host/ssh-host.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { operatorOf } from '../../platform/operator.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { CliContext } from '../context.ts';

export interface BoundaryFlags {
  readonly boundary: string;
  readonly host?: string;
  readonly state?: string;
}

export interface Boundary {
  readonly id: string;
  /** Of the table that its policy runs in. */
  readonly shape: TableShape;
  readonly host: BoundaryHost;
  readonly files: StateFiles;
  readonly by: Operator;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** What is kept on the host, by absolute paths. */
export interface StateFiles {
  readonly folder: string;
  /** What the next boot loads: always a confirmed policy. */
  readonly boot: string;
  /** What will be that once it is confirmed. */
  readonly candidate: string;
  readonly log: string;
  readonly lock: string;
}

/** Where boundaries keep their state, each in a folder of its own. */
const stateFolder = '/var/lib/zonewright';

export function openBoundary(
  context: CliContext,
  { boundary, host, state }: BoundaryFlags,
  shape: TableShape,
): Boundary {
  // The id becomes a part of paths, also where no plant has been read.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(boundary))
    throw new PlatformError('usage', `${JSON.stringify(boundary)} is no id of a boundary`);
  return {
    id: boundary,
    shape,
    host: host === undefined ? openLocalHost() : openSshHost(host),
    files: stateFiles(boundary, folderOf(context, boundary, host, state)),
    by: operatorOf(context.process.env),
    now: () => nowSeconds(context.process.env),
  };
}

/** Names of the files of a boundary in its folder. */
export function stateFiles(boundary: string, folder: string): StateFiles {
  const at = (name: string): string => path.posix.join(folder, name);
  return {
    folder,
    boot: at(`${boundary}.nft`),
    candidate: at(`${boundary}.candidate.nft`),
    log: at('apply.ndjson'),
    lock: at('lock'),
  };
}

function folderOf({ cwd }: CliContext, boundary: string, host: string | undefined, state: string | undefined): string {
  if (state === undefined) return path.posix.join(stateFolder, boundary);
  if (host === undefined) return path.resolve(cwd, state);
  if (!state.startsWith('/')) throw new PlatformError('usage', '--state on another host must be an absolute path');
  return state;
}

/** Runs something while nobody else changes the boundary. */
export async function withLock<T>({ host, files, id }: Boundary, act: () => Promise<T>): Promise<T> {
  await host.makeFolder(files.folder);
  let unlock: () => Promise<void>;
  try {
    unlock = await host.lock(files.lock);
  } catch (cause) {
    if (!(cause instanceof PlatformError) || cause.code !== 'file/locked') throw cause;
    throw new PlatformError(
      'boundary/busy',
      `another command is changing ${id} on ${host.name}; wait until it is done`,
      {
        cause,
      },
    );
  }
  try {
    return await act();
  } finally {
    await unlock();
  }
}
