/** A folder that an OPA binary reads: the sources of one request under their own names, removed afterwards. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Workspace {
  /** Holds the sources and nothing else. */
  readonly folder: string;
  /** File names of the sources, relative to the folder. */
  readonly files: readonly string[];
  /** The path in the request of a file that OPA names. */
  readonly pathOf: (file: string) => string;
  /** Where another file of the request is or will be. */
  readonly beside: (name: string) => string;
}

/** Runs `use` in a folder that only this user can read. */
export async function inWorkspace<Result>(
  modules: Readonly<Record<string, string>>,
  use: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(path.join(tmpdir(), 'zonewright-opa-'));
  const folder = path.join(root, 'sources');
  try {
    await mkdir(folder);
    const paths = new Map<string, string>();
    for (const [index, [name, source]] of Object.entries(modules).sort(byName).entries()) {
      const file = fileName(name, index);
      paths.set(file, name);
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), source);
    }
    return await use({
      folder,
      files: [...paths.keys()],
      pathOf: (file) => paths.get(file) ?? file,
      beside: (name) => path.join(root, name),
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * A source keeps its name, which OPA writes into the compiled policy, if the name cannot lead out of the folder and
 * means nothing else to OPA.
 */
function fileName(name: string, index: number): string {
  const plain = /^[\w][\w. -]*(\/[\w][\w. -]*)*\.rego$/.test(name);
  return plain && !name.includes('..') ? name : `unnamed/${index}.rego`;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
