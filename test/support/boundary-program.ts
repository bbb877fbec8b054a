/** The program at a boundary, as a process in a router's namespace or in this one, with a plant and a state folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRouter, type Router } from './kernel.ts';
import { enterRouter, type Printed } from './run-in-router.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');

/** The plant without its grant `set`, and with `poll` on another port too. */
export const otherPlant: string = smallPlant
  .replace(/^ {6}set: .*\n/m, '')
  .replace('protocol: modbus, operations: [read]', 'protocol: modbus, ports: [tcp/502, tcp/1502], operations: [read]');

export interface ProgramScene {
  readonly router: Router;
  readonly plant: TemporaryPlant;
  /** Kept between commands; `state` in it is the state folder. */
  readonly folder: string;
  /** Runs `zonewright` with arguments as a process; `within` are words before it. */
  readonly run: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    within?: readonly string[],
  ) => Promise<Printed>;
  /** Runs it as a process for the boundary `fw` with the state folder. */
  readonly start: (command: string, ...more: readonly string[]) => Promise<Printed>;
  /** The same without a process, which is quicker. */
  readonly at: (command: string, ...more: readonly string[]) => Promise<Printed>;
}

export async function atProgram(run: (scene: ProgramScene) => Promise<void>): Promise<void> {
  const plant = temporaryPlant();
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-boundary-'));
  const router = await openRouter({ eth0: ['10.20.0.0/24'], eth1: ['10.20.1.0/24'] });
  const program: ProgramScene['run'] = (args, env, within = []) => {
    const all = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`, ...env };
    const variables = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    return router.attempt([...within, 'env', '-C', plant.folder, ...variables, process.execPath, main, ...args], '');
  };
  const entered = await enterRouter(router);
  try {
    const state = path.join(folder, 'state');
    const words = (command: string, more: readonly string[]): readonly string[] => [
      ...[command, '-b', 'fw', '--state', state],
      ...(command === 'apply' ? ['--first-listen', '0s'] : []),
      ...more,
    ];
    await run({
      router,
      plant,
      folder,
      run: program,
      start: (command, ...more) => program(words(command, more)),
      at: (command, ...more) => entered.run(words(command, more), plant.folder),
    });
  } finally {
    entered.remove();
    router.close();
    plant.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
