/**
 * The Rego compiler behind its port, by an OPA binary instead of the module of the package. It needs no Go to build,
 * and gives the same answers within the limits that docs/rego-compiler.md names.
 */
import type { RegoCompiler, RegoFailed, RegoRequest, RegoVersion } from '../compiler/rego/port.ts';
import { type OpaCapabilities, readCapabilities } from './opa/capabilities.ts';
import { compileSession, formatSession, partialSession, testSession } from './opa/opa-commands.ts';
import { type OpaProcess, runOpa, unexpected } from './opa/opa-process.ts';
import { checkSession, describeSession, inOpaSession, type OpaSession } from './opa/opa-session.ts';
import { PlatformError } from './platform-error.ts';
import { withinLimit } from './rego/within-limit.ts';

export interface OpaBinaryOptions {
  /** One run of the binary that takes longer is stopped and throws `rego/timeout`; two minutes by default. */
  readonly timeoutMs?: number;
}

/** The binary is first run with the first request. */
export function createOpaBinary(binary: string, options: OpaBinaryOptions = {}): RegoCompiler {
  const opa: OpaProcess = { binary, timeoutMs: options.timeoutMs ?? 120_000 };
  let opened: Promise<OpaCapabilities> | undefined;
  const inSession = async <Answer>(
    request: RegoRequest,
    use: (session: OpaSession) => Promise<Answer>,
    limitMs = opa.timeoutMs,
  ): Promise<Answer> => {
    opened ??= openOpa(opa);
    const limited = { ...opa, timeoutMs: Math.min(limitMs, opa.timeoutMs) };
    return inOpaSession(limited, await opened, request, use);
  };
  const checked = <Answer>(
    request: RegoRequest,
    use: (session: OpaSession) => Promise<Answer>,
    limitMs?: number,
  ): Promise<Answer | RegoFailed> =>
    inSession<Answer | RegoFailed>(request, async (session) => (await checkSession(session)) ?? use(session), limitMs);

  return {
    check: (request) => checked(request, describeSession),
    compile: (request) => checked(request, (session) => compileSession(session, request.entrypoints)),
    format: (request) => inSession(request, formatSession),
    test: (request) => checked(request, (session) => testSession(session, request.coverage)),
    partial: async ({ limitMs, limitQueries, ...request }) => {
      const answer = await withinLimit(limitMs, () =>
        checked(request, (session) => partialSession(session, request), limitMs),
      );
      return answer.kind === 'residue' && answer.queries.length > (limitQueries ?? Number.POSITIVE_INFINITY)
        ? tooManyQueries(limitQueries ?? 0)
        : answer;
    },
    version: () => readVersion(opa),
  };
}

function tooManyQueries(limit: number): RegoFailed {
  const message = `the query falls into more than ${limit} alternatives`;
  return { kind: 'failed', errors: [{ code: 'rego_size', message, file: '<query>', line: 1, column: 1 }] };
}

async function openOpa(opa: OpaProcess): Promise<OpaCapabilities> {
  const { opa: version } = await readVersion(opa);
  if (version.startsWith('0.')) {
    throw new PlatformError('rego/opa-too-old', `${opa.binary} is OPA ${version}; Rego v1 needs OPA 1.0 or newer`);
  }
  return readCapabilities(opa);
}

async function readVersion(opa: OpaProcess): Promise<RegoVersion> {
  const { stdout } = await runOpa(opa, ['version']);
  const version = /^Version: (\S+)$/m.exec(stdout)?.[1];
  const go = /^Go Version: (\S+)$/m.exec(stdout)?.[1];
  if (version === undefined || go === undefined) throw unexpected(stdout);
  return { opa: version, go };
}
