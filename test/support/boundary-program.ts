/** The program itself at a boundary: started as a process in a router's namespace, with a plant and a state folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openRouter, type Router } from './kernel.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');

/** The plant without its grant `set`, and with `poll` on another port too. */
export const otherPlant: string = smallPlant
  .replace(/^ {6}set: .*\n/m, '')
  .replace('protocol: modbus, operations: [read]', 'protocol: modbus, ports: [tcp/502, tcp/1502], operations: [read]');

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramScene {
  readonly router: Router;
  readonly plant: TemporaryPlant;
  /** Kept between commands; `state` in it is the state folder. */
  readonly folder: string;
  /** Runs `zonewright` with arguments; `within` are words before it. */
  readonly run: (
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    within?: readonly string[],
  ) => Promise<Printed>;
  /** Runs it for the boundary `fw` with the state folder. */
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
  try {
    const state = path.join(folder, 'state');
    const own = (command: string): readonly string[] => (command === 'apply' ? ['--first-listen', '0s'] : []);
    await run({
      router,
      plant,
      folder,
      run: program,
      at: (command, ...more) => program([command, '-b', 'fw', '--state', state, ...own(command), ...more]),
    });
  } finally {
    router.close();
    plant.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
