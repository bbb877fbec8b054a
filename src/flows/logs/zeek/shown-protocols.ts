/** The protocols whose operations are read from logs: their connections wait for those logs, see `correlate.ts`. */
export const shownProtocols: ReadonlySet<string> = new Set(['modbus']);
