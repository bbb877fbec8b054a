/** `graph` as it is called: the forms, what is on the map, and a plant that has no policy. */
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, temporaryPlant } from '../support/temporary-plant.ts';
import { widePlant } from '../support/wide-plant.ts';

const dairy = path.join(import.meta.dirname, '../../examples/plants/dairy-line');
const plants: { readonly remove: () => void }[] = [];

afterAll(() => plants.forEach((plant) => void plant.remove()));

async function graph(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const plant = temporaryPlant(files);
  plants.push(plant);
  return runCli(['graph', ...args], { cwd: plant.folder });
}

describe('graph', () => {
  test('shows resolved conduits with what they carry, the grants of Rego too', async () => {
    const { stdout } = await runCli(['graph', '--format', 'mermaid'], { cwd: dairy });
    const zone = (name: string): string => {
      const [, found] = new RegExp(`(z\\d+)[[(]+"${name}<br/>`).exec(stdout) ?? [];
      if (found === undefined) throw new Error(`no zone ${name}`);
      return found;
    };
    expect(stdout).toContain(`${zone('dmz')} -->|"modbus read<br/>at fw-dmz, fw-line"| ${zone('cell-filling')}`);
    expect(stdout).toContain(
      `${zone('dmz')} -.->|"nothing is granted<br/>at fw-dmz, fw-line"| ${zone('cell-packing')}`,
    );
    expect(stdout).toContain('[["safety<br/>safety · SL-T 3 · 2 assets<br/>inside: network-housekeeping"]]');
  });

  test('takes the plant as an argument, and not twice', async () => {
    const cwd = path.dirname(dairy);
    const { stdout } = await runCli(['graph', 'dairy-line', '--format', 'dot'], { cwd });
    expect(stdout.split('\n')[0]).toBe('digraph "dairy-line" {');
    const twice = await runCli(['graph', 'dairy-line', '--plant', 'dairy-line'], { cwd });
    expect([twice.exitCode, twice.stderr]).toEqual([2, expect.stringContaining('the plant is named twice')]);
  });

  test('is the same whatever the order of the files', async () => {
    const [head = '', zones = '', rest = ''] = smallPlant.split(/^(?=zones:|assets:)/m);
    const once = await graph({ 'plant.yaml': smallPlant });
    const again = await graph({ 'plant.yaml': `${head}${rest}`, 'zones/z.yaml': zones });
    expect(again.stdout).toBe(once.stdout);
    expect(once.exitCode).toBe(0);
  });

  test('names the address domain of each zone where there are several', async () => {
    const { stdout: one } = await graph({ 'plant.yaml': smallPlant });
    expect(one).not.toContain('addresses of');
    const files = { 'plant.yaml': smallPlant.replace('cell: {level: 1,', 'cell: {level: 1, scope: line-1,') };
    for (const format of ['svg', 'dot', 'mermaid']) {
      const { stdout } = await graph(files, '--format', format);
      expect(stdout).toContain('addresses of line-1');
      expect(stdout).toContain('addresses of small');
    }
  });

  test('says nothing but findings when there is no policy', async () => {
    const { stdout, stderr, exitCode } = await graph({ 'plant.yaml': smallPlant.replace('to: cell\n', 'to: cel\n') });
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toContain('there is no policy: 1 high');
  });

  test('draws 200 zones with a box and every line once', async () => {
    const { stdout } = await graph(widePlant(200));
    expect(stdout.match(/<rect class="box"/g)).toHaveLength(200);
    const numbers = [...stdout.matchAll(/<text class="number"[^>]*>(\d+)/g)].map((match) => Number(match[1]));
    expect(numbers.length).toBeGreaterThan(400);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('says when a map is more than Mermaid draws', async () => {
    const { stdout, stderr, exitCode } = await graph(widePlant(200), '--format', 'mermaid');
    const arrows = stdout.match(/-->|-\.->/g)?.length ?? 0;
    expect(stderr).toBe(
      `the map may not be drawn, as it has ${arrows} arrows, and Mermaid draws 500 at most; \`--format svg\` has no such limit\n`,
    );
    expect(exitCode).toBe(0);
    expect((await graph(widePlant(60), '--format', 'mermaid')).stderr).toBe('');
  });
});
