/** Invariants as a plant writes them: what violates them, what shows it, who answers for it and until when. */
import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/run-cli.ts';
import { temporaryPlant } from '../../support/temporary-plant.ts';

const plant = `plant: small
timezone: Europe/Berlin
zones:
  office: {level: 4, kind: enterprise, networks: [10.1.0.0/24], owner: it, security-level: 1, scope: site}
  dmz: {level: 3.5, kind: dmz, networks: [10.2.0.0/24], owner: it, security-level: 2, scope: site}
  scada: {level: 2, kind: control, networks: [10.3.0.0/24], owner: ops, security-level: 2, scope: site}
  cell: {level: 1, kind: cell, networks: [10.4.0.0/24], owner: line, security-level: 2, scope: site}
assets:
  pc: {zone: office, class: office_pc, ip: 10.1.0.10}
  jump: {zone: dmz, class: jump_server, ip: 10.2.0.10}
  scada-1: {zone: scada, class: scada_server, ip: 10.3.0.10}
  plc: {zone: cell, class: plc, ip: 10.4.0.10}
conduits:
  a: {from: office, to: dmz, owner: it, allow: {desk: {from: [pc], to: [jump], protocol: rdp, reason: administration}}}
  b: {from: dmz, to: scada, owner: it, allow: {desk: {from: [jump], to: [scada-1], protocol: ssh, reason: maintenance}}}
  c: {from: scada, to: cell, owner: ops, allow: {poll: {from: [scada-1], to: [plc], protocol: modbus, operations: [read, write], reason: overview}}}
`;

/** The findings about invariants, without the clause and the help. */
async function check(more: string, files = plant, now = '2026-09-10T12:00:00Z'): Promise<readonly string[]> {
  const folder = temporaryPlant({ 'plant.yaml': `${files}${more}` });
  try {
    const { stdout, stderr } = await runCli(['check', '--format', 'json'], {
      cwd: folder.folder,
      env: { ZONEWRIGHT_NOW: now },
    });
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as {
      findings: { code: string; severity: string; message: string; at: { line: number } | null }[];
    };
    return findings
      .filter(
        ({ code }) => code.startsWith('invariant/') || code.startsWith('schema/') || code.startsWith('reference/'),
      )
      .map(({ code, message, at }) => `${code}:${at?.line ?? '-'} ${message.split('; why')[0] ?? ''}`);
  } finally {
    folder.remove();
  }
}

describe('never and only', () => {
  test('show the grant with one conversation that goes against them', async () => {
    const [finding, ...more] = await check(
      'invariants:\n  read-only: {never: {to: cell, operations: [write]}, reason: recipes are loaded by hand}\n',
    );
    expect(more).toEqual([]);
    expect(finding).toContain('invariant/violated:16');
    expect(finding).toContain('grant `c/poll`'.replaceAll('`', ''));
    expect(finding).toMatch(/scada\/scada-1 -> cell\/plc modbus write/);
    expect(finding).toContain('recipes are loaded by hand');
  });

  test('hold where nothing goes against them', async () => {
    expect(
      await check(
        'invariants:\n  quiet: {never: {from: office, to: cell}}\n  known: {only: {protocols: [rdp, ssh, modbus]}}\n',
      ),
    ).toEqual([]);
  });

  test('only speaks of every grant that it does not cover', async () => {
    const found = await check('invariants:\n  reads: {only: {operations: [read]}}\n');
    expect(found.map((each) => each.slice(0, 21))).toEqual([
      'invariant/violated:14',
      'invariant/violated:15',
      'invariant/violated:16',
    ]);
  });

  test('count nothing that is over', async () => {
    const over = plant.replace('reason: maintenance', 'expires: 2026-09-09, reason: maintenance');
    const law = 'invariants:\n  no-ssh: {never: {protocols: [ssh]}}\n';
    expect(await check(law, over)).toEqual([]);
    expect(await check(law, over, '2026-09-09T12:00:00Z')).toHaveLength(1);
  });
});

describe('chains and relays', () => {
  test('a chain that a hop interrupts holds, and another way is shown with its conduits', async () => {
    const law = 'invariants:\n  dmz-only: {no-chain: {from: {level: ">=4"}, to: "kind:cell", without: "kind:dmz"}}\n';
    expect(await check(law)).toEqual([]);
    const shortcut = plant.replace(
      '  b: {',
      '  x: {from: office, to: scada, owner: it, allow: {view: {from: [pc], to: [scada-1], protocol: https, reason: reports}}}\n  b: {',
    );
    const [finding, ...more] = await check(law, shortcut);
    expect(more).toEqual([]);
    expect(finding).toContain('a chain of conduits leads office -> scada -> cell, by x/view, then c/poll');
  });

  test('a protocol on both sides of the DMZ is named with both legs', async () => {
    const law = 'invariants:\n  ends-there: {no-relay: {through: "kind:dmz"}}\n';
    expect(await check(law)).toEqual([]);
    const [finding, ...more] = await check(law, plant.replace('protocol: rdp', 'protocol: ssh'));
    expect(more).toEqual([]);
    expect(finding).toContain(
      'ssh is allowed on both sides of dmz: office -> dmz by a/desk, and dmz -> scada by b/desk',
    );
    expect(
      await check(
        law.replace('"kind:dmz"}', '"kind:dmz", protocols: [rdp]}'),
        plant.replace('protocol: rdp', 'protocol: ssh'),
      ),
    ).toEqual([]);
  });
});

describe('waivers', () => {
  const law = (waiver: string): string =>
    `invariants:\n  read-only:\n    never: {to: cell, operations: [write]}\n    waivers: {${waiver}}\n`;
  const own = 'c/poll: {owner: line, reason: until the recipe server is there, expires: 2026-10-31}';

  test('turn a violation into a notice until their last day, and say so loudly afterwards', async () => {
    expect(await check(law(own))).toEqual([expect.stringMatching(/^invariant\/waived:16 .*line.* until 2026-10-31/)]);
    expect(await check(law(own), plant, '2026-10-31T22:30:00Z')).toEqual([expect.stringMatching(/^invariant\/waived/)]);
    expect(await check(law(own), plant, '2026-10-31T23:30:00Z')).toEqual([
      expect.stringMatching(/^invariant\/violated:16 .*the waiver of .*line.* ended on 2026-10-31/),
    ]);
  });

  test('that nobody needs are told', async () => {
    expect(await check(law(`${own}, b/desk: {owner: it, reason: x, expires: 2026-12-31}`))).toEqual([
      expect.stringMatching(/^invariant\/waived/),
      expect.stringMatching(/^invariant\/waiver-unused:20/),
    ]);
  });

  test('need an owner, a reason and an end', async () => {
    const found = await check(law('c/poll: {owner: line}'));
    expect(found[0]).toMatch(/^schema\/missing-key:20/);
  });
});

test('compile writes nothing that goes against an invariant', async () => {
  const folder = temporaryPlant({
    'plant.yaml': `${plant}invariants:\n  read-only: {never: {to: cell, operations: [write]}}\n`,
  });
  try {
    const { exitCode, stderr, stdout } = await runCli(['compile', '-o', 'policy.tar.gz'], { cwd: folder.folder });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('nothing is written: 1 violation of invariants');
  } finally {
    folder.remove();
  }
});
