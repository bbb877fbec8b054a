/** The bindings against stand-ins for the binary, so that they are tested where no `nft` is. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRuleset } from '../../../src/platform/nft/check-ruleset.ts';
import { listRuleset } from '../../../src/platform/nft/list-ruleset.ts';
import { nftVersion } from '../../../src/platform/nft/nft-version.ts';
import { runNft } from '../../../src/platform/nft/run-nft.ts';
import { noRulesets, rulesetTest } from '../../support/kernel.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zonewright-nft-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A shell script that stands in for `nft`. */
function standIn(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('reads the version', async () => {
  const nft = standIn('version', 'echo "nftables v1.0.6 (Lester Gooch #5)"');
  expect(await nftVersion({ nft })).toEqual({ status: 'available', version: '1.0.6' });
});

test('throws when the binary is something else', async () => {
  const nft = standIn('other', 'echo "usage: other"; exit 1');
  await expect(nftVersion({ nft })).rejects.toMatchObject({ name: 'NftError', code: 'nft/refused' });
});

test('tells a crash as one, with the reason that is known', async () => {
  const nft = standIn('crash', 'kill -s SEGV $$');
  expect(await nftVersion({ nft })).toEqual({
    status: 'unavailable',
    reason: `\`${nft}\` crashed, as 1.0.6 does on a table that a much newer one has loaded: use the version that loaded it`,
  });
});

test('answers that a binary is not there, or may not be run', async () => {
  const missing = path.join(folder, 'missing');
  expect(await nftVersion({ nft: missing })).toEqual({
    status: 'unavailable',
    reason: `\`${missing}\` is not installed`,
  });
  const denied = standIn('denied', '');
  chmodSync(denied, 0o644);
  expect(await listRuleset(['ruleset'], { nft: denied })).toEqual({
    status: 'unavailable',
    reason: `\`${denied}\` may not be run by this user`,
  });
});

test('stops a binary that hangs, and one that never stops talking', async () => {
  const hangs = standIn('hangs', 'exec sleep 60');
  await expect(nftVersion({ nft: hangs, timeout: 200 })).rejects.toMatchObject({ code: 'nft/timeout' });
  const talks = standIn('talks', 'exec yes');
  await expect(listRuleset(['ruleset'], { nft: talks, outputLimit: 1_000 })).rejects.toMatchObject({
    code: 'nft/output',
  });
});

test('passes arguments and input without a shell', async () => {
  const echo = standIn('echo', 'for each in "$@"; do printf "[%s]" "$each"; done; cat');
  const run = await runNft(echo, ['a b', '$(id)', ';'], 'input "quoted"', {});
  expect(run).toMatchObject({ exitCode: 0, stdout: '[a b][$(id)][;]input "quoted"' });
});

test('lists a ruleset', async () => {
  const nft = standIn(
    'lists',
    `test "$1 $2 $3" = "--json list table" && echo '{"nftables": [{"table": {"family": "inet", "name": "z"}}]}'`,
  );
  const answer = await listRuleset(['table', 'inet', 'z'], { nft });
  expect(answer).toMatchObject({ status: 'listed', objects: [{ kind: 'table', name: 'z' }] });
});

test('a listing that fails is an error with the message of nft', async () => {
  const nft = standIn('fails', 'echo "Error: No such file or directory" >&2; exit 1');
  await expect(listRuleset(['table', 'inet', 'z'], { nft })).rejects.toMatchObject({
    message: '`nft list table inet z` failed: No such file or directory',
    problems: [{ line: null, message: 'No such file or directory' }],
  });
});

test('a listing without privileges is unavailable', async () => {
  const nft = standIn('unprivileged', 'echo "Operation not permitted (you must be root)" >&2; exit 1');
  expect(await listRuleset(['ruleset'], { nft })).toMatchObject({ status: 'unavailable' });
});

test.skipIf(noRulesets !== null)('a check without nft is unavailable', async () => {
  const nft = path.join(folder, 'missing');
  expect(await checkRuleset('', { nft })).toEqual({ status: 'unavailable', reason: `\`${nft}\` is not installed` });
});

test.skipIf(noRulesets !== null)(
  'a ruleset too large for a namespace without privileges is unavailable, not refused',
  async () => {
    const nft = standIn('large', 'echo "netlink: Error: Could not process rule: Message too long" >&2; exit 1');
    expect(await checkRuleset('', { nft })).toMatchObject({ status: 'unavailable' });
  },
);

rulesetTest('accepts a good ruleset and leaves nothing behind', async () => {
  expect(await checkRuleset('table inet zonewright-check { chain c { accept; }; }\n')).toEqual({ status: 'accepted' });
  const answer = await listRuleset();
  if (answer.status === 'listed') expect(JSON.stringify(answer.objects)).not.toContain('zonewright-check');
});

rulesetTest('points at the line of a bad ruleset, whether nft or the kernel refuses it', async () => {
  const syntax = await checkRuleset('table inet t {\n\tchain c {\n\t\ttcp dport 99999 accept\n\t}\n}\n');
  expect(syntax).toMatchObject({
    status: 'rejected',
    error: { problems: [{ line: 3, message: 'Service out of range' }] },
  });
  const kernel = await checkRuleset('add table inet t\nadd chain inet t c\nadd rule inet t c jump nowhere\n');
  expect(kernel).toMatchObject({ status: 'rejected', error: { code: 'nft/refused', problems: [{ line: 3 }] } });
});
