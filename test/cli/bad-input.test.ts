/** Hostile and broken input: a clear finding with its position, the rest still processed, never a stack trace, never a hang. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureOf, modbusRequest } from '../support/bad-capture.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
});

afterEach(() => plant.remove());

const run = async (...args: string[]) => {
  const result = await runCli(args, { cwd: plant.folder });
  const text = result.stdout + result.stderr;
  expect(text).not.toMatch(/internal error|^\s+at .*:\d+:\d+\)?$/m);
  return { ...result, text };
};

describe('plant files', () => {
  test('a plant without a policy is not analysed', async () => {
    plant.write('plant.yaml', smallPlant.replace('from: control', 'from: contrl'));
    const { stdout, stderr, exitCode } = await run('analyze');
    expect(stderr).toContain('there is no policy');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test.each([
    [
      'malformed YAML',
      'conduits/x.yaml',
      'conduits:\n  a: {from: control\n  to: [',
      /yaml\/syntax {2}conduits\/x\.yaml:\d+:\d+/,
    ],
    [
      'an unknown key',
      'zones/x.yaml',
      'zones:\n  more: {level: 1, kind: cell, netwroks: [10.9.0.0/24]}\n',
      /schema\/unknown-key {2}zones\/x\.yaml:2:\d+[\s\S]*did you mean `networks`/,
    ],
    [
      'a wrong type',
      'zones/x.yaml',
      'zones:\n  more: {level: high, kind: cell}\n',
      /schema\/wrong-type {2}zones\/x\.yaml:2:17/,
    ],
    ['a list where a map belongs', 'zones/x.yaml', 'zones: [a, b]\n', /schema\/wrong-type {2}zones\/x\.yaml:1:8/],
    [
      'cyclic extends',
      'zones/x.yaml',
      'templates:\n  a: {extends: b, kind: cell}\n  b: {extends: a, kind: cell}\nzones:\n  more: {extends: a, networks: [10.9.0.0/24]}\n',
      /template\/cycle {2}zones\/x\.yaml:\d+:\d+/,
    ],
    [
      'a Rego syntax error',
      'policies/x.rego',
      'package plant.allow.x\n\ngrant contains "a" if {\n',
      /rego\/parse {2}policies\/x\.rego:\d+:\d+/,
    ],
    [
      'a misspelt input',
      'policies/x.rego',
      'package plant.allow.x\n\ngrant contains "a" if input.sorce.zone == "cell"\n',
      /rego\/type {2}policies\/x\.rego:3:\d+[\s\S]*source/,
    ],
    [
      'a forbidden builtin',
      'policies/x.rego',
      'package plant.allow.x\n\ngrant contains "a" if http.send({"url": "x"})\n',
      /rego\/builtin {2}policies\/x\.rego:3:\d+[\s\S]*`http\.send`/,
    ],
    [
      'a clock',
      'policies/x.rego',
      'package plant.allow.x\n\ngrant contains "a" if time.now_ns() > 0\n',
      /rego\/builtin {2}policies\/x\.rego:3:\d+[\s\S]*`time\.now_ns`/,
    ],
  ])('%s is a finding with its position; check exits 1 and compile 2', async (_what, file, text, expected) => {
    plant.write(file, text);
    const checked = await run('check');
    expect(checked.stdout).toMatch(expected);
    expect(checked.exitCode).toBe(1);
    const compiled = await run('compile', '-o', 'p.tar.gz');
    expect(compiled.exitCode).toBe(2);
    expect(compiled.text).toContain('there is no policy');
  });

  test('one broken file does not hide the findings of another', async () => {
    plant.write('zones/a.yaml', 'zones: {broken: [');
    plant.write('zones/b.yaml', 'zones:\n  more: {level: 1, kind: cell, netwroks: [10.9.0.0/24]}\n');
    const { stdout } = await run('check');
    expect(stdout).toContain('zones/a.yaml');
    expect(stdout).toContain('netwroks');
  });

  test('an alias bomb that would unfold to gigabytes is a finding within seconds', async () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const [before, own] = [level - 1, level].map((each) => String.fromCharCode(97 + each));
      levels.push(`${own}: &${own} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
    }
    plant.write('zones/bomb.yaml', `${levels.join('\n')}\n`);
    const before = process.cpuUsage();
    const { stdout, exitCode } = await run('check');
    const { user } = process.cpuUsage(before);
    expect(stdout).toMatch(/limit\/exceeded {2}zones\/bomb\.yaml/);
    expect(exitCode).toBe(1);
    expect(user / 1e6).toBeLessThan(20);
  });

  test('a conduit from every zone to every zone of a thousand is refused, with its place', async () => {
    const zones = Array.from(
      { length: 1000 },
      (_, index) =>
        `  m${index}: {level: 1, kind: cell, networks: [10.${100 + (index >> 8)}.${index & 255}.0/24], owner: o}\n`,
    );
    plant.write('zones/many.yaml', `zones:\n${zones.join('')}`);
    plant.write(
      'conduits/any.yaml',
      'conduits:\n  open: {from: any, to: any, owner: o, allow: {all: {from: any, to: any, protocol: tcp, reason: r}}}\n',
    );
    const { stdout, exitCode } = await run('check');
    expect(stdout).toMatch(/limit\/exceeded {2}conduits\/any\.yaml:2:\d+/);
    expect(exitCode).toBe(1);
  });

  test('a file of 100 MB is refused and not read to its end', async () => {
    plant.write('zones/large.yaml', Buffer.alloc(100 * 1024 * 1024, 'zones: &a [*a, *a]\n'));
    const { stdout, exitCode } = await run('check');
    expect(stdout).toMatch(/file\/too-large {2}zones\/large\.yaml/);
    expect(exitCode).toBe(1);
  });

  test('text that would paint the terminal is shown escaped', async () => {
    plant.write('plant.yaml', smallPlant.replace('from: control', 'from: "\\e[31mred\\a"'));
    const { text } = await run('check');
    expect(text).not.toContain('\u001b[31mred');
    expect(text).not.toContain('\u0007');
    expect(text).toContain('\\x1b[31mred');
  });

  test('a link that leads out of the plant is not followed', async () => {
    const { symlinkSync } = await import('node:fs');
    symlinkSync('/etc', `${plant.folder}/zones`);
    const { stdout } = await run('check');
    expect(stdout).toContain('2 zones');
  });

  test('a policy that never ends is stopped, and says so', async () => {
    // It takes little memory, which would run out before the time on a fast machine, and nothing to lower.
    plant.write(
      'policies/x.rego',
      'package plant.allow.x\n\ngrant contains "never" if {\n\tall := numbers.range(1, input.object.first)\n\tsome a in all\n\tsome b in all\n\tsome c in all\n\ta > c\n\tc > b\n\tb > a\n\tinput.operation.class == "read"\n}\n',
    );
    plant.write('conduits/x.yaml', 'conduits:\n  more: {from: cell, to: control, owner: ops, allowlists: [x]}\n');
    const { stdout, exitCode } = await run('explain', 'plc -> scada modbus read_coils coils 4000 unit 1');
    expect(stdout).toContain('the policy took longer than');
    expect(exitCode).toBe(1);
  });
});

describe('traffic', () => {
  const good = modbusRequest('10.20.0.10', '10.20.1.11', 3);

  test('a capture cut off in the middle of a packet: what was there is judged, the rest is counted', async () => {
    const whole = captureOf([good, good, good]);
    plant.write('cut.pcap', whole.subarray(0, whole.length - 20));
    const { stdout } = await run('audit', 'cut.pcap');
    expect(stdout).toMatch(/cut\.pcap: pcap, 2 packets, skipped: 1 /);
    expect(stdout).toContain('1 conversation');
  });

  test('a capture of garbage behind a good header is no crash', async () => {
    const noise = Buffer.alloc(5000, 0xa7);
    plant.write('noise.pcap', Buffer.concat([captureOf([good]), noise]));
    const { stdout, exitCode } = await run('audit', 'noise.pcap');
    expect(stdout).toContain('noise.pcap: pcap, 1 packet');
    expect(exitCode).toBe(0);
  });

  test('broken lines of a log are counted with their first position, the others judged', async () => {
    const fields = 'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception';
    const row = '1789466400.000000\tCaa\t10.20.0.10\t40000\t10.20.1.11\t502\t1\t1\tREAD_COILS\tREQ\t-';
    const broken = [
      row,
      'half a line',
      row.replace('10.20.1.11', '999.1.1.1'),
      row.replace('1789466400', 'yesterday'),
      row,
    ];
    plant.write('modbus.log', ['#separator \\x09', '#path\tmodbus', `#fields\t${fields}`, ...broken, ''].join('\n'));
    const { stdout } = await run('audit', 'modbus.log');
    expect(stdout).toMatch(/skipped: \d/);
    expect(stdout).toMatch(/modbus\.log line 5: /);
    expect(stdout).toContain('1 allowed');
  });

  test('one unreadable file among good ones does not stop the audit', async () => {
    plant.write('a.pcap', captureOf([good]));
    plant.write('b.txt', 'not a capture');
    const { stdout, stderr, exitCode } = await run('audit', 'a.pcap', 'b.txt');
    expect(stdout).toContain('1 conversation');
    expect(stderr).toContain('b.txt: unknown format');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['a file that is not there', ['--flows', 'nosuch.pcap'], 'cannot read nosuch.pcap'],
    ['a file that is no traffic', ['--flows', 'b.txt'], 'b.txt: unknown format'],
    ['an unknown scope', ['--flows', 'a.pcap', '--scope', 'moon'], 'no zone is in the scope moon'],
    ['an unknown format', ['--format', 'yaml'], 'yaml'],
  ])('analyze says why it cannot use %s, and exits 2', async (_what, args, message) => {
    plant.write('a.pcap', captureOf([good]));
    plant.write('b.txt', 'not a capture');
    const { stdout, stderr, exitCode } = await run('analyze', ...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test.each([
    ['standard input, which cannot be read twice', ['-', '--decoder', 'tshark'], 'standard input can be read once'],
    ['a capture that goes on', ['a.pcap', '--follow', '--decoder', 'tshark'], 'leave out --follow'],
    ['a decoder that nobody has', ['a.pcap', '--decoder', 'wireshark'], 'tshark'],
  ])('the way through tshark is not for %s, and exits 2', async (_what, args, message) => {
    plant.write('a.pcap', captureOf([good]));
    const { stdout, stderr, exitCode } = await run('audit', ...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
