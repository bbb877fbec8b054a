/** The page of a change in a real browser: chosen by mouse and by keys, printed, without a script, hostile, and with 200 zones. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { renderDiffHtml } from '../../src/report/change-page/change-page.ts';
import { type Browser, browserTest, openBrowser, type Page } from '../support/browser.ts';
import { changeMapOf, diffReportOf } from '../support/diff-report-of.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryPlant } from '../support/temporary-plant.ts';
import { changedWidePlant, widePlant } from '../support/wide-plant.ts';

const dairy = path.join(import.meta.dirname, '../../examples/plants/dairy-line');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-page-'));
let browser: Browser | null = null;

beforeAll(() => {
  cpSync(dairy, path.join(folder, 'changed'), { recursive: true });
  const file = path.join(folder, 'changed/conduits/scada-and-cells.yaml');
  const text = readFileSync(file, 'utf8');
  const changed = text.replace('range: 100-119', 'range: 100-139').replace(/^ {6}overview: .*\n/m, '');
  expect(changed.length).toBeLessThan(text.length - 60);
  writeFileSync(file, changed);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(html: string, options?: { readonly script?: boolean }): Promise<Page> {
  browser ??= await openBrowser();
  return browser.open(html, options);
}

let changePage: Promise<string> | null = null;

/** Two lines of the example are changed, and its recorded traffic is judged by both versions. */
async function exampleChange(): Promise<string> {
  changePage ??= runCli(
    [
      'diff',
      dairy,
      path.join(folder, 'changed'),
      '--flows',
      path.join(dairy, 'flows/tuesday.pcap'),
      '--format',
      'html',
    ],
    { cwd: folder },
  ).then(({ stdout }) => stdout);
  return changePage;
}

const shown = `[...document.querySelectorAll('article')].filter((each) => each.getClientRects().length > 0).map((each) => each.id)`;
const textOf = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`;
const focused = `document.activeElement?.id ?? ''`;

/** The line between two zones. */
async function linkBetween(page: Page, one: string, other: string): Promise<number> {
  const label = await page.evaluate(
    `[...document.querySelectorAll('a.link')].map((each) => each.getAttribute('aria-label')).find((each) => each.includes(': ${one} and ${other},'))`,
  );
  return Number(/^\d+/.exec(String(label))?.[0]);
}

describe('the page of a change', () => {
  browserTest('shows grants, witnesses, owners and recorded conversations of a line that is clicked', async () => {
    const page = await open(await exampleChange());
    const number = await linkBetween(page, 'scada', 'cell-filling');
    expect(await page.evaluate(textOf('h1'))).toContain('dairy-line: 1 opened (1 medium), 1 closed');
    expect(await page.evaluate(shown)).toEqual([`pair-${number}`]);
    const other = await linkBetween(page, 'scada', 'safety');
    await page.click(`#link-${other} .number`);
    expect(await page.evaluate(shown)).toEqual([`pair-${other}`]);
    expect(await page.evaluate(textOf(`#pair-${other}`))).toContain('scada-1 may read sis-1');
    await page.click(`#link-${number} .number`);
    expect(await page.evaluate(shown)).toEqual([`pair-${number}`]);
    const text = String(await page.evaluate(textOf(`#pair-${number}`)));
    for (const part of [
      'scada-1 may now write holding 120-139 of unit 1 of plc-filler',
      'hmi-1 may no longer read plc-capper and plc-filler',
      'cell-filling is owned by line-1',
      'for example 10.20.0.10 -> 10.20.1.11 modbus write write_single_register unit 1 holding 120 on tcp/502',
      'conduits/scada-and-cells.yaml:9:7',
      'owner ops, recipe change',
      'allowed → denied hmi-1 10.20.0.15 [scada] -> plc-filler',
      'what passes here passes fw-line',
    ]) {
      expect(text).toContain(part);
    }
    expect([page.problems, page.requests.length]).toEqual([[], 1]);
  });

  browserTest('is used by keys alone', async () => {
    const page = await open((await wideChange()).html);
    for (let presses = 0; presses < 8; presses++) {
      await page.press('Tab');
      if (String(await page.evaluate(focused)).startsWith('link-')) break;
    }
    const first = String(await page.evaluate(focused));
    expect(first).toMatch(/^link-\d+$/);
    await page.press('Enter');
    expect(await page.evaluate(shown)).toEqual([first.replace('link', 'pair')]);
    await page.press('ArrowRight');
    const second = String(await page.evaluate(focused));
    expect(second).not.toBe(first);
    expect(await page.evaluate(`document.activeElement.matches('.changed')`)).toBe(true);
    await page.press('Enter');
    expect(await page.evaluate(shown)).toEqual([second.replace('link', 'pair')]);
    await page.press('ArrowLeft');
    expect(await page.evaluate(focused)).toBe(first);
    await page.press('Escape');
    expect((await page.evaluate(shown)) as readonly string[]).toHaveLength(5);
    expect(await page.evaluate(`document.activeElement.closest('nav') !== null`)).toBe(true);
    await page.press('Enter');
    expect((await page.evaluate(shown)) as readonly string[]).toHaveLength(1);
  });

  browserTest('prints the map and what changes, and nothing that is only for a screen', async () => {
    const page = await open(await exampleChange());
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    expect(await page.evaluate(shown)).toEqual([`pair-${await linkBetween(page, 'scada', 'cell-filling')}`]);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('#whole')).display`)).toBe('none');
    expect(await page.evaluate(`document.querySelector('#map').getClientRects().length`)).toBe(1);
    const { data } = await page.send('Page.printToPDF', { landscape: true });
    const pdf = Buffer.from(String(data), 'base64').toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
  });

  browserTest('can be read without its script', async () => {
    const page = await open(await exampleChange(), { script: false });
    const { root } = await page.send('DOM.getDocument', { depth: 0 });
    const { nodeId } = root as { readonly nodeId: number };
    const boxes = await page.send('DOM.querySelectorAll', { nodeId, selector: 'article' });
    const articles = boxes['nodeIds'] as readonly number[];
    expect(articles.length).toBe(15);
    for (const each of articles) await page.send('DOM.getBoxModel', { nodeId: each });
    const button = await page.send('DOM.querySelector', { nodeId, selector: '#whole' });
    await expect(page.send('DOM.getBoxModel', button)).rejects.toThrow();
  });

  browserTest('runs nothing that a plant says, and fetches nothing', async () => {
    const text =
      '</script></style><script>window.taken = 1</script><img src="http://127.0.0.1:9/x" onerror="window.taken = 2">';
    const page = await open(renderDiffHtml(diffReportOf(text), changeMapOf(text)));
    expect(await page.evaluate('window.taken === undefined')).toBe(true);
    expect(await page.evaluate(`document.querySelectorAll('img, script:not(body > script:last-child)').length`)).toBe(
      0,
    );
    expect(await page.evaluate(textOf('#pair-1 h2'))).toContain('</script></style><script>window.taken = 1</script>');
    expect([page.problems, page.requests.length]).toEqual([[], 1]);
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.taken = 3';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/x';
      document.body.append(image);
      return new Promise((resolve) => setTimeout(resolve, 50));
    })()`);
    expect(await page.evaluate('window.taken === undefined')).toBe(true);
    expect(page.problems.filter((each) => each.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(2);
  });

  browserTest('finds a line or a zone by name, and hides what does not change', async () => {
    const page = await open((await wideChange()).html);
    await page.evaluate(`document.querySelector('details').open = true`);
    await page.evaluate(
      `(() => { const box = document.querySelector('#find'); box.value = 'office'; box.dispatchEvent(new Event('input')); })()`,
    );
    const left = `[...document.querySelectorAll('#all li')].filter((each) => each.getClientRects().length > 0).map((each) => each.innerText)`;
    const found = (await page.evaluate(left)) as readonly string[];
    expect(found.length).toBeGreaterThan(2);
    expect(found.every((each) => each.includes('office'))).toBe(true);
    await page.click('#only');
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('a.link')].filter((each) => each.getClientRects().length > 0).length`,
      ),
    ).toBe(5);
  });

  browserTest('tells one change with wide effect once, and leads to every line of it', async () => {
    const files = widePlant(60);
    const wider = (files['conduits/site.yaml'] ?? '').replace(
      'to: ["class:plc"], protocol: modbus, operations: [read]',
      'to: ["class:plc"], protocol: modbus, operations: [read, write]',
    );
    const [base, head] = [temporaryPlant(files), temporaryPlant({ ...files, 'conduits/site.yaml': wider })];
    const { stdout } = await runCli(['diff', base.folder, head.folder, '--format', 'html'], { cwd: folder });
    base.remove();
    head.remove();
    const page = await open(stdout);
    const strands = Number(await page.evaluate(`document.querySelectorAll('#map .strand.opens').length`));
    expect(strands).toBeGreaterThan(40);
    const [first = ''] = (await page.evaluate(shown)) as readonly string[];
    expect(await page.evaluate(shown)).toEqual([first]);
    expect(await page.evaluate(`document.querySelectorAll('#changes > ol > li').length`)).toBe(1);
    expect(await page.evaluate(textOf(`#${first}`))).toContain(`The same changes at ${strands - 1} other lines: `);
    await page.evaluate(`document.querySelector('#${first} p:last-child a:last-child').click()`);
    const [last = ''] = (await page.evaluate(shown)) as readonly string[];
    expect(last).not.toBe(first);
    expect(await page.evaluate(textOf(`#${last}`))).toContain(
      `The same changes at ${strands} lines, of which the first is`,
    );
    expect(await page.evaluate(`document.activeElement.closest('article').id`)).toBe(last);
  });

  browserTest('stays usable at 200 zones', async () => {
    const { html } = await wideChange();
    const page = await open(html);
    const paint = await page.evaluate(`new Promise((resolve) => {
      const told = performance.getEntriesByName('first-contentful-paint')[0];
      if (told !== undefined) resolve(told.startTime);
      else new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true });
    })`);
    // From a choice until the frame that shows it was painted.
    const choose = (id: string): string => `new Promise((resolve) => {
      const before = performance.now();
      addEventListener('hashchange', () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - before))), { once: true });
      location.hash = '${id}';
    })`;
    const times: number[] = [];
    for (const id of ['pair-7', 'zone-40', 'pair-301', 'pair-450', 'zone-3']) {
      times.push(Number(await page.evaluate(choose(id))));
      expect(await page.evaluate(shown)).toEqual([id]);
    }
    const zoom = await page.evaluate(`new Promise((resolve) => {
      const before = performance.now();
      document.querySelector('#larger').click();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - before)));
    })`);
    expect(await page.evaluate(`document.querySelectorAll('a.place').length`)).toBe(200);
    expect(page.problems).toEqual([]);
    console.log(
      `200 zones, ${await page.evaluate(`document.querySelectorAll('a.link').length`)} lines, ${Math.round(html.length / 1024)} KiB: first paint after ${Math.round(Number(paint))} ms, a choice is shown after ${Math.round(Math.max(...times))} ms, a zoom step after ${Math.round(Number(zoom))} ms`,
    );
  });
});

let wide: Promise<{ readonly html: string }> | null = null;

async function wideChange(): Promise<{ readonly html: string }> {
  wide ??= (async () => {
    const [base, head] = [temporaryPlant(widePlant(200)), temporaryPlant(changedWidePlant(200))];
    const { stdout } = await runCli(['diff', base.folder, head.folder, '--format', 'html'], { cwd: folder });
    base.remove();
    head.remove();
    return { html: stdout };
  })();
  return wide;
}
