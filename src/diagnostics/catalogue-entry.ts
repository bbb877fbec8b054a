/** What the catalogue says about one diagnostic code. */
import type { Severity } from './severity.ts';

/** Clauses and techniques that a finding touches. */
export interface References {
  /** IEC 62443 clauses, as `3-2 ZCR 3.1` or `3-3 SR 5.2 RE 1`. */
  readonly iec62443: readonly string[];
  /** MITRE ATT&CK for ICS techniques and mitigations, as `T0886` or `M0930`. */
  readonly attackIcs: readonly string[];
  /** NIST SP 800-82 r3 sections and overlay controls, as `5.2.3` or `SC-7`. */
  readonly nist80082: readonly string[];
  /** NERC CIP requirements, as `CIP-005-7 R1.3`; only where a rule names them. */
  readonly nercCip?: readonly string[];
}

/** The words and the weight of one code; `A` are the facts that a diagnostic of this code carries. */
export interface CatalogueEntry<A> {
  readonly severity: Severity;
  /** What is wrong, in plant words. */
  readonly what: (args: A) => string;
  /** Why it matters. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: (args: A) => string;
  readonly references: References;
  /** Of findings whose weight depends on their facts, such as those of rules that a plant weighs itself. */
  readonly weigh?: (args: A) => Weight;
}

/** How much a finding matters, why, and which clauses speak of it. */
export interface Weight {
  readonly severity: Severity;
  readonly why: string;
  readonly references: References;
}

/** The entries of one area; `M` maps its codes to their args. */
export type CatalogueEntries<M> = { readonly [C in keyof M]: CatalogueEntry<M[C]> };

/** No clause speaks of it: the finding is about the files, not about the plant. */
export const noReferences: References = { iec62443: [], attackIcs: [], nist80082: [] };

/** Zones and conduits must be drawn unambiguously before anything can be judged. */
export const zoneDrawing: References = {
  iec62443: ['3-2 ZCR 3.1', '3-2 ZCR 6.3'],
  attackIcs: ['M0930'],
  nist80082: ['5.2.3'],
};

/** A grant must say who may do what, and why (deny by default, allow by exception). */
export const allowByException: References = {
  iec62443: ['3-3 SR 5.2 RE 1'],
  attackIcs: ['M0807', 'M0937'],
  nist80082: ['5.2.3', 'SC-7'],
};
