/** `zonewright test`: what holds, what does not, what cannot be run, and what nothing exercises. */
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureOf, modbusRequest } from '../support/bad-capture.ts';
import { expectValid } from '../support/expect-valid.ts';
import { parseXml } from '../support/parse-xml.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
});

afterEach(() => plant.remove());

const run = async (...args: string[]) => {
  const result = await runCli(['test', ...args], { cwd: plant.folder });
  expect(result.stdout + result.stderr).not.toMatch(/internal error|^\s+at .*:\d+:\d+\)?$/m);
  return result;
};

/** A file of one test. */
const written = (...lines: string[]): string => `tests:\n  - name: t\n${lines.map((line) => `    ${line}\n`).join('')}`;

/** A file of tests in flow style, each on a line of its own from line 2, named by its place in the list. */
const listed = (bodies: readonly string[]): string =>
  `tests:\n${bodies.map((body, index) => `  - {name: t${index}, ${body}}\n`).join('')}`;

/** What the JSON report says about each test, in their order. */
async function outcomes(bodies: readonly string[]) {
  plant.write('tests/a.yaml', listed(bodies));
  const { stdout, exitCode } = await run('--format', 'json');
  const report = JSON.parse(stdout) as {
    tests: { outcome: string; problems: string[] }[];
    findings: { code: string; message: string; at: { line: number; column: number } }[];
  };
  expectValid('test', report);
  const told = report.tests.map(({ outcome, problems }) => `${outcome} ${problems.join('; ')}`.trim());
  return { told, exitCode, findings: report.findings.filter((each) => !each.code.startsWith('test/uncovered')) };
}

describe('a conversation', () => {
  test('holds when everything that it stands for is as expected', async () => {
    const { told, exitCode } = await outcomes([
      'conversation: scada -> plc modbus read, expect: allowed, grants: [down/poll]',
      'conversation: scada -> plc modbus write holding 130 unit 1, expect: denied, reason: object-out-of-range',
      'conversation: "ews -> plc modbus program @2026-09-13T07:00", expect: allowed, grants: down/load',
      'conversation: scada -> plc modbus, expect: unjudged',
    ]);
    expect(told).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(exitCode).toBe(0);
  });

  test('does not hold otherwise, and says what is different', async () => {
    const { told, exitCode, findings } = await outcomes([
      'conversation: scada -> plc modbus read, expect: denied',
      'conversation: "ews -> plc modbus program @2026-09-14T07:00", expect: allowed',
      'conversation: "ews -> plc modbus program @2026-09-14T07:00", expect: denied, reason: expired',
      'conversation: scada -> plc modbus read, expect: allowed, grants: [down/set]',
      'conversation: scada -> plc modbus write coils 3 unit 1, expect: allowed',
      'conversation: scada -> plc modbus, expect: allowed',
    ]);
    const late = 'denied because of outside-window; nearest is down/load, of which during is sunday';
    expect(told).toEqual([
      'failed it is allowed by down/poll, not denied',
      `failed it is ${late}, not allowed`,
      expect.stringContaining(`is ${late}, not because of expired`),
      expect.stringMatching(/^failed modbus read .* rests on down\/poll, not on down\/set$/),
      expect.stringContaining('denied because of object-out-of-range'),
      expect.stringContaining('it is unjudged, since nothing shows its operation and object, not allowed'),
    ]);
    const lines = readFileSync(path.join(plant.folder, 'tests/a.yaml'), 'utf8').split('\n');
    expect(findings.map(({ at }) => lines[at.line - 1]?.slice(at.column - 1))).toEqual([
      'denied}',
      'allowed}',
      'expired}',
      'down/set]}',
      'allowed}',
      'allowed}',
    ]);
    expect(exitCode).toBe(1);
  });

  test('cannot be run when it names what the plant does not have; the others are', async () => {
    const { told, exitCode } = await outcomes([
      'conversation: skada -> plc modbus read, expect: allowed',
      'conversation: scada -> plc modbus raed, expect: allowed',
      'conversation: scada -> plc modbus read, expect: allowed, scope: smal',
      'conversation: scada -> plc modbus read, expect: allowed, sessions: [acme]',
      'conversation: scada -> plc modbus read, expect: allowed',
    ]);
    expect(told).toEqual([
      'unreadable `skada` is neither an asset nor an address; did you mean `scada`?',
      'unreadable `raed` is no operation of `modbus`; did you mean `read`?',
      'unreadable there is no scope `smal`; did you mean `small`?',
      'unreadable there is no window of a vendor session that a grant asks for `acme`',
      'passed',
    ]);
    expect(exitCode).toBe(2);
  });

  test('has a vendor session when it says so, whatever the log says', async () => {
    plant.write(
      'plant.yaml',
      smallPlant
        .replace('windows:', 'windows:\n  acme: {session: {longest: 8h}}')
        .replace('during: sunday', 'during: acme'),
    );
    const { told } = await outcomes([
      'conversation: ews -> plc modbus program, expect: denied, reason: no-session',
      'conversation: ews -> plc modbus program, sessions: acme, expect: allowed',
    ]);
    expect(told).toEqual(['passed', 'passed']);
  });
});

describe('a recording', () => {
  const read = modbusRequest('10.20.0.10', '10.20.1.11', 0);
  const write = modbusRequest('10.20.0.10', '10.20.1.11', 129);
  write.writeUInt8(6, write.length - 5);
  write.writeUInt16BE(40_001, 34);

  beforeEach(() => plant.write('flows/a.pcap', captureOf([read, write])));

  const named = (words: string, expectation: string): string =>
    `flows: flows/a.pcap, conversations: [{conversation: "${words}", ${expectation}}]`;

  test('holds when its numbers and its named conversations do', async () => {
    const { told, exitCode } = await outcomes([
      'flows: flows/a.pcap, counts: {allowed: 1, denied: 1, unjudged: 0}',
      'flows: flows, counts: {denied: ">=1"}',
      named('scada -> plc modbus read', 'expect: allowed, grants: [down/poll]'),
      named('10.20.0.10 -> plc modbus write holding 120-130', 'expect: denied'),
      named('scada -> plc modbus:502 read', 'expect: allowed'),
      named('scada -> plc tcp/502', 'expect: allowed').replace('expect: allowed', 'expect: denied'),
    ]);
    expect(told.slice(0, 5)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed']);
    expect(told[5]).toMatch(/^failed modbus read .* at flows\/a\.pcap:1 is allowed by down\/poll, not denied$/);
    expect(exitCode).toBe(1);
  });

  test('does not hold otherwise, and names the frames', async () => {
    const { told, exitCode } = await outcomes([
      'flows: flows/a.pcap, counts: {denied: 0}',
      'flows: flows/a.pcap, counts: {allowed: ">=2"}',
      named('scada -> plc modbus write', 'expect: allowed'),
      named('scada -> plc modbus write holding 0-9', 'expect: denied'),
      named('ews -> plc modbus', 'expect: denied'),
      named('scada -> plc modbus:5020 read', 'expect: allowed'),
    ]);
    expect(told).toEqual([
      'failed 1 conversation is denied, at flows/a.pcap:2; expected are 0',
      'failed 1 conversation is allowed; expected are 2 or more',
      expect.stringContaining('it is denied because of object-out-of-range; nearest is down/set'),
      'failed no such conversation was recorded',
      'failed no such conversation was recorded',
      'failed no such conversation was recorded',
    ]);
    expect(exitCode).toBe(1);
  });

  test('is not read when it is nothing that is read, or lies outside of the plant', async () => {
    const outside = temporaryPlant({ 'outside.pcap': 'x' });
    symlinkSync(path.join(outside.folder, 'outside.pcap'), path.join(plant.folder, 'flows/link.pcap'));
    plant.write('text.txt', 'nothing that is read\n');
    const names = ['/etc/hostname', '..', 'flows/../..', 'flows/link.pcap', 'flows', 'gone.pcap', 'text.txt'];
    const { told, exitCode } = await outcomes([
      ...names.map((name) => `flows: ${name}, counts: {denied: 0}`),
      named('scada -> plc modbus read @2026-09-13T07:00', 'expect: allowed'),
    ]).finally(outside.remove);
    expect(told).toEqual([
      "unreadable /etc/hostname is not in the plant's folder",
      "unreadable .. is not in the plant's folder",
      "unreadable flows/../.. is not in the plant's folder",
      "unreadable flows/link.pcap is not in the plant's folder",
      'failed 1 conversation is denied, at flows/a.pcap:2; expected are 0',
      "unreadable there is no gone.pcap in the plant's folder",
      expect.stringContaining('unreadable text.txt: '),
      'unreadable recorded conversations have their own times; leave out the `@`',
    ]);
    expect(exitCode).toBe(2);
  });
});

const allowlist = `# METADATA
# title: reads
package plant.allow.reads

grant contains "read" if {
	input.source.class == "scada_server"
	input.operation.class == "read"
}

grant contains "never" if {
	input.source.class == "jump_server"
}
`;

describe('Rego', () => {
  beforeEach(() => {
    plant.write('plant.yaml', smallPlant.replace('    allow:', '    allowlists: [reads]\n    allow:'));
    plant.write('policies/reads.rego', allowlist);
  });

  const regoTest = (body: string): string => `package plant.allow.reads_test

import data.plant.allow.reads

${body}`;

  test('tests run by the same command, and say which rules they reach', async () => {
    plant.write(
      'policies/reads_test.rego',
      regoTest(
        'test_reads if {\n\treads.grant["read"] with input as {"source": {"class": "scada_server"}, "operation": {"class": "read"}}\n}\n',
      ),
    );
    const { stdout, exitCode } = await run('--format', 'json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as { tests: unknown; coverage: { rules: unknown } };
    expectValid('test', report);
    expect(report.tests).toMatchObject([
      { kind: 'rego', name: 'plant.allow.reads_test.test_reads', outcome: 'passed', at: { line: 5 } },
    ]);
    expect(report.coverage.rules).toMatchObject([
      { rule: 'plant.allow.reads.grant', at: { line: 5 }, reached: true },
      { rule: 'plant.allow.reads.grant', at: { line: 10 }, reached: false },
    ]);
  });

  test('a conversation that a Rego grant allows reaches its rule', async () => {
    plant.write(
      'tests/a.yaml',
      written('conversation: scada -> plc modbus read', 'expect: allowed', 'grants: plant.allow.reads/read'),
    );
    const { stdout } = await run();
    expect(stdout).toContain('1 of 2 Rego rules reached');
    expect(stdout).toMatch(/plant\.allow\.reads\.grant {2}policies\/reads\.rego:10:1/);
  });

  test('a test that is not true fails with its place', async () => {
    plant.write('policies/reads_test.rego', regoTest('test_reads if {\n\tcount(reads.grant) == 7\n}\n'));
    const { stdout, exitCode } = await run();
    expect(stdout).toContain('test/failed  policies/reads_test.rego:5:1');
    expect(exitCode).toBe(1);
  });

  test.each([
    ['http.send({"url": "http://192.0.2.1/"})', '`http.send`'],
    ['time.now_ns() > 0', '`time.now_ns`'],
    ['opa.runtime().env.HOME != ""', '`opa.runtime`'],
  ])('a test reaches nothing outside: %s', async (body, what) => {
    plant.write('policies/reads_test.rego', regoTest(`test_reads if {\n\t${body}\n}\n`));
    const { stdout, exitCode } = await run();
    expect(stdout).toContain('rego/builtin  policies/reads_test.rego:6:');
    expect(stdout).toContain(what);
    expect(exitCode).toBe(2);
  });
});

describe('coverage', () => {
  test('lists grants that nothing uses, fails for them when asked to, and counts further traffic', async () => {
    plant.write(
      'tests/a.yaml',
      written('conversation: ews -> plc modbus program @2026-09-13T07:00', 'expect: allowed'),
    );
    const { stdout, exitCode } = await run();
    expect(stdout).toContain('  down/poll  plant.yaml:18:7\n  down/set  plant.yaml:19:7\n');
    expect(stdout).toContain('1 of 3 grants used');
    expect(exitCode).toBe(0);
    expect((await run('--fail-on', 'low')).exitCode).toBe(1);
    plant.write('more.pcap', captureOf([modbusRequest('10.20.0.10', '10.20.1.11', 0)]));
    expect((await run('--flows', 'more.pcap')).stdout).toContain('2 of 3 grants used');
  });
});

describe('the command', () => {
  test('runs nothing without tests, and says where they go', async () => {
    const { stderr, exitCode } = await run();
    expect(stderr).toContain('the plant has no tests; write one under tests/');
    expect(exitCode).toBe(2);
  });

  test('needs a policy', async () => {
    plant.write('plant.yaml', smallPlant.replace('from: control', 'from: contrl'));
    plant.write('tests/a.yaml', written('conversation: scada -> plc modbus read', 'expect: allowed'));
    const { stderr, stdout, exitCode } = await run();
    expect(stderr).toContain('there is no policy');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('takes the folder as a word or as a flag', async () => {
    plant.write('tests/a.yaml', written('conversation: scada -> plc modbus read', 'expect: allowed'));
    for (const args of [[plant.folder], ['--plant', plant.folder]])
      expect((await runCli(['test', ...args], { cwd: '/' })).exitCode).toBe(0);
    expect((await run(plant.folder, '--plant', plant.folder)).stderr).toContain('named twice');
  });

  test('prints JUnit XML with what holds, what does not and what could not be run', async () => {
    plant.write(
      'tests/a.yaml',
      `tests:
  - {name: holds, conversation: scada -> plc modbus read, expect: allowed}
  - {name: "a <b> & \\"c\\"", conversation: scada -> plc modbus read, expect: denied}
  - {name: lost, conversation: skada -> plc modbus read, expect: denied}
  - {name: odd, conversation: scada -> plc modbus read, expect: maybe}
`,
    );
    const { stdout } = await run('--format', 'junit');
    const root = parseXml(stdout);
    expect(root.attributes).toEqual({ name: 'small', tests: '4', failures: '1', errors: '2', skipped: '0' });
    const cases = root.children[0]?.children ?? [];
    expect(cases.map((each) => [each.attributes['name'], each.children[0]?.name ?? 'passed'])).toEqual([
      ['schema/not-allowed at line 5', 'error'],
      ['holds', 'passed'],
      ['a <b> & "c"', 'failure'],
      ['lost', 'error'],
    ]);
    expect(cases[2]?.attributes).toMatchObject({ file: 'tests/a.yaml', line: '3' });
  });
});

test.each(['dairy-line', 'machine-line', 'starter'])(
  'the tests of %s hold, and use every grant and rule',
  async (name) => {
    const folder = path.join(import.meta.dirname, '../../examples/plants', name);
    const { stdout, exitCode } = await runCli(['test', '--fail-on', 'low'], { cwd: folder });
    expect(stdout).not.toContain('FAILED');
    expect(exitCode).toBe(0);
  },
);

test('the tests of profinet-cell hold', async () => {
  const folder = path.join(import.meta.dirname, '../../examples/plants/profinet-cell');
  expect((await runCli(['test'], { cwd: folder })).exitCode).toBe(0);
});
