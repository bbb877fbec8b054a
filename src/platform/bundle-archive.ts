/** Packs bundle files into the gzipped tar that OPA loads, and unpacks them. The same files give the same bytes. */

import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { PlatformError } from './platform-error.ts';

export interface ArchiveFile {
  /** Without a leading slash. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** No entry and no archive above this is unpacked. */
const largestArchive = 1024 ** 3;

export async function packBundle(files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const archive = pack();
  for (const file of files) {
    archive.entry({ name: `/${file.path}`, mode: 0o644, mtime: new Date(0) }, Buffer.from(file.bytes));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  await pipeline(archive, createGzip({ level: 9 }), collector(chunks));
  return Buffer.concat(chunks);
}

/** The files of an archive by path, without the leading slash. */
export async function unpackBundle(bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const archive = extract();
  let total = 0;
  archive.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (data) => {
      const chunk = data as Buffer;
      total += chunk.length;
      if (total > largestArchive) archive.destroy(new Error(`unpacks to more than ${largestArchive} bytes`));
      else chunks.push(chunk);
    });
    stream.on('end', () => {
      files.set(header.name.replace(/^\/+/, ''), Buffer.concat(chunks));
      next();
    });
  });
  try {
    await pipeline(Readable.from([Buffer.from(bytes)]), createGunzip(), archive);
  } catch (cause) {
    throw new PlatformError(
      'bundle/broken',
      `this is no bundle: ${cause instanceof Error ? cause.message : 'unreadable'}`,
      { cause },
    );
  }
  return files;
}

function collector(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
}
