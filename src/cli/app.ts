/** The command line as a whole: every command with a lazy implementation, the version, and what failures look like. */
import { type Application, buildApplication, buildRouteMap, text_en } from '@stricli/core';
import { analyzeCommand } from './commands/analyze.ts';
import { applyCommand } from './commands/apply.ts';
import { auditCommand } from './commands/audit.ts';
import { checkCommand } from './commands/check.ts';
import { compileCommand } from './commands/compile.ts';
import { confirmCommand } from './commands/confirm.ts';
import { devicesCommand } from './commands/devices.ts';
import { diffCommand } from './commands/diff.ts';
import { driftCommand } from './commands/drift.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { graphCommand } from './commands/graph.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { languageServerCommand } from './commands/language-server.ts';
import { proveCommand } from './commands/prove.ts';
import { reportCommand } from './commands/report.ts';
import { reviewCommand } from './commands/review.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { sessionRoutes } from './commands/session.ts';
import { testCommand } from './commands/test.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { failureText } from './failure-text.ts';

export function buildApp(version: string, environment: CliContext['process']['env']): Application<CliContext> {
  const root = buildRouteMap({
    routes: {
      init: initCommand,
      import: importCommand,
      check: checkCommand,
      compile: compileCommand,
      audit: auditCommand,
      devices: devicesCommand,
      explain: explainCommand,
      analyze: analyzeCommand,
      test: testCommand,
      diff: diffCommand,
      review: reviewCommand,
      graph: graphCommand,
      report: reportCommand,
      export: exportCommand,
      prove: proveCommand,
      drift: driftCommand,
      apply: applyCommand,
      confirm: confirmCommand,
      rollback: rollbackCommand,
      session: sessionRoutes,
      languageServer: languageServerCommand,
    },
    // What it is called in the settings of editors.
    aliases: { lsp: 'languageServer' },
    docs: {
      brief: 'Zones, conduits and allowed protocol operations of a plant, kept in git',
      fullDescription: [
        'Zones, conduits and allowed protocol operations of a plant, kept in git: compiled to one WASM policy, judged',
        'against recorded traffic, exported as firewall configuration. It never sends a packet to a device.',
        '',
        'Start with:',
        '  zonewright init plant && cd plant && zonewright check',
        '',
        'Exit codes: 0 clean, 1 findings, 2 could not run.',
      ].join('\n'),
    },
  });
  return buildApplication(root, {
    name: 'zonewright',
    versionInfo: { currentVersion: version },
    scanner: {
      caseStyle: 'allow-kebab-for-camel',
      distanceOptions: { threshold: 7, weights: { insertion: 1, deletion: 3, substitution: 2, transposition: 0 } },
    },
    determineExitCode: () => exitCodes.failed,
    documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: false },
    localization: {
      defaultLocale: 'en',
      loadText: () => ({
        ...text_en,
        exceptionWhileRunningCommand: (error) => failureText(error, environment),
        exceptionWhileLoadingCommandFunction: (error) => failureText(error, environment),
        exceptionWhileLoadingCommandContext: (error) => failureText(error, environment),
      }),
    },
  });
}
