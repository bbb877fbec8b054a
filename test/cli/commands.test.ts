/** The command line as users and scripts meet it: what goes where, and the exit codes. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pcap } from '../support/capture-files.ts';
import { ethernet } from '../support/frames.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
});

afterEach(() => plant.remove());

const run = (...args: string[]) => runCli(args, { cwd: plant.folder });

describe('check', () => {
  test('says what the plant holds and exits 0 when nothing is found', async () => {
    const { exitCode, stdout, stderr } = await run('check');
    expect(stdout).toContain('small: 2 zones, 3 assets, 1 conduit, 3 grants; no findings');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  test('finds the plant from a folder below it', async () => {
    plant.write('conduits/more/x.yaml', '');
    const { exitCode } = await runCli(['check'], { cwd: path.join(plant.folder, 'conduits', 'more') });
    expect(exitCode).toBe(0);
  });

  test('prints findings with a caret and exits 1', async () => {
    plant.write(
      'plant.yaml',
      smallPlant.replace(
        'to: [plc], protocol: modbus, operations: [read]',
        'to: [plc], protocol: modbas, operations: [read]',
      ),
    );
    const { exitCode, stdout } = await run('check');
    expect(stdout).toMatch(/plant\.yaml:18:\d+/);
    expect(stdout).toContain('^^^^^^');
    expect(stdout).toContain('did you mean `modbus`?');
    expect(exitCode).toBe(1);
  });

  test('lets findings below the threshold pass', async () => {
    const expired = smallPlant.replace('during: sunday,', 'during: sunday, expires: 2026-09-01,');
    plant.write('plant.yaml', expired);
    expect((await run('check')).exitCode).toBe(1);
    expect((await run('check', '--fail-on', 'high')).exitCode).toBe(0);
    expect((await run('check', '--fail-on', 'never')).exitCode).toBe(0);
  });

  test('prints one JSON document', async () => {
    const { stdout } = await run('check', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'zonewright/check/v1',
      findings: [],
      summary: { zones: 2, errors: 0 },
    });
  });
});

describe('compile', () => {
  test('writes the same bundle twice', async () => {
    expect((await run('compile', '-o', 'a.tar.gz')).exitCode).toBe(0);
    expect((await run('compile', '-o', 'out/b.tar.gz')).exitCode).toBe(0);
    const [a, b] = ['a.tar.gz', 'out/b.tar.gz'].map((file) => readFileSync(path.join(plant.folder, file)));
    expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
  });

  test('refuses a plant with errors, says why, and writes nothing', async () => {
    plant.write('plant.yaml', smallPlant.replace('from: control', 'from: contrl'));
    const { exitCode, stdout, stderr } = await run('compile', '-o', 'a.tar.gz');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('did you mean `control`?');
    expect(existsSync(path.join(plant.folder, 'a.tar.gz'))).toBe(false);
  });
});

describe('explain', () => {
  test('names the grant that allows, with its place', async () => {
    const { exitCode, stdout } = await run('explain', 'scada -> plc modbus write_single_register holding 105 unit 1');
    expect(stdout).toContain('allowed  scada [control] -> plc [cell]');
    expect(stdout).toContain('by down/set (recipe)');
    expect(stdout).toContain('plant.yaml:19:7');
    expect(exitCode).toBe(0);
  });

  test.each([
    [
      'scada -> plc modbus write_single_register holding 130 unit 1',
      'object out of range',
      'objects is unit 1 holding 100-119',
    ],
    ['scada -> plc modbus write_single_register holding 130', 'object out of range', 'asked was holding 130\n'],
    ['ews -> plc modbus umas @2026-09-15T10:00', 'outside window', 'during is sunday'],
    ['ews -> plc modbus read_coils', 'endpoint not granted', 'from is control/scada'],
    ['scada -> plc ssh', 'service not granted', 'protocol is modbus'],
    ['scada -> plc modbus umas', 'operation not granted', 'operations is'],
    ['plc -> scada modbus read_coils', 'no conduit', ''],
    ['10.20.1.99 -> plc modbus read_coils', 'unknown source: undeclared in zone cell', ''],
    ['scada -> 192.0.2.1 modbus read_coils', 'unknown destination: in no zone', ''],
  ])('%s is denied: %s', async (conversation, reason, nearest) => {
    const { exitCode, stdout } = await run('explain', conversation);
    expect(stdout).toContain(`because ${reason}`);
    expect(stdout).toContain(nearest);
    expect(exitCode).toBe(1);
  });

  test("judges by the clock that was asked for, in the plant's own time zone", async () => {
    expect((await run('explain', 'ews -> plc modbus umas @2026-09-13T06:00')).exitCode).toBe(0);
    expect((await run('explain', 'ews -> plc modbus umas @2026-09-13T05:59')).exitCode).toBe(1);
    expect((await run('explain', 'ews -> plc modbus umas @2026-09-13T04:00:00Z')).exitCode).toBe(0);
  });

  test.each([
    ['scada plc modbus', 'SOURCE -> DESTINATION'],
    ['skada -> plc modbus', 'did you mean `scada`?'],
    ['scada -> plc modbas', 'did you mean `modbus`?'],
    ['scada -> plc modbus raed', 'did you mean `read`?'],
    ['scada -> plc modbus read unit', '`unit` is followed by its number'],
    ['scada -> plc modbus read holding 9-3', 'is empty'],
    ['scada -> plc modbus read @tomorrow', 'is no time'],
  ])('%s cannot be read, and says why', async (conversation, message) => {
    const { exitCode, stderr } = await run('explain', conversation);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(exitCode).toBe(2);
  });
});

describe('analyze', () => {
  const poll = '      poll: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: overview}\n';

  test('says that nothing is found, and exits 0', async () => {
    const { exitCode, stdout, stderr } = await run('analyze');
    expect(stdout).toBe('small: 3 grants; no findings\n');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  test('shows findings under their question, and fails from the severity that was asked for', async () => {
    plant.write('plant.yaml', smallPlant.replace(poll, poll + poll.replace('poll', 'overview')));
    const { exitCode, stdout } = await run('analyze', '--fail-on', 'low');
    expect(stdout).toMatch(/^== covered by other grants \(1\)\n\nlow {2}grant\/covered {2}plant\.yaml:18:7\n/);
    expect(stdout).toContain('grant `down/poll` is the same as `down/overview`');
    expect(stdout).toContain('small: 4 grants; 1 low\n');
    expect(exitCode).toBe(1);
    expect((await run('analyze')).exitCode).toBe(0);
  });

  test('looks at grants of Rego like at any others, and shows them at their rule', async () => {
    const rego =
      'package plant.allow.readers\n\ngrant contains "read" if {\n\tinput.operation.class == "read"\n\tinput.service.protocol == "modbus"\n}\n';
    plant.write('policies/readers.rego', rego);
    plant.write('plant.yaml', smallPlant.replace('    owner: ops\n', '    owner: ops\n    allowlists: [readers]\n'));
    const { stdout } = await run('analyze');
    expect(stdout).toContain('grant `down/poll` lies wholly within `plant.allow.readers/read`');
    expect(stdout).toContain('see: policies/readers.rego:3:1 `plant.allow.readers/read` stands here');
  });

  test('holds traffic against the grants, and says which were not used', async () => {
    const fields = 'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception';
    const row = '1789466400.000000\tCaa\t10.20.0.10\t40000\t10.20.1.11\t502\t1\t1\tREAD_COILS\tREQ\t-';
    const log = ['#separator \\x09', '#path\tmodbus', `#fields\t${fields}`, row, ''].join('\n');
    plant.write('modbus.log', log);
    const { stdout } = await run('analyze', '--flows', 'modbus.log');
    expect(stdout).toContain('== not used by the traffic (1)');
    expect(stdout).toContain('no conversation used grant `down/set` in 1 conversation from');
    // It was Tuesday: the window of the grant to load programs was closed all the time.
    expect(stdout).not.toContain('down/load');
    expect(stdout).toContain('in modbus.log\n');
    expect((await run('analyze', 'modbus.log')).stdout).toBe(stdout);
  });
});

describe('export', () => {
  test('writes the configuration with manifest and residual report', async () => {
    const { exitCode, stderr } = await run('export', '--boundary', 'fw', '-o', 'out');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('3 wider');
    for (const file of ['fw.nft', 'fw.manifest.json', 'fw.residual.md']) {
      expect(existsSync(path.join(plant.folder, 'out', file))).toBe(true);
    }
  });

  test('suggests the boundary that was meant', async () => {
    const { exitCode, stderr } = await run('export', '--boundary', 'fv');
    expect(stderr).toContain('did you mean fw?');
    expect(exitCode).toBe(2);
  });
});

describe('audit', () => {
  const zeek = (rows: readonly string[]): string =>
    [
      '#separator \\x09',
      '#unset_field\t-',
      '#path\tmodbus',
      '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception',
      ...rows,
      '',
    ].join('\n');
  const row = (source: string, func: string): string =>
    `1789466400.000000\tCaa\t${source}\t40000\t10.20.1.11\t502\t1\t1\t${func}\tREQ\t-`;

  test('prints denied conversations with their evidence and exits 1', async () => {
    plant.write('modbus.log', zeek([row('10.20.0.10', 'READ_COILS'), row('10.20.0.20', 'WRITE_SINGLE_COIL')]));
    const { exitCode, stdout } = await run('audit', 'modbus.log');
    expect(stdout).toContain('denied (1)');
    expect(stdout).toContain('modbus.log line 6');
    expect(stdout).toContain('2 conversations: 1 allowed, 1 denied, 0 unjudged');
    expect(exitCode).toBe(1);
  });

  test('exits 0 when all is allowed, also when some could not be judged', async () => {
    plant.write('modbus.log', zeek([row('10.20.0.10', 'READ_COILS'), row('10.20.0.10', 'WRITE_SINGLE_REGISTER')]));
    const { exitCode, stdout } = await run('audit', 'modbus.log');
    expect(stdout).toContain('1 allowed, 0 denied, 1 unjudged');
    expect(stdout).toContain('not shown by the source: object');
    expect(exitCode).toBe(0);
  });

  test('prints a conversation per line and then the summary as ndjson', async () => {
    plant.write('modbus.log', zeek([row('10.20.0.10', 'READ_COILS')]));
    const { stdout } = await run('audit', 'modbus.log', '--format', 'ndjson');
    const [first, last] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ source: { asset: 'scada' }, verdict: { kind: 'allowed', grants: ['down/poll'] } });
    expect(last).toMatchObject({ schema: 'zonewright/audit/v1', summary: { conversations: 1 } });
  });

  test.each([
    ['a file that is not there', ['nowhere.pcap'], 'there is no such file'],
    ['an empty folder', ['empty'], 'holds no files'],
    ['no file at all', [], 'Expected'],
  ])('says so and exits 2 for %s', async (_what, args, message) => {
    plant.write('empty/.keep', '');
    const { exitCode, stderr } = await run('audit', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test('says what is accepted when no input has a known format, and exits 2', async () => {
    plant.write('letter.txt', 'Dear all, the line stands still again.\n');
    const { exitCode, stderr } = await run('audit', 'letter.txt');
    expect(stderr).toContain('unknown format');
    expect(exitCode).toBe(2);
  });
});

describe('devices', () => {
  const plc = '00:80:f4:20:01:11';
  const octets = plc.split(':').map((octet) => Number.parseInt(octet, 16));
  const arp = ethernet(
    0x0806,
    Uint8Array.from([0, 1, 8, 0, 6, 4, 0, 1, ...octets, 10, 20, 1, 11, 0, 0, 0, 0, 0, 0, 10, 20, 0, 10]),
  );

  test('lists what the traffic tells, with the asset and the place where it stands', async () => {
    plant.write('arp.pcap', pcap([{ micros: 1_789_466_400_000_000, bytes: arp }]));
    const { exitCode, stdout } = await run('devices', 'arp.pcap');
    expect(stdout).toContain('plc 10.20.1.11 [cell]');
    expect(stdout).toContain(`mac-address  ${plc}  arp, once; arp.pcap frame 1`);
    expect(stdout).toMatch(/mac-vendor {3}TELEMECANIQUE ELECTRIQUE {2}ieee-oui/);
    expect(stdout).toContain('1 device, 2 facts');
    expect(exitCode).toBe(0);
  });

  test('the audit carries the same', async () => {
    plant.write('arp.pcap', pcap([{ micros: 1_789_466_400_000_000, bytes: arp }]));
    const devices = JSON.parse((await run('devices', 'arp.pcap', '--format', 'json')).stdout) as { devices: unknown };
    const audit = JSON.parse((await run('audit', 'arp.pcap', '--format', 'json')).stdout) as { devices: unknown };
    expect(audit.devices).toEqual(devices.devices);
  });

  test.each([
    ['a file that is no traffic', ['letter.txt'], 'letter.txt: unknown format'],
    ['no file at all', [], 'Expected'],
    ['an unknown scope', ['letter.txt', '--scope', 'moon'], 'no zone is in the scope moon'],
  ])('says so and exits 2 for %s', async (_what, args, message) => {
    plant.write('letter.txt', 'Dear all');
    const { exitCode, stderr } = await run('devices', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

describe('init', () => {
  test('writes a plant that checks clean, compiles and exports', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-init-'));
    const at = (...args: string[]) => runCli(args, { cwd: folder });
    expect((await at('init', 'mine')).exitCode).toBe(0);
    expect((await at('check', '--plant', 'mine')).stdout).toContain('no findings');
    expect((await at('compile', '--plant', 'mine', '-o', 'p.tar.gz')).exitCode).toBe(0);
    expect((await at('export', '--plant', 'mine', '--boundary', 'fw-line', '-o', 'fw')).exitCode).toBe(0);
    expect(existsSync(path.join(folder, 'mine', '.zonewright', 'plant.schema.json'))).toBe(true);
    expect(existsSync(path.join(folder, 'mine', '.gitignore'))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  test('never overwrites', async () => {
    const { exitCode, stderr } = await run('init');
    expect(stderr).toContain('exists already');
    expect(exitCode).toBe(2);
    expect(readFileSync(path.join(plant.folder, 'plant.yaml'), 'utf8')).toBe(smallPlant);
  });
});

describe('usage', () => {
  test.each([
    [['chek'], 'check'],
    [['check', '--plnat', 'x'], 'plant'],
    [['check', '--fail-on', 'hihg'], 'high'],
    [['export'], 'boundary'],
    [['compile'], 'output'],
    [['explain'], 'Expected'],
  ])('%j fails with 2 and helps', async (args, help) => {
    const { exitCode, stderr } = await run(...args);
    expect(stderr).toContain(help);
    expect(exitCode).toBe(2);
  });

  test('every command has help with examples', async () => {
    const [, listed = ''] = /^COMMANDS\n((?: {2}.*\n?)+)/m.exec((await run('--help')).stdout) ?? [];
    const commands = listed
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(' ')[0] ?? '');
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const { exitCode, stdout } = await run(command, '--help');
      expect({ command, stdout }).toMatchObject({ stdout: expect.stringMatching(/\b(?:Examples:|COMMANDS)\n/) });
      expect(stdout).toContain(`zonewright ${command}`);
      expect(exitCode).toBe(0);
    }
  });

  test('of a file that is torn, only the tear is told, and nothing that it may name counts as unused', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-torn-'));
    cpSync(path.join(import.meta.dirname, '../../examples/plants/dairy-line'), folder, { recursive: true });
    const codes = async (): Promise<readonly string[]> => {
      const { stdout } = await runCli(['check', '--format', 'json'], { cwd: folder });
      const { findings } = JSON.parse(stdout) as {
        readonly findings: readonly { code: string; at: { file: string } }[];
      };
      return findings.map(({ code, at }) => `${code} ${at.file}`);
    };
    const before = await codes();
    const file = 'conduits/scada-and-cells.yaml';
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect(text).toContain('allowlists: [historian]');
    writeFileSync(path.join(folder, file), text.replace('allowlists: [historian]', 'allowlists: ['));
    const after = await codes();
    expect(after.filter((each) => !before.includes(each))).toEqual([`yaml/syntax ${file}`]);
    rmSync(folder, { recursive: true });
  });

  test('the language server is found by its usual short name too', async () => {
    expect((await run('lsp', '--help')).stdout).toContain('Language Server Protocol');
  });

  test('no plant here is one clear line', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-none-'));
    const { exitCode, stderr } = await runCli(['check'], { cwd: folder });
    expect(stderr).toMatch(/^zonewright: no plant\.yaml in .* make one with `zonewright init`\n$/);
    expect(exitCode).toBe(2);
    rmSync(folder, { recursive: true });
  });
});
