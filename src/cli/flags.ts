/** Flags that several commands share, so that one word means one thing everywhere. */
import { severities } from '../diagnostics/severity.ts';
import type { FailOn } from './exit-code.ts';

export interface PlantFlags {
  readonly plant?: string;
}

export interface SessionsFlags {
  readonly sessions?: string;
}

export interface FailOnFlags {
  readonly failOn: FailOn;
}

/** Parses to the text as it is. */
export const text = (value: string): string => value;

type TextParser = (value: string) => string;

interface OptionalTextFlag {
  readonly kind: 'parsed';
  readonly parse: TextParser;
  readonly optional: true;
  readonly placeholder: string;
  readonly brief: string;
}

export const plantFlag: OptionalTextFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  placeholder: 'DIR',
  brief: 'Folder of the plant [default: the one at or above this folder that has a plant.yaml]',
};

/** The plant's folder without a flag, for commands that take nothing else. */
export const plantArgument: {
  readonly parse: TextParser;
  readonly brief: string;
  readonly placeholder: string;
  readonly optional: true;
} = { parse: text, brief: 'Folder of the plant, as --plant', placeholder: 'PLANT', optional: true };

export interface ManyTextsFlag {
  readonly kind: 'parsed';
  readonly parse: TextParser;
  readonly variadic: true;
  readonly optional: true;
  readonly placeholder: string;
  readonly brief: string;
}

/** Captures and logs beside what a command works on; `why` says what they are for. */
export function flowsFlag(why: string): ManyTextsFlag {
  return { kind: 'parsed', parse: text, variadic: true, optional: true, placeholder: 'FILES', brief: why };
}

export const scopeFlag: OptionalTextFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  placeholder: 'NAME',
  brief: 'Address domain the traffic was recorded in, where the plant has several',
};

export const sessionsFlag: OptionalTextFlag = {
  kind: 'parsed',
  parse: text,
  optional: true,
  placeholder: 'FILE',
  brief: 'Log of vendor sessions [default: sessions.ndjson in the plant, if it is there]',
};

export const failOnFlag: {
  readonly kind: 'enum';
  readonly values: readonly FailOn[];
  readonly default: FailOn;
  readonly brief: string;
} = {
  kind: 'enum',
  values: [...severities, 'never'],
  default: 'medium',
  brief: 'Least severity that makes the exit code 1',
};

/** `text` for people, `json` for programs. */
export const formatFlag: {
  readonly kind: 'enum';
  readonly values: readonly Format[];
  readonly default: Format;
  readonly brief: string;
} = {
  kind: 'enum',
  values: ['text', 'json'],
  default: 'text',
  brief: 'Form of the output',
};

export type Format = 'text' | 'json';

/** A whole number from 1 to five million. */
export function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value) || Number(value) > 5_000_000)
    throw new SyntaxError(`${value} is no whole number from 1 to 5000000`);
  return Number(value);
}
