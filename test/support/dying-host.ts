/** A host whose user is killed in the middle of a command: from some call on, nothing is done any more. */
import type { BoundaryHost } from '../../src/platform/boundary-host/boundary-host.ts';

/** What whoever is killed would see, if it saw anything. */
export class Killed extends Error {}

export interface DyingHost {
  readonly host: BoundaryHost;
  /** The calls that were begun: `writes` can be interrupted in the middle. */
  readonly calls: () => readonly ('writes' | 'whole')[];
}

/**
 * Dies once call number `last` is done; with `half`, in the middle of it where it writes a file. Number 0 is before the first
 * call. Infinity never dies.
 */
export function dyingHost(host: BoundaryHost, last: number, end: 'done' | 'half'): DyingHost {
  const calls: ('writes' | 'whole')[] = [];
  const live = async <T>(act: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    if (calls.length >= last) throw new Killed();
    calls.push(half === undefined ? 'whole' : 'writes');
    if (calls.length < last) return act();
    await (end === 'half' && half !== undefined ? half() : act());
    throw new Killed();
  };
  return {
    calls: () => calls,
    host: {
      name: host.name,
      run: (words, input) => live(() => host.run(words, input)),
      read: (file) => live(() => host.read(file)),
      makeFolder: (folder) => live(() => host.makeFolder(folder)),
      write: (file, text) =>
        live(
          () => host.write(file, text),
          () => host.append(`${file}.partial`, text.slice(0, text.length / 2)),
        ),
      append: (file, text) =>
        live(
          () => host.append(file, text),
          () => host.append(file, text.slice(0, text.length / 2)),
        ),
      move: (from, to) => live(() => host.move(from, to)),
      remove: (file) => live(() => host.remove(file)),
      // The real lock ends with its process; here it is given back.
      lock: (file) => host.lock(file),
    },
  };
}
