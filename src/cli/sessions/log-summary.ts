/** The state of a session log, as reports carry it. */
import type { Chain } from '../../model/chained-log.ts';
import type { SessionLogSummary } from '../../model/session-report.ts';
import type { SessionLogFile } from '../session-log.ts';

export function logSummary({ name }: SessionLogFile, { records, head, faults }: Chain): SessionLogSummary {
  return { file: name, records: records.length, head, faults };
}
