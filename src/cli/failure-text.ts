/** What a person reads when a command could not run: the world's failure in one line, never a stack trace. */
import { escapeText } from '../diagnostics/words.ts';
import { PlatformError } from '../platform/platform-error.ts';

export function failureText(error: unknown, environment: Readonly<Record<string, string | undefined>>): string {
  if (environment['ZONEWRIGHT_DEBUG'] === '1' && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof PlatformError) return `zonewright: ${escapeText(error.message)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `zonewright: internal error: ${escapeText(message)}\nThis is a bug; ZONEWRIGHT_DEBUG=1 shows where it happened.`;
}
