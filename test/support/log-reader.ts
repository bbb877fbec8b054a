/** Programs that read the packet filter's log inside a router, as an operator runs them on a boundary. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packetTest, type Router } from './kernel.ts';
import { until } from './until.ts';

const runner = fileURLToPath(new URL('log-reader.py', import.meta.url));
const group = '100';

/**
 * Tests that send packets and read them with a program. Without it they are skipped, which says so; only `dumpcap`, which
 * comes with tshark, may be required.
 */
export function testWith(program: 'dumpcap' | 'tcpdump' | 'ulogd'): typeof packetTest {
  if (spawnSync(program, ['--version']).error === undefined) return packetTest;
  const isRequired = (process.env['ZONEWRIGHT_REQUIRE'] ?? '').split(',').includes('kernel');
  if (isRequired && program === 'dumpcap') throw new Error('kernel tests are required and cannot run: no dumpcap');
  process.stderr.write(`a kernel test is skipped: there is no ${program}\n`);
  return packetTest.skip as typeof packetTest;
}

/** Runs something while a program reads the log; everything that was logged by then has been read. */
export async function whileReading(
  router: Router,
  program: readonly string[],
  toldFile: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const reader = await router.start(['python3', runner, toldFile, ...program]);
  const process = (await reader.hear()).trim();
  const fail = (): never => {
    throw new Error(`${program[0]} failed: ${readFileSync(toldFile, 'utf8')}`);
  };
  let port: string | undefined;
  await until(async () => {
    if ((await router.attempt(['test', '-e', `/proc/${process}`])).code !== 0) fail();
    port = await listenerOf(router);
    return port !== undefined;
  });
  await meanwhile();
  await until(async () => (await waitingBytes(router, port)) === 0);
  await reader.tell(null);
  if ((await reader.hear()).trim() !== '0') fail();
}

/** The netlink port of whoever reads the group. */
async function listenerOf(router: Router): Promise<string | undefined> {
  const rows = await rowsOf(router, '/proc/net/netfilter/nfnetlink_log');
  return rows.find(([each]) => each === group)?.[1];
}

/** Bytes of records that a socket has and its program has not taken. */
async function waitingBytes(router: Router, port: string | undefined): Promise<number> {
  const rows = await rowsOf(router, '/proc/net/netlink');
  return rows.filter(([, , each]) => each === port).reduce((sum, row) => sum + Number(row[4]), 0);
}

async function rowsOf(router: Router, file: string): Promise<readonly string[][]> {
  const text = await router.run(['cat', file]);
  return text.split('\n').map((line) => line.trim().split(/\s+/));
}
