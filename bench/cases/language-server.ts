/** What an editor waits for in a plant of 1,000 zones, 10,000 conduits and 20,000 grants: findings and proposals after a key. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CompletionRequest, HoverRequest } from 'vscode-languageserver/node';
import { startEditor } from '../../test/support/editor.ts';
import { largePlant } from '../large-plant.ts';
import { digits, row } from '../measure.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-editor-'));
for (const { path: name, text } of largePlant({ zones: 1000, conduits: 10_000, grants: 2, assets: 10 })) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const name = 'conduits/c3.yaml';
const text = readFileSync(path.join(folder, name), 'utf8');
const offset = text.indexOf('protocol: modbus');
const position = {
  line: text.slice(0, offset).split('\n').length - 1,
  character: offset - text.lastIndexOf('\n', offset) + 9,
};

const editor = await startEditor(folder);
const since = (start: number): number => performance.now() - start;

async function answered(what: 'completion' | 'hover'): Promise<number> {
  const start = performance.now();
  const params = { textDocument: { uri: editor.uriOf(name) }, position };
  if (what === 'completion') await editor.connection.sendRequest(CompletionRequest.type, params);
  else await editor.connection.sendRequest(HoverRequest.type, params);
  return since(start);
}

let start = performance.now();
editor.open(name, text);
const early = await answered('completion');
await editor.finds(name, []);
row('opened', `findings after ${digits(since(start) / 1000)} s`, `the first proposals after ${digits(early / 1000)} s`);

/** Processor time of the server so far, in seconds, of all its threads. */
function used(): number {
  const fields = readFileSync(`/proc/${editor.process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const waits: number[] = [];
const typo = { ...position, character: position.character + 2 };
start = performance.now();
editor.edit(name, { range: { start: typo, end: typo }, newText: 'x' });
const found = editor.finds(name, ['reference/unknown']).then(() => since(start));
for (let key = 0; key < 20; key++) waits.push(await answered('completion'));
const seconds = (await found) / 1000;
row(
  'a key',
  `its finding after ${digits(seconds)} s`,
  `proposals meanwhile after ${digits(Math.max(...waits))} ms at most`,
);

await new Promise((resolve) => setTimeout(resolve, 20_000));
const before = used();
start = performance.now();
editor.edit(name, { range: { start: typo, end: { ...typo, character: typo.character + 1 } }, newText: '' });
await editor.finds(name, []);
row('corrected', `clean after ${digits(since(start) / 1000)} s`, `of ${digits(used() - before)} s of processor time`);
row('hover', `${digits(await answered('hover'))} ms`);
const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${editor.process.pid}/status`, 'utf8'))?.[1];
row('memory', `peak ${digits(Number(peak) / 1024)} MiB`);
await editor.quit();
rmSync(folder, { recursive: true, force: true });
