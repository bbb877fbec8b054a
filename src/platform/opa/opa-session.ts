/** One request to an OPA binary: its sources in a folder, what all commands are told, and the check before each. */
import { writeFile } from 'node:fs/promises';
import type { RegoChecked, RegoFailed, RegoProblem, RegoRequest } from '../../compiler/rego/port.ts';
import { PlatformError } from '../platform-error.ts';
import { limitCapabilities, type OpaCapabilities } from './capabilities.ts';
import { describeModules, type OpaModule } from './describe-modules.ts';
import { describeAnnotations, type OpaInspection } from './opa-annotations.ts';
import { type OpaError, type PlaceNames, problemsOf } from './opa-problems.ts';
import { type OpaOutput, type OpaProcess, readOpaJson, runOpa } from './opa-process.ts';
import { inWorkspace, type Workspace } from './workspace.ts';

export interface OpaSession {
  readonly request: RegoRequest;
  readonly capabilities: OpaCapabilities;
  readonly workspace: Workspace;
  readonly names: PlaceNames;
  readonly capabilitiesFile: string;
  readonly dataFile: string;
  /** Names the schema of `input`, if there is one. */
  readonly schemaFlags: readonly string[];
  readonly run: (...args: readonly string[]) => Promise<OpaOutput>;
}

export async function inOpaSession<Result>(
  opa: OpaProcess,
  capabilities: OpaCapabilities,
  request: RegoRequest & { readonly data?: object },
  use: (session: OpaSession) => Promise<Result>,
): Promise<Result> {
  if (request.dataSchema !== undefined) {
    throw new PlatformError('rego/opa-unsupported', 'an OPA binary takes no schema of `data`: unset ZONEWRIGHT_OPA');
  }
  return inWorkspace(request.modules, async (workspace) => {
    const write = async (name: string, content: object): Promise<string> => {
      await writeFile(workspace.beside(name), JSON.stringify(content));
      return workspace.beside(name);
    };
    const { schema, data = {} } = request;
    return use({
      request,
      capabilities,
      workspace,
      names: { pathOf: workspace.pathOf, fallback: schema === undefined ? '<request>' : '<schema>' },
      capabilitiesFile: await write(
        'capabilities.json',
        limitCapabilities(capabilities, request.capabilities?.builtins),
      ),
      dataFile: await write('data.json', data),
      schemaFlags: schema === undefined ? [] : ['--schema', await write('schema.json', schema)],
      run: (...args) => runOpa(opa, args, workspace.folder),
    });
  });
}

/** The mistakes in the sources, or null. */
export async function checkSession(session: OpaSession): Promise<RegoFailed | null> {
  const unknown = unknownBuiltins(session);
  if (unknown.length > 0) return { kind: 'failed', errors: unknown };
  if (session.workspace.files.length === 0) return null;
  const output = await session.run(
    ...['check', '--format', 'json', '--max-errors', '0', '--capabilities', session.capabilitiesFile],
    ...session.schemaFlags,
    ...session.workspace.files,
  );
  return output.status === 0 ? null : failedOf(session, output);
}

/** What OPA wrote as JSON when it failed. */
export function failedOf(session: OpaSession, output: OpaOutput, fallback?: string): RegoFailed {
  const { errors } = readOpaJson<{ readonly errors: readonly OpaError[] }>(output);
  const builtins = new Set(session.capabilities.builtins.map((builtin) => builtin.name));
  const names = fallback === undefined ? session.names : { ...session.names, fallback };
  return { kind: 'failed', errors: problemsOf(errors, names, builtins) };
}

/** Must come after the check. */
export async function describeSession(session: OpaSession): Promise<RegoChecked> {
  const { files } = session.workspace;
  const modules = await Promise.all(files.map((file) => parseFile<OpaModule>(session, file)));
  const inspected = await session.run('inspect', '--annotations', '--format', 'json', '.');
  return {
    kind: 'checked',
    packages: describeModules(modules, session.names),
    annotations: describeAnnotations(readOpaJson<OpaInspection>(inspected), session.names),
  };
}

export async function parseFile<Module>(session: OpaSession, file: string): Promise<Module> {
  return readOpaJson<Module>(
    await session.run('parse', '--format', 'json', '--json-include', 'locations,-comments', file),
  );
}

function unknownBuiltins({ request, capabilities }: OpaSession): readonly RegoProblem[] {
  const known = new Set(capabilities.builtins.map((builtin) => builtin.name));
  return (request.capabilities?.builtins ?? [])
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: 'rego_builtin_error',
      message: `no built-in function is called \`${name}\``,
      file: '<request>',
      line: 1,
      column: 1,
    }));
}
