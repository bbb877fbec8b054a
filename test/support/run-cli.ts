/** Runs the command line in this process, with captured output. */
import { run } from '@stricli/core';
import { pino } from 'pino';
import { buildApp } from '../../src/cli/app.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { normaliseExitCode } from '../../src/cli/exit-code.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `ZONEWRIGHT_NOW` is fixed unless the setting says otherwise, so that expiry does not depend on the day of the test. */
export async function runCli(args: readonly string[], setting: CliSetting): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const env = {
    PATH: process.env['PATH'] ?? '',
    ZONEWRIGHT_CACHE: process.env['ZONEWRIGHT_CACHE'] ?? 'off',
    ZONEWRIGHT_NOW: '2026-09-10T12:00:00Z',
    ...setting.env,
  };
  const fake: CliContext['process'] = {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env,
  };
  const context: CliContext = { process: fake, cwd: setting.cwd, log: pino({ level: 'silent' }) };
  await run(buildApp('0.0.0-test', env), [...args], context);
  return { exitCode: normaliseExitCode(fake.exitCode), stdout: out.join(''), stderr: err.join('') };
}
