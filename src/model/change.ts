/** A change to a plant's files that would allow a conversation, as data: the evaluator chooses it, the compiler writes it. */
import type { PlanObject } from './plan.ts';

/** A grant to be written, as narrow as the conversation that it is for. */
export interface NewGrant {
  /** Wished for; a number is appended where it is taken. */
  readonly id: string;
  /** An asset. */
  readonly from: string;
  /** An asset, `broadcast` or `multicast`. */
  readonly to: string;
  readonly protocol: string;
  /** Empty: those of the protocol's catalogue entry. */
  readonly ports: readonly string[];
  /** Null: every operation. */
  readonly operations: readonly string[] | null;
  readonly objects: readonly PlanObject[];
  readonly during: string | null;
  readonly reason: string;
}

/** A window of one hour, in local date and time of the plant. */
export interface NewWindow {
  readonly id: string;
  readonly timezone: string;
  readonly from: string;
  readonly to: string;
}

export interface NewAsset {
  /** Wished for; a number is appended where it is taken. */
  readonly id: string;
  readonly zone: string;
  readonly address: string;
}

/** One field of a grant, and what it should say besides or instead. */
export type GrantEdit =
  | { readonly field: 'from' | 'to' | 'ports' | 'operations'; readonly add: readonly string[] }
  | { readonly field: 'objects'; readonly add: readonly PlanObject[] }
  | { readonly field: 'starts' | 'expires'; readonly day: string };

/** The kinds of change, smallest first. */
export type Change =
  | { readonly kind: 'edit-grant'; readonly conduit: string; readonly grant: string; readonly edit: GrantEdit }
  | {
      readonly kind: 'add-grant';
      readonly conduit: string;
      readonly grant: NewGrant;
      /** A window that the grant names and that does not exist yet. */
      readonly window: NewWindow | null;
    }
  | {
      readonly kind: 'add-conduit';
      readonly from: string;
      readonly to: string;
      readonly owner: string | null;
      readonly grant: NewGrant;
      readonly window: NewWindow | null;
    }
  | { readonly kind: 'declare-assets'; readonly assets: readonly NewAsset[] };
