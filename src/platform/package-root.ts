/** Where the package's own files are, whether it runs from `src` or from `dist`. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlatformError } from './platform-error.ts';

/** The folder that holds `package.json`, `zones`, `policies` and `schemas`. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'zones', 'endpoint-classes.yaml'))) {
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new PlatformError('package/incomplete', 'the files shipped with zonewright are missing');
    folder = parent;
  }
  return folder;
}
