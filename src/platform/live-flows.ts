/** Opens growing logs, growing captures and standard input for reading as they come. */
import path from 'node:path';
import { listFlowFiles } from './flow-files.ts';
import { type FollowOptions, followFile } from './follow-file.ts';
import { followStream } from './follow-stream.ts';

export interface LiveFlow {
  /** As the user wrote it, relative to the working folder; `-` for standard input. */
  readonly name: string;
  /** One file after the other, as they are rotated; a stream is one file. */
  readonly open: () => AsyncIterable<AsyncIterable<Uint8Array>>;
}

/** The growing files that the arguments stand for. */
export function listLiveFlows(args: readonly string[], folder: string, options: FollowOptions): readonly LiveFlow[] {
  return listFlowFiles(args, folder).map(({ name }) => ({
    name,
    open: () => (name === '-' ? standardInput(options) : followFile(path.resolve(folder, name), name, options)),
  }));
}

async function* standardInput(options: FollowOptions): AsyncGenerator<AsyncIterable<Uint8Array>> {
  yield followStream(process.stdin, options);
  // Whoever writes to us would otherwise keep the process alive.
  process.stdin.destroy();
}
