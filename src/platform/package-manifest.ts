/** What the package says of itself in `package.json`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

export interface PackageManifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

export function packageManifest(): PackageManifest {
  return JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')) as PackageManifest;
}
