/** Commands on a plant whose boundary translates addresses: traffic of both sides, explanations, and changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditReport } from '../../src/model/audit.ts';
import type { DevicesReport } from '../../src/model/devices.ts';
import type { ExplainReport } from '../../src/model/explain.ts';
import { changedLines, type ExplainedPlant, explainedPlant } from '../support/explained-plant.ts';
import { runCli } from '../support/run-cli.ts';
import { type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';
import { connFields, zeekTsv } from '../support/zeek.ts';

const line = `plant: site
scopes: {north: {vlan: 10}, line-1: {vlan: 110}, line-2: {vlan: 120}}
zones:
  scada: {scope: north, level: 2, kind: control, networks: [10.20.0.0/24], owner: ops, security-level: 2}
  line-1: {scope: line-1, level: 1, kind: cell, networks: [192.168.0.0/24], owner: one, security-level: 2}
  line-2: {scope: line-2, level: 1, kind: cell, networks: [192.168.0.0/24], owner: two, security-level: 2}
assets:
  scada-1: {zone: scada, class: scada_server, ip: 10.20.0.10}
  plc-1: {zone: line-1, class: plc, ip: 192.168.0.11}
  hmi-1: {zone: line-1, class: hmi_modern, ip: 192.168.0.21}
  plc-2: {zone: line-2, class: plc, ip: 192.168.0.11}
conduits:
  down:
    from: scada
    to: line-1
    owner: ops
    allow:
      poll: {from: scada-1, to: plc-1, protocol: ssh, reason: upkeep}
      web: {from: scada-1, to: hmi-1, protocol: https, reason: screens}
boundaries:
  fw-1:
    dialect: nftables
    interfaces: {eth0: scada, eth1: line-1}
    nat: {line: {outside: {scope: north, network: 10.20.1.0/24}, inside: {scope: line-1, network: 192.168.0.0/24}}}
    port-forwards: {web: {outside: {scope: north, ip: 10.20.0.2, port: tcp/8443}, to: hmi-1, port: 443}}
  fw-2:
    dialect: nftables
    interfaces: {eth0: scada, eth1: line-2}
    nat: {line: {outside: {scope: north, network: 10.20.2.0/24}, inside: {scope: line-2, network: 192.168.0.0/24}}}
`;

type Row = readonly [destination: string, port: number, service: string];

/** Connections from SCADA that were observed in one place. */
function connections(rows: readonly Row[]): string {
  return zeekTsv(
    'conn',
    connFields,
    rows.map(([destination, port, service], index) => ({
      ts: `1789041600.00000${index}`,
      uid: `C${index}`,
      'id.orig_h': '10.20.0.10',
      'id.orig_p': 40_000 + index,
      'id.resp_h': destination,
      'id.resp_p': port,
      proto: 'tcp',
      service,
      conn_state: 'SF',
      history: 'ShADadFf',
      orig_pkts: 5,
      resp_pkts: 5,
    })),
  );
}

describe('commands', () => {
  let folder: TemporaryPlant;

  beforeAll(() => {
    folder = temporaryPlant({
      'plant.yaml': line,
      'outside.log': connections([
        ['10.20.1.11', 22, 'ssh'],
        ['10.20.0.2', 8443, 'ssl'],
        ['10.20.1.11', 8080, 'http'],
        ['10.20.1.99', 22, 'ssh'],
      ]),
      'inside.log': connections([
        ['192.168.0.11', 22, 'ssh'],
        ['192.168.0.21', 443, 'ssl'],
        ['192.168.0.11', 8080, 'http'],
        ['192.168.0.99', 22, 'ssh'],
      ]),
    });
  });

  afterAll(() => folder.remove());

  async function json<T>(...args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await runCli(args, { cwd: folder.folder });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** Each conversation by who takes part, with its verdict. */
  function verdicts({ conversations }: AuditReport): readonly string[] {
    return conversations.map(
      ({ source, destination, service, verdict }) =>
        `${source.asset} > ${destination.zone}/${destination.asset} ${service.forwardedTo ?? service.port} ${JSON.stringify(verdict)}`,
    );
  }

  test('audit gives one conversation the same verdict, wherever it was observed', async () => {
    const outside = await json<AuditReport>('audit', 'outside.log', '--scope', 'north', '--format', 'json');
    const inside = await json<AuditReport>('audit', 'inside.log', '--scope', 'line-1', '--format', 'json');
    expect(outside.summary).toMatchObject({ conversations: 4, allowed: 2, denied: 2 });
    expect([...verdicts(outside)].sort()).toEqual([...verdicts(inside)].sort());
  });

  test('audit finds out where traffic was observed whose ends only one scope knows', async () => {
    const { conversations } = await json<AuditReport>('audit', 'outside.log', '--format', 'json');
    expect(new Set(conversations.map((each) => each.scope))).toEqual(new Set(['north']));
  });

  test('reports name the address that was observed and what it stands for, in JSON and in text', async () => {
    const { conversations } = await json<AuditReport>('audit', 'outside.log', '--scope', 'north', '--format', 'json');
    const at = (address: string): (typeof conversations)[number] | undefined =>
      conversations.find(({ destination }) => destination.address === address);
    expect(at('10.20.0.2')).toMatchObject({
      scope: 'north',
      source: { address: '10.20.0.10', asset: 'scada-1', standsFor: null },
      destination: { asset: 'hmi-1', standsFor: { scope: 'line-1', address: '192.168.0.21' } },
      service: { port: 8443, forwardedTo: 443 },
    });
    const { stdout } = await runCli(['audit', 'outside.log', '--scope', 'north'], { cwd: folder.folder });
    expect(stdout).toContain('plc-1 10.20.1.11 (192.168.0.11 in line-1) [line-1]');
    expect(stdout).toContain('10.20.1.99 (192.168.0.99 in line-1) [line-1]');
    const inside = await runCli(['audit', 'inside.log', '--scope', 'line-1', '--all'], { cwd: folder.folder });
    expect(inside.stdout).not.toContain(' in line-1)');
  });

  test('explain accepts either address, and asks which scope is meant where several would do', async () => {
    const explain = async (...words: readonly string[]): Promise<ExplainReport> =>
      json<ExplainReport>('explain', '--format', 'json', ...words);
    for (const words of [
      ['10.20.0.10 -> 10.20.1.11 ssh'],
      ['scada-1 -> 10.20.1.11 ssh'],
      ['scada-1 -> plc-1 ssh'],
      ['--scope', 'line-1', '10.20.0.10 -> 192.168.0.11 ssh'],
      ['--scope', 'line-1', 'scada-1 -> 192.168.0.11 ssh'],
      ['--scope', 'line-1', 'scada-1 -> plc-1 ssh'],
      ['10.20.0.10 -> plc-1 ssh'],
    ]) {
      const { answers } = await explain(...words);
      expect(answers).toMatchObject([{ destination: { asset: 'plc-1' }, verdict: { grants: ['down/poll'] } }]);
    }
    const { answers } = await explain('scada-1 -> 10.20.0.2 https:8443');
    expect(answers).toMatchObject([{ destination: { asset: 'hmi-1' }, verdict: { grants: ['down/web'] } }]);
    const { stderr } = await runCli(['explain', 'scada-1 -> 192.168.0.11 ssh'], { cwd: folder.folder });
    expect(stderr).toContain('means a device in each of the scopes line-1, line-2');
    const wrong = await runCli(['explain', '--scope', 'line-3', 'scada-1 -> plc-1 ssh'], { cwd: folder.folder });
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('no zone is in the scope line-3')]);
  });

  test('devices are placed behind the translation', async () => {
    folder.write(
      'ssh.log',
      zeekTsv(
        'ssh',
        ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'server'],
        [
          {
            ts: '1789041600.0',
            uid: 'C0',
            'id.orig_h': '10.20.0.10',
            'id.orig_p': 4,
            'id.resp_h': '10.20.2.11',
            'id.resp_p': 22,
            server: 'SSH-2.0-OpenSSH_9.2',
          },
        ],
      ),
    );
    const { devices } = await json<DevicesReport>('devices', 'ssh.log', '--scope', 'north', '--format', 'json');
    expect(devices).toMatchObject([{ address: '10.20.2.11', asset: 'plc-2', zone: 'line-2' }]);
  });
});

describe('a change', () => {
  let plant: ExplainedPlant;

  beforeAll(async () => {
    plant = await explainedPlant({ 'plant.yaml': line });
  });

  test('declares an unknown device by its own address', async () => {
    const lines = changedLines(await plant.propose('10.20.0.10 -> 10.20.1.99 ssh'));
    expect(lines.join('\n')).toContain('device-192-168-0-99:');
    expect(lines.join('\n')).toContain('192.168.0.99');
    expect(lines.join('\n')).not.toContain('10.20.1.99');
  });

  test('grants the port behind a port forward', async () => {
    const [judgement] = plant.judgeWords('10.20.0.10 -> 10.20.0.2 ssh:tcp/8443');
    expect(judgement?.verdict).toMatchObject({ kind: 'denied', reason: 'service-not-granted' });
    const lines = changedLines(await plant.propose('10.20.0.10 -> 10.20.0.2 ssh:tcp/8443', 'own'));
    expect(lines.join('\n')).toContain('ports: [443]');
    expect(lines.join('\n')).not.toContain('8443');
  });
});
