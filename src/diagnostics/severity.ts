/** How much a finding matters, from worst to least. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** One of {@link severities}. */
export type Severity = (typeof severities)[number];

/** Whether `severity` is as bad as `threshold` or worse. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** Orders the gravest first. */
export function compareSeverities(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/** The gravest of some; null for none. */
export function gravestOf(some: readonly Severity[]): Severity | null {
  return severities.find((each) => some.includes(each)) ?? null;
}
