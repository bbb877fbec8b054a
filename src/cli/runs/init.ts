/** `zonewright init`: a working plant to start from. */
import path from 'node:path';
import { writeNewFile } from '../../platform/output-files.ts';
import { readTemplate } from '../../platform/plant-template.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';

export async function init(
  this: CliContext,
  _flags: Readonly<Record<never, never>>,
  folder: string = '.',
): Promise<void> {
  const target = path.resolve(this.cwd, folder);
  const files = readTemplate();
  const [clash] = files.filter((file) => file.exists(target));
  if (clash !== undefined) writeNewFile(path.join(target, clash.path), '');
  for (const file of files) {
    writeNewFile(path.join(target, file.path), file.text);
    this.process.stdout.write(`${path.join(folder, file.path)}\n`);
  }
  const enter = folder === '.' ? '' : `cd ${folder} && `;
  this.process.stdout.write(`\nNext: ${enter}zonewright check\n`);
  this.process.exitCode = exitCodes.clean;
}
