/** Questions to `tun-pump.pl` and its answers, in their order: a letter, a length in 32 bits and a body. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PlatformError } from '../platform-error.ts';

/** What the pump can be asked; its head says what each means. */
export type PumpQuestion = 'S' | 'T' | 'F' | 'C';

export interface PumpPipe {
  /** What the pump says once its interfaces are there. */
  readonly opened: Promise<Uint8Array>;
  readonly ask: (what: PumpQuestion, body?: Uint8Array) => Promise<Uint8Array>;
}

interface Waiting {
  readonly resolve: (body: Uint8Array) => void;
  readonly reject: (reason: PlatformError) => void;
}

const headLength = 5;

/** Speaks with a pump. Every question is rejected once it has ended. */
export function openPumpPipe(child: ChildProcessWithoutNullStreams): PumpPipe {
  const waiting: Waiting[] = [];
  let complaint = '';
  let ended = false;
  const take = createReader((kind, body) => {
    const next = waiting.shift();
    if (kind === 'A') next?.resolve(body);
    else next?.reject(new PlatformError('lab/failed', Buffer.from(body).toString().trim()));
  });
  const end = (reason: string): void => {
    ended = true;
    for (const { reject } of waiting.splice(0)) reject(new PlatformError('lab/ended', reason));
  };
  child.stdout.on('data', take);
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  // A pump that has ended takes no more questions; its exit rejects them.
  child.stdin.on('error', () => undefined);
  child.on('error', (cause: NodeJS.ErrnoException) => end(`cannot start unshare: ${cause.code ?? cause.message}`));
  child.on('close', () => end(complaint.trim() === '' ? 'the lab ended without a word' : complaint.trim()));
  const wait = async (): Promise<Uint8Array> => {
    if (ended) throw new PlatformError('lab/ended', 'the lab has ended');
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return {
    opened: wait(),
    ask: (what, body = new Uint8Array()) => {
      const head = Buffer.alloc(headLength);
      head.write(what, 'latin1');
      head.writeUInt32BE(body.length, 1);
      child.stdin.write(head);
      child.stdin.write(body);
      return wait();
    },
  };
}

/** Puts chunks together to answers. */
function createReader(each: (kind: string, body: Uint8Array) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = headLength;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const all = chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks);
      const length = headLength + all.readUInt32BE(1);
      wanted = length;
      if (all.length < length) {
        chunks = [all];
        return;
      }
      each(all.toString('latin1', 0, 1), all.subarray(headLength, length));
      chunks = all.length === length ? [] : [all.subarray(length)];
      held = all.length - length;
      wanted = headLength;
    }
  };
}
