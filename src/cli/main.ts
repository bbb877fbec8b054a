#!/usr/bin/env node
/** The executable: joins the process to the application and turns its exit code into one of the documented three. */
import { run } from '@stricli/core';
import { pino } from 'pino';
import { packageManifest } from '../platform/package-manifest.ts';
import { buildApp } from './app.ts';
import type { CliContext } from './context.ts';
import { normaliseExitCode } from './exit-code.ts';
import { isOlder } from './node-version.ts';

const level = process.env['ZONEWRIGHT_LOG'] ?? 'silent';
const context: CliContext = {
  process: process as CliContext['process'],
  cwd: callerFolder(),
  log: pino({ level, base: null }, pino.destination({ dest: 2, sync: true })),
};

// A reader that closes the pipe early, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exitCode = 0;
});

const { version, engines } = packageManifest();
if (isOlder(process.versions.node, engines.node)) {
  const running = `this is ${process.versions.node} (${process.execPath})`;
  process.stderr.write(`zonewright: needs Node.js ${engines.node}; ${running}. Install a newer one.\n`);
  process.exitCode = 2;
} else {
  await run(buildApp(version, process.env), process.argv.slice(2), context);
  process.exitCode = normaliseExitCode(process.exitCode);
}

/** Under `npm run` the working folder is the package; relative paths mean where the person stood. */
function callerFolder(): string {
  const started = process.env['npm_lifecycle_event'] === 'zonewright' ? process.env['INIT_CWD'] : undefined;
  return started ?? process.cwd();
}
