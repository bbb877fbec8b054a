/** How much a finding matters, from worst to least. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** One of {@link severities}. */
export type Severity = (typeof severities)[number];

/** Whether `severity` is as bad as `threshold` or worse. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}
