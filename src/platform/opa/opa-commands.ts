/** The commands of an OPA binary whose answers the port asks for; each comes after a check of the sources. */
import { readFile, writeFile } from 'node:fs/promises';
import type {
  RegoChecked,
  RegoCompiled,
  RegoFailed,
  RegoFormatted,
  RegoPartialRequest,
  RegoProblem,
  RegoResidue,
  RegoTested,
} from '../../compiler/rego/port.ts';
import { unpackBundle } from '../bundle-archive.ts';
import { readOpaJson, unexpected } from './opa-process.ts';
import { type OpaPartial, residueOf, residueSources, type TextModule } from './opa-residue.ts';
import { describeSession, failedOf, type OpaSession, parseFile } from './opa-session.ts';
import { coverageOf, type OpaCoverage, type OpaTestResult, testResultsOf } from './opa-tests.ts';

export async function compileSession(
  session: OpaSession,
  entrypoints: readonly string[],
): Promise<RegoCompiled | RegoFailed> {
  const { packages, annotations } = await describeSession(session);
  const missing = missingEntrypoints(packages, entrypoints);
  if (missing.length > 0) return { kind: 'failed', errors: missing };
  const bundleFile = session.workspace.beside('bundle.tar.gz');
  const output = await session.run(
    ...['build', '--target', 'wasm', '--prune-unused', '--output', bundleFile],
    ...['--capabilities', session.capabilitiesFile],
    ...entrypoints.flatMap((entrypoint) => ['--entrypoint', entrypoint]),
    ...session.workspace.files,
  );
  if (output.status !== 0) throw unexpected(output.stderr);
  const bundle = await unpackBundle(await readFile(bundleFile));
  const wasm = bundle.get('policy.wasm');
  if (wasm === undefined) throw unexpected('a bundle without policy.wasm');
  return { kind: 'compiled', packages, annotations, wasm };
}

/** The line of such an error is the number of the entry point. */
function missingEntrypoints(packages: RegoChecked['packages'], entrypoints: readonly string[]): readonly RegoProblem[] {
  const code = 'rego_compile_error';
  const file = '<entrypoints>';
  if (entrypoints.length === 0) return [{ code, message: 'no entry point is given', file, line: 1, column: 1 }];
  const names = packages.flatMap((each) => each.rules.map((rule) => `${each.path}.${rule.name}.`));
  return entrypoints.flatMap((entrypoint, index) => {
    const prefix = `data.${entrypoint.replaceAll('/', '.')}.`;
    if (names.some((name) => name.startsWith(prefix))) return [];
    const message = `the entry point \`${entrypoint}\` is no rule or package`;
    return [{ code, message, file, line: index + 1, column: 1 }];
  });
}

/** The syntax is checked first, since `opa fmt` reports mistakes only as text. */
export async function formatSession(session: OpaSession): Promise<RegoFormatted | RegoFailed> {
  const errors: RegoProblem[] = [];
  const formatted: Record<string, string> = {};
  for (const file of session.workspace.files) {
    const parsed = await session.run('parse', '--format', 'json', file);
    if (parsed.status !== 0) {
      errors.push(...failedOf(session, parsed).errors);
      continue;
    }
    const output = await session.run('fmt', file);
    if (output.status !== 0) throw unexpected(output.stderr);
    formatted[session.names.pathOf(file)] = output.stdout;
  }
  return errors.length > 0 ? { kind: 'failed', errors } : { kind: 'formatted', formatted };
}

/** With `--coverage` OPA reports nothing else, so that the tests run once more, and only when all tests pass. */
export async function testSession(session: OpaSession, coverage: 'measured' | undefined): Promise<RegoTested> {
  const { capabilitiesFile, dataFile, workspace } = session;
  const args = ['--format', 'json', '--capabilities', capabilitiesFile, ...workspace.files, dataFile];
  // No result is an empty list, for which OPA writes null.
  const results = readOpaJson<readonly OpaTestResult[] | null>(await session.run('test', ...args)) ?? [];
  const tested: RegoTested = { kind: 'tested', results: testResultsOf(results, session.names) };
  if (coverage === undefined || tested.results.some((result) => result.fail || result.error !== undefined))
    return tested;
  const measured = readOpaJson<OpaCoverage>(await session.run('test', '--coverage', '--coverage-runs=', ...args));
  return { ...tested, coverage: coverageOf(measured, session.names) };
}

/** Once for the trees and once for the texts, which OPA then parses to tell the expressions apart. */
export async function partialSession(
  session: OpaSession,
  request: RegoPartialRequest,
): Promise<RegoResidue | RegoFailed> {
  const args = [
    ...['--capabilities', session.capabilitiesFile, '--data', session.dataFile],
    ...session.schemaFlags,
    ...session.workspace.files.flatMap((file) => ['--data', file]),
    ...(request.unknowns ?? []).flatMap((unknown) => ['--unknowns', unknown]),
    ...(request.disableInlining ?? []).flatMap((rule) => ['--disable-inlining', rule]),
    ...['--', request.query],
  ];
  const output = await session.run('eval', '--partial', '--format', 'json', ...args);
  if (output.status !== 0) return failedOf(session, output, '<query>');
  const source = await session.run('eval', '--partial', '--format', 'source', ...args);
  if (source.status !== 0) throw unexpected(source.stderr);
  const sources = residueSources(source.stdout);
  const queries = sources.queries === null ? {} : await parseText(session, sources.queries);
  const support = await Promise.all(sources.support.map((text, index) => parseText(session, text, index)));
  return residueOf(readOpaJson<{ readonly partial: OpaPartial }>(output).partial, sources, queries, support);
}

async function parseText(session: OpaSession, text: string, index?: number): Promise<TextModule> {
  const file = session.workspace.beside(`residue-${index ?? 'queries'}.rego`);
  await writeFile(file, text);
  return parseFile<TextModule>(session, file);
}
