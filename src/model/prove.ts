/** What trying a boundary with packets has shown: the JSON document of `zonewright prove`. */
import type { Span } from './span.ts';

/** Packets of one kind. */
export interface ProvePhase {
  readonly name: string;
  readonly sent: number;
  /** Of those sent, how many came out as they went in. */
  readonly passed: number;
  readonly dropped: number;
  /** How many did something else than they had to. */
  readonly mismatches: number;
  readonly perSecond: number;
}

/** A grant with its place. */
export interface ProveGrant {
  readonly id: string;
  readonly at: Span;
}

/** A packet that did something else than the policy says. */
export interface ProveMismatch {
  readonly phase: string;
  /** In words: addresses, interfaces, protocol, ports. */
  readonly packet: string;
  readonly expected: string;
  /** What the kernel did. */
  readonly kernel: string;
  /** Grants that open the boundary for it. */
  readonly grants: readonly ProveGrant[];
  /** The grant that it was derived from, null for a packet at random. */
  readonly near: ProveGrant | null;
}

/** Elements whose counters are not the packets that their grants were asked for. */
export interface ProveCount {
  /** As elements name their grants. */
  readonly grants: string;
  readonly expected: number;
  readonly counted: number;
}

/** How much of what can be counted was tried at least once. */
export interface ProveCoverage {
  readonly what: string;
  readonly tried: number;
  readonly of: number;
}

/** The whole run. */
export interface ProveReport {
  readonly schema: 'zonewright/prove/v1';
  readonly plant: string;
  readonly boundary: string;
  readonly revision: string | null;
  /** Where packets were tried, as `nft 1.0.6, Linux 6.18.44`. */
  readonly lab: string;
  readonly seed: number;
  /** When, in ISO 8601: windows were judged at this time. */
  readonly at: string;
  readonly summary: {
    /** First packets that were derived from the policy. */
    readonly probes: number;
    /** All packets that were sent. */
    readonly packets: number;
    readonly mismatches: number;
    /** Packets a second over all phases. */
    readonly perSecond: number;
    /** Packets a second of processor time, the kernel's part among it: what other programs on the machine do not change. */
    readonly perProcessorSecond: number;
    readonly grants: number;
    /** Different names of grants on elements, each of whose counters was compared. */
    readonly counters: number;
    /** Probes whose answer would have changed during the run. */
    readonly leftOut: number;
  };
  readonly phases: readonly ProvePhase[];
  readonly coverage: readonly ProveCoverage[];
  /** The first twenty of each phase. */
  readonly mismatches: readonly ProveMismatch[];
  readonly miscounted: readonly ProveCount[];
}
