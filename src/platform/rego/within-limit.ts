/** A request with limits of its own: reaching one says something about the sources, not about the world. */
import type { RegoFailed } from '../../compiler/rego/port.ts';
import { PlatformError } from '../platform-error.ts';

/** What `ask` answers; if a limit was given, `rego_timeout` when it is reached, and `rego_memory` when memory is. */
export async function withinLimit<Answer>(
  limitMs: number | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer | RegoFailed> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof PlatformError && limitMs !== undefined ? codes[error.code] : undefined;
    if (code === undefined) throw error;
    const { message } = error as PlatformError;
    return { kind: 'failed', errors: [{ code, message, file: '<query>', line: 1, column: 1 }] };
  }
}

const codes: Readonly<Record<string, string>> = {
  'rego/timeout': 'rego_timeout',
  'rego/out-of-memory': 'rego_memory',
};
