/** A request with a time limit of its own: reaching that says something about the sources, not about the world. */
import type { RegoFailed } from '../../compiler/rego/port.ts';
import { PlatformError } from '../platform-error.ts';

/** What `ask` answers, or `rego_timeout` if a limit was given and reached. */
export async function withinLimit<Answer>(
  limitMs: number | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer | RegoFailed> {
  try {
    return await ask();
  } catch (error) {
    const late = error instanceof PlatformError && error.code === 'rego/timeout' && limitMs !== undefined;
    if (!late) throw error;
    const problem = { code: 'rego_timeout', message: error.message, file: '<query>', line: 1, column: 1 };
    return { kind: 'failed', errors: [problem] };
  }
}
