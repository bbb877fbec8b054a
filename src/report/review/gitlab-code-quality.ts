/** Notices as a Code Quality report of GitLab (docs.gitlab.com, "Code Quality report format"). */
import type { Severity } from '../../diagnostics/severity.ts';
import { escapeText } from '../../diagnostics/words.ts';
import { fingerprints } from './fingerprint.ts';
import { pathFromTop } from './from-top.ts';
import type { Notice } from './notice.ts';

const weights: Readonly<Record<Severity, 'blocker' | 'critical' | 'major' | 'minor' | 'info'>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/** `folder` is the plant's, from the top of the repository. A notice without a place is shown at the plant's first line. */
export function renderCodeQuality(notices: readonly Notice[], folder: string): string {
  const prints = fingerprints(notices);
  const issues = notices.map(({ rule, severity, message, at }, index) => ({
    description: escapeText(message),
    check_name: rule.id,
    fingerprint: prints[index],
    severity: weights[severity],
    location: { path: pathFromTop(at?.file ?? 'plant.yaml', folder), lines: { begin: at?.line ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
