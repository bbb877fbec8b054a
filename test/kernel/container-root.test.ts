/** The root of the container, with the programs that deploy/Containerfile collects: the commands run in it, with nothing beside. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { atProgram } from '../support/boundary-program.ts';
import { rulesetTest } from '../support/kernel.ts';
import { tableAt } from '../support/running-table.ts';

const repository = path.join(import.meta.dirname, '../..');

/** As the build file names them. */
const programs = (
  /collect-programs\.sh \/root-of-container (.*) \\$/m.exec(
    readFileSync(path.join(repository, 'deploy/Containerfile'), 'utf8'),
  )?.[1] ?? ''
).split(' ');

rulesetTest('apply, confirm and drift run in the root of the container, which has no shell', async () => {
  expect(programs).toContain('nft');
  await atProgram(async ({ router, folder, plant }) => {
    const root = path.join(folder, 'root');
    const collect = path.join(repository, 'deploy/collect-programs.sh');
    execFileSync(collect, [root, ...programs, process.execPath], {
      env: { PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    expect(['sh', 'bash', 'dash'].filter((name) => existsSync(path.join(root, 'bin', name)))).toEqual([]);
    expect(readdirSync(path.join(root, 'usr/bin')).filter((name) => /sh$/.test(name))).toEqual([]);
    for (const name of ['opt/zonewright', 'proc', 'tmp', 'var/lib/zonewright'])
      mkdirSync(path.join(root, name), { recursive: true });
    cpSync(plant.folder, path.join(root, 'plant'), { recursive: true });
    await router.run(['mount', '--bind', '-o', 'ro', repository, path.join(root, 'opt/zonewright')]);
    mkdirSync(path.join(root, 'dev'));
    writeFileSync(path.join(root, 'dev/null'), '');
    await router.run(['mount', '--bind', '/dev/null', path.join(root, 'dev/null')]);
    await router.run(['mount', '-t', 'proc', 'proc', path.join(root, 'proc')]);
    const run = (args: readonly string[]) =>
      router.attempt([
        ...['setpriv', '--no-new-privs', '--bounding-set', '-all,+net_admin,+sys_chroot', '--inh-caps', '-all'],
        ...[
          'env',
          '-i',
          'ZONEWRIGHT_CACHE=off',
          '/usr/sbin/chroot',
          root,
          process.execPath,
          '/opt/zonewright/src/cli/main.ts',
          ...args,
        ],
      ]);
    expect(await run(['--version'])).toMatchObject({ code: 0 });
    const applied = await run(['apply', '--plant', '/plant', '-b', 'fw', '--first-listen', '0s']);
    expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining('read back') as string });
    expect(applied.stdout).toContain('not rehearsed in a throw-away namespace: `id` is not installed on this host');
    expect(await run(['confirm', '-b', 'fw'])).toMatchObject({ code: 0 });
    expect(existsSync(path.join(root, 'var/lib/zonewright/fw/fw.nft'))).toBe(true);
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' }, trial: null });
    const drift = ['drift', '--plant', '/plant', '-b', 'fw'];
    expect(await run(drift)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^fw: what passes is what the plant says/) as string,
    });
    await router.run(['ip', 'link', 'delete', 'eth1']);
    expect(await run(drift)).toMatchObject({ code: 1, stdout: expect.stringContaining('drift/interface') as string });
  });
});
