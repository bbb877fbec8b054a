/** The forms in which services that host a repository take notices. */
import type { Severity } from '../../diagnostics/severity.ts';
import { renderAnnotations } from './github-annotations.ts';
import { renderCodeQuality } from './gitlab-code-quality.ts';
import type { Notice } from './notice.ts';
import { renderNoticeJunit } from './notice-junit.ts';
import { renderSarif } from './sarif.ts';

export const noticeForms = ['github', 'sarif', 'gitlab', 'junit'] as const;

export type NoticeForm = (typeof noticeForms)[number];

/** What a document says besides the notices. */
export interface NoticeFrame {
  readonly plant: string;
  /** The plant's folder, from the top of its repository. */
  readonly folder: string;
  /** The program's version. */
  readonly version: string;
  /** Whether a severity makes the run fail. */
  readonly counts: (severity: Severity) => boolean;
}

export function isNoticeForm(form: string): form is NoticeForm {
  return noticeForms.some((each) => each === form);
}

export function renderNotices(form: NoticeForm, notices: readonly Notice[], frame: NoticeFrame): string {
  const { plant, folder, version, counts } = frame;
  switch (form) {
    case 'github':
      return renderAnnotations(notices, folder);
    case 'sarif':
      return renderSarif(notices, folder, version);
    case 'gitlab':
      return renderCodeQuality(notices, folder);
    case 'junit':
      return renderNoticeJunit(plant, notices, folder, ({ severity }) => counts(severity));
  }
}
