/**
 * A headless Chromium for tests, spoken to by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).
 * Where there is none the tests are skipped with the reason, or fail when `ZONEWRIGHT_REQUIRE` has `browser`.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
const program = names.find((name) => spawnSync(name, ['--version']).status === 0) ?? null;

/** Tests that need a browser. */
export const browserTest: typeof test = choose();

export interface Page {
  /** The value of an expression, which has to be JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Presses and releases a key, as `Tab` or `Enter`. */
  readonly press: (key: string, modifiers?: number) => Promise<void>;
  /** Clicks where the middle of an element is. */
  readonly click: (selector: string) => Promise<void>;
  readonly send: (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>;
  /** What the page asked for, itself first. */
  readonly requests: readonly string[];
  /** Errors, and what the content security policy refused. */
  readonly problems: readonly string[];
}

export interface Browser {
  /** Opens a file with this text. */
  readonly open: (html: string, options?: { readonly script?: boolean }) => Promise<Page>;
  readonly close: () => Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export async function openBrowser(): Promise<Browser> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-browser-'));
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--window-size=1400,900',
    '--remote-debugging-port=0',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    'about:blank',
  ];
  const child = spawn(program ?? 'chromium', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const connection = await connect(await addressOf(child));
  let files = 0;
  return {
    open: async (html, { script = true } = {}) => {
      const file = path.join(folder, `page-${files++}.html`);
      writeFileSync(file, html);
      return openPage(connection, pathToFileURL(file).href, script);
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await connection.send('Browser.close', {}).catch(() => child.kill());
      await ended;
      connection.socket.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the browser ended: ${text}`)));
  });
}

interface Connection {
  readonly socket: WebSocket;
  readonly send: (method: string, params: object, sessionId?: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly listen: (listener: (message: Message) => void) => void;
}

async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the browser does not answer')), { once: true });
  });
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((message: Message) => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id === undefined) for (const listener of listeners) listener(message);
    else waiting.get(message.id)?.(message);
  });
  let count = 0;
  return {
    socket,
    listen: (listener) => void listeners.push(listener),
    send: (method, params, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result ?? {});
          else reject(new Error(`${method}: ${error.message}`));
        });
        socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      }),
  };
}

/** Of the events that pages are watched for. */
interface EventDetails {
  readonly request?: { readonly url: string };
  readonly exceptionDetails?: object;
  readonly entry?: { readonly text: string };
}

async function openPage(connection: Connection, url: string, script: boolean): Promise<Page> {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  const attached = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  const sessionId = String(attached['sessionId']);
  const send: Page['send'] = (method, params = {}) => connection.send(method, params, sessionId);
  const [requests, problems]: [string[], string[]] = [[], []];
  const loaded = new Promise<void>((resolve) => {
    connection.listen(({ method, params, sessionId: from }) => {
      if (from !== sessionId) return;
      const { request, exceptionDetails, entry } = (params ?? {}) as EventDetails;
      if (method === 'Page.loadEventFired') resolve();
      if (request !== undefined && method === 'Network.requestWillBeSent') requests.push(request.url);
      if (exceptionDetails !== undefined) problems.push(JSON.stringify(exceptionDetails));
      if (entry !== undefined) problems.push(entry.text);
    });
  });
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);
  if (!script) await send('Emulation.setScriptExecutionDisabled', { value: true });
  await send('Page.navigate', { url });
  await loaded;
  const evaluate: Page['evaluate'] = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  };
  return { evaluate, send, requests, problems, press: pressWith(send), click: clickWith(send, evaluate) };
}

const keyCodes: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

function pressWith(send: Page['send']): Page['press'] {
  return async (key, modifiers = 0) => {
    const code = { key, code: key, windowsVirtualKeyCode: keyCodes[key] ?? 0, modifiers };
    const text = key === 'Enter' ? { text: '\r' } : {};
    await send('Input.dispatchKeyEvent', { type: key === 'Enter' ? 'keyDown' : 'rawKeyDown', ...code, ...text });
    await send('Input.dispatchKeyEvent', { type: 'keyUp', ...code });
  };
}

function clickWith(send: Page['send'], evaluate: Page['evaluate']): Page['click'] {
  return async (selector) => {
    const place = (await evaluate(
      `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 }; })()`,
    )) as { readonly x: number; readonly y: number };
    for (const type of ['mousePressed', 'mouseReleased'])
      await send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 });
  };
}

function choose(): typeof test {
  if (program !== null) return test;
  const reason = `none of ${names.join(', ')} is installed`;
  if ((process.env['ZONEWRIGHT_REQUIRE'] ?? '').split(',').includes('browser'))
    throw new Error(`browser tests are required and cannot run: ${reason}`);
  process.stderr.write(`browser tests are skipped: ${reason}\n`);
  return test.skip as typeof test;
}
