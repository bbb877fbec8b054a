/** The pictures of the documents are what the commands print. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');

test('docs/images/dairy-line.svg is the map of the example', async () => {
  const { stdout, exitCode } = await runCli(['graph', '--plant', 'examples/plants/dairy-line'], { cwd: root });
  expect(exitCode).toBe(0);
  await expect(stdout).toMatchFileSnapshot('../../docs/images/dairy-line.svg');
});
