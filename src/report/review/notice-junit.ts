/** Notices as JUnit XML: a suite per file, a failed case per notice that counts. */
import { formatSpan } from '../../model/span.ts';
import { type JunitCase, renderJunit } from '../junit.ts';
import { pathFromTop } from './from-top.ts';
import type { Notice } from './notice.ts';

/** `counts` says which notices fail; the others pass and say what they have to say. Without a notice one case passes. */
export function renderNoticeJunit(
  name: string,
  notices: readonly Notice[],
  folder: string,
  counts: (notice: Notice) => boolean,
): string {
  const byFile = Map.groupBy(notices, ({ at }) => pathFromTop(at?.file ?? 'plant.yaml', folder));
  const clean: JunitCase = {
    name: 'nothing to report',
    className: name,
    at: null,
    result: { kind: 'passed' },
    output: null,
  };
  const suites = [...byFile].map(([file, said]) => ({
    name: file,
    cases: said.map((each) => caseOf(each, file, counts(each))),
  }));
  return renderJunit(name, suites.length === 0 ? [{ name, cases: [clean] }] : suites);
}

function caseOf({ rule, severity, title, message, fix, at }: Notice, file: string, counts: boolean): JunitCase {
  const text = [message, ...(fix === null ? [] : [fix]), ...(at === null ? [] : [formatSpan({ ...at, file })])].join(
    '\n',
  );
  return {
    name: at === null ? title : `${title} at line ${at.line}`,
    className: file,
    at: { file, line: at?.line ?? 1 },
    result: counts ? { kind: 'failed', type: `${rule.id} ${severity}`, message, text } : { kind: 'passed' },
    output: counts ? null : text,
  };
}
