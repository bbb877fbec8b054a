/** The protocols whose operations are read from logs: their connections wait for those logs, see `correlate.ts`. */
import { operationLogs } from './operations/registry.ts';

export const shownProtocols: ReadonlySet<string> = new Set([
  'modbus',
  ...operationLogs.map(({ protocol }) => protocol),
]);
