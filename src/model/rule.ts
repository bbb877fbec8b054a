/** Rules about a plant: what a pack of rules asks of the plan, and what a plant says about them. */
export const ruleSeverities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type RuleSeverity = (typeof ruleSeverities)[number];

/** A rule as the METADATA of its package describes it. */
export interface Rule {
  /** As `ZC-F011`. */
  readonly id: string;
  /** The Rego package, as `zonewright.rules.zc_f011`. */
  readonly package: string;
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly severity: RuleSeverity;
  /** The packs that it belongs to. */
  readonly packs: readonly string[];
  readonly references: RuleReferences;
  /** Where its page is. */
  readonly docs: string;
}

/** Clauses and techniques that a rule is about. */
export interface RuleReferences {
  readonly iec62443: readonly string[];
  readonly attackIcs: readonly string[];
  readonly nist80082: readonly string[];
  /** NERC CIP requirements, as `CIP-005-7 R1.3`. */
  readonly nercCip: readonly string[];
}

export const subjectKinds = ['zone', 'asset', 'conduit', 'grant', 'boundary', 'plant'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** One thing that a rule has found. */
export interface RuleFinding {
  readonly subject: RuleSubject;
  /** What is wrong, in plant words. */
  readonly what: string;
  /** Other things that belong to it. */
  readonly related: readonly RuleSubject[];
}

export interface RuleSubject {
  readonly kind: SubjectKind;
  readonly id: string;
  /** A field of a grant, as `protocol`; null for the whole. */
  readonly field: string | null;
}
