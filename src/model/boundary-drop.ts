/**
 * What a boundary says of a packet that it dropped: the words in front of each record of its log. Who writes a ruleset
 * and who reads the log meet here.
 */

/**
 * Why it was dropped: no grant allows it (`denied`), its source does not lie behind the interface that it came from
 * (`spoofed`), or it is TCP of no connection that the boundary knows (`stray`).
 */
export type DropAction = 'denied' | 'spoofed' | 'stray';

/** The words of a record. */
export interface DropWords {
  readonly action: DropAction;
  /** Id of the boundary; null when the record does not name it. */
  readonly boundary: string | null;
}

/** So much of each packet is in the log. */
export const loggedBytes = 96;

const words: Readonly<Record<DropAction, string>> = { denied: 'deny', spoofed: 'spoofed', stray: 'stray' };

/** Ids as plants have them: at most 63 characters, so that the prefix stays within the 127 of nft(8). */
const boundaryName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The prefix of a log statement, as `zonewright deny fw-line `; a name that is no id is left out. */
export function writeLogPrefix({ action, boundary }: DropWords): string {
  const name = boundary !== null && boundaryName.test(boundary) ? `${boundary} ` : '';
  return `zonewright ${words[action]} ${name}`;
}

/** What a prefix says; null when it is not one of {@link writeLogPrefix}. */
export function readLogPrefix(prefix: string): DropWords | null {
  const [, word = '', boundary = null] = /^zonewright (deny|spoofed|stray) (?:(\S+) )?$/.exec(prefix) ?? [];
  const action = (Object.keys(words) as DropAction[]).find((each) => words[each] === word);
  if (action === undefined || (boundary !== null && !boundaryName.test(boundary))) return null;
  return { action, boundary };
}

/** A packet that a boundary dropped, as its log shows it. */
export interface BoundaryDrop extends DropWords {
  /** Hook of the packet filter, as `forward`; null when the log does not say. */
  readonly hook: string | null;
  /** The interface that it came from. */
  readonly entry: BoundaryInterface | null;
  /** The interface that it would have left by. */
  readonly exit: BoundaryInterface | null;
}

/** An interface of a boundary, by the number or the name that the log has for it. */
export type BoundaryInterface = { readonly index: number } | { readonly name: string };
