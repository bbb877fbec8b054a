/** `report` as it is called: files in a folder, one document on standard output, and a page that a browser takes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { browserTest, openBrowser } from '../support/browser.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, temporaryPlant } from '../support/temporary-plant.ts';
import { widePlant } from '../support/wide-plant.ts';

const plant = temporaryPlant({
  'plant.yaml': smallPlant.replace(
    'owner: line, security-level: 2}',
    'owner: line, security-level: 2, physical-boundary: room 2.14, physical-access: [door], policies: PO-7, assumptions: [locked]}',
  ),
});
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-report-'));

afterAll(() => {
  plant.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('writes the document twice and the drawing, and says where', async () => {
  const { stdout, exitCode } = await runCli(['report', '--plant', plant.folder, '-o', 'documents'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').slice(0, -1)).toEqual(
    ['md', 'html', 'svg'].map((type) => path.join('documents', `zones-and-conduits.${type}`)),
  );
  expect(readdirSync(path.join(folder, 'documents')).sort()).toEqual(
    ['html', 'md', 'svg'].map((type) => `zones-and-conduits.${type}`),
  );
  const text = readFileSync(path.join(folder, 'documents/zones-and-conduits.md'), 'utf8');
  expect(text).toContain('![Zones and conduits](zones-and-conduits.svg)');
  for (const row of [
    'physical boundary | room 2.14',
    'physical access points | door',
    'applicable policies | PO\\-7',
    'assumptions and dependencies | locked',
  ])
    expect(text).toContain(`| ${row} |`);
});

test('has the drawing as Mermaid in a document on standard output', async () => {
  const { stdout } = await runCli(['report'], { cwd: plant.folder });
  expect(stdout).toContain('```mermaid\nflowchart TB\n');
  expect(stdout).toContain('scada may write holding 100\\-119 of unit 1 of plc');
  expect(stdout).toContain('modbus on tcp/502, during sunday');
});

test('leaves out a drawing that is more than Mermaid draws, and says so', async () => {
  const wide = temporaryPlant(widePlant(200));
  const { stdout } = await runCli(['report'], { cwd: wide.folder });
  wide.remove();
  expect(stdout).toMatch(/\nThe drawing is left out here, as it has \d+ arrows, and Mermaid draws 500 at most; /);
  expect(stdout).not.toContain('```mermaid');
});

test('says nothing but findings when there is no policy', async () => {
  const broken = temporaryPlant({ 'plant.yaml': smallPlant.replace('to: cell\n', 'to: cel\n') });
  const { stdout, stderr, exitCode } = await runCli(['report', '-o', 'x'], { cwd: broken.folder });
  expect([stdout, exitCode, readdirSync(broken.folder)]).toEqual(['', 2, ['plant.yaml']]);
  expect(stderr).toContain('there is no policy');
  broken.remove();
});

browserTest('is a page whose style its own policy allows, with a drawing', async () => {
  const { stdout } = await runCli(['report', '--format', 'html'], { cwd: plant.folder });
  const browser = await openBrowser();
  try {
    const page = await browser.open(stdout);
    expect([page.problems, page.requests.length]).toEqual([[], 1]);
    expect(
      await page.evaluate(`getComputedStyle(document.querySelector('svg .safety .box, svg .control .box')).fill`),
    ).toBe('rgb(238, 246, 255)');
    expect(await page.evaluate(`getComputedStyle(document.querySelector('main')).maxWidth`)).toBe('1100px');
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('a')].every((each) => document.querySelector(each.hash) !== null)`,
      ),
    ).toBe(true);
  } finally {
    await browser.close();
  }
});
