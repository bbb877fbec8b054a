/** Flags of the commands that compare two versions of a plant. */
import { flowsFlag, type ManyTextsFlag, scopeFlag, text } from './flags.ts';

export interface ComparisonFlags {
  readonly flows?: readonly string[];
  readonly scope?: string;
  readonly boundary?: readonly string[];
  readonly approvedBy?: readonly string[];
}

const approvedByFlag: ManyTextsFlag = {
  kind: 'parsed',
  parse: text,
  variadic: true,
  optional: true,
  placeholder: 'NAME',
  brief: 'Who agreed to the change; then the exit code is 1 while an owner of a zone that is opened into is missing',
};

const comparedBoundaryFlag: ManyTextsFlag = {
  kind: 'parsed',
  parse: text,
  variadic: true,
  optional: true,
  placeholder: 'ID',
  brief: 'Boundary whose configuration is compared as well, and what it can enforce of each grant',
};

export const comparisonFlags: {
  readonly flows: ManyTextsFlag;
  readonly scope: typeof scopeFlag;
  readonly boundary: ManyTextsFlag;
  readonly approvedBy: ManyTextsFlag;
} = {
  flows: flowsFlag(
    'Captures and logs, to show the recorded conversations that are judged otherwise: files, folders, globs',
  ),
  scope: scopeFlag,
  boundary: comparedBoundaryFlag,
  approvedBy: approvedByFlag,
};
