/** Flags of the commands that change what runs at a boundary. */
import { PlatformError } from '../platform/platform-error.ts';
import { text } from './flags.ts';

const optionalText = { kind: 'parsed', parse: text, optional: true } as const;

interface TextFlag {
  readonly kind: 'parsed';
  readonly parse: (value: string) => string;
  readonly placeholder: string;
  readonly brief: string;
}

export const boundaryFlag: TextFlag = {
  kind: 'parsed',
  parse: text,
  placeholder: 'ID',
  brief: 'Boundary of the plant',
};

export const hostFlag: TextFlag & { readonly optional: true } = {
  ...optionalText,
  placeholder: 'USER@HOST',
  brief: 'Host of the boundary, reached by your own ssh [default: this host]',
};

export const stateFlag: TextFlag & { readonly optional: true } = {
  ...optionalText,
  placeholder: 'DIR',
  brief: 'Folder on that host for the boot file and the log [default: /var/lib/zonewright/ID]',
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
/** A trial that nobody ends within a day is no trial. */
const longest = 86_400;

/** Parses `90s`, `5m` or `1h` to seconds. */
export function parseSeconds(value: string): number {
  const [, digits, unit = ''] = /^(\d{1,6})(s|m|h)$/.exec(value) ?? [];
  const seconds = Number(digits ?? Number.NaN) * (units[unit] ?? Number.NaN);
  if (!(seconds >= 0 && seconds <= longest))
    throw new PlatformError('usage', `${value} is no span such as 90s, 5m or 1h`);
  return seconds;
}
