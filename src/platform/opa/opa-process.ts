/** Starts an OPA binary: arguments as a list, no shell, none of the user's environment. */
import { execa } from 'execa';
import { PlatformError } from '../platform-error.ts';

export interface OpaProcess {
  readonly binary: string;
  readonly timeoutMs: number;
}

export interface OpaOutput {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** OPA's exit status is part of its answer; only a binary that does not run, or does not end, throws. */
export async function runOpa(opa: OpaProcess, args: readonly string[], cwd?: string): Promise<OpaOutput> {
  const result = await execa(opa.binary, args, {
    ...(cwd === undefined ? {} : { cwd }),
    // Variables such as OPA_CAPABILITIES would change what the flags mean.
    env: {},
    extendEnv: false,
    stdin: 'ignore',
    timeout: opa.timeoutMs,
    maxBuffer: 1024 ** 3,
    stripFinalNewline: false,
    reject: false,
  });
  if (result.timedOut) throw new PlatformError('rego/timeout', `OPA was stopped after ${opa.timeoutMs / 1000} s`);
  if (result.exitCode === undefined) {
    throw new PlatformError('rego/opa-missing', `ZONEWRIGHT_OPA names ${opa.binary}, which does not run`, {
      cause: result.cause,
    });
  }
  return { status: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** The document that OPA wrote, on whichever stream it chose. */
export function readOpaJson<Document>({ stdout, stderr }: OpaOutput): Document {
  for (const text of [stdout, stderr]) {
    try {
      return JSON.parse(text) as Document;
    } catch {
      // The other stream has it, or none.
    }
  }
  throw unexpected(`${stdout}${stderr}`);
}

/** OPA said something that this version of Zonewright does not understand. */
export function unexpected(text: string): PlatformError {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return new PlatformError('rego/opa-unexpected', `OPA answered something unexpected: ${line.slice(0, 200)}`);
}
