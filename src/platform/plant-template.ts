/** The plant that `init` writes: `examples/plants/starter` with the schemas beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

export interface TemplateFile {
  readonly path: string;
  readonly text: string;
  readonly exists: (folder: string) => boolean;
}

/** Names that a package registry would rewrite or leave out are shipped under another one. */
const renamed: Readonly<Record<string, string>> = { gitignore: '.gitignore', 'gitlab-ci.yml': '.gitlab-ci.yml' };

export function readTemplate(): readonly TemplateFile[] {
  const root = path.join(packageRoot(), 'examples', 'plants', 'starter');
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  const files = names.map((name) => templateFile(renamed[name] ?? name, readFileSync(path.join(root, name), 'utf8')));
  const schemas = ['plant.schema.json', 'tests.schema.json'].map((name) =>
    templateFile(`.zonewright/${name}`, readFileSync(path.join(packageRoot(), 'schemas', name), 'utf8')),
  );
  return [...files, ...schemas].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function templateFile(name: string, text: string): TemplateFile {
  return { path: name, text, exists: (folder) => existsSync(path.join(folder, name)) };
}
