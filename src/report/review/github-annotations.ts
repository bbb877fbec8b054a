/**
 * Findings as workflow commands of GitHub Actions, which show beside the lines of a change
 * (docs.github.com, "Workflow commands for GitHub Actions": `::error file=...,line=...::message`).
 */
import type { Severity } from '../../diagnostics/severity.ts';
import { escapeText } from '../../diagnostics/words.ts';
import { pathFromTop } from './from-top.ts';
import type { Notice } from './notice.ts';

const commands: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

/** `folder` is the plant's, from the top of the repository; places are told from there. */
export function renderAnnotations(notices: readonly Notice[], folder: string): string {
  return notices.map((each) => `${annotationLine(each, folder)}\n`).join('');
}

function annotationLine({ severity, title, message, at }: Notice, folder: string): string {
  const place =
    at === null
      ? []
      : [
          `file=${property(pathFromTop(at.file, folder))}`,
          `line=${at.line}`,
          `endLine=${at.endLine}`,
          ...(at.line === at.endLine ? [`col=${at.column}`, `endColumn=${at.endColumn}`] : []),
        ];
  return `::${commands[severity]} ${[...place, `title=${property(title)}`].join(',')}::${data(message)}`;
}

function data(text: string): string {
  return escapeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
