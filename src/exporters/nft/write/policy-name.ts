/**
 * The name of a policy inside a kernel: a comment on the rule that leads to it, as listings of every version of nft have it.
 * It says which policy a table was written for, and nothing about what the table does.
 */
import { quoteComment } from './provenance.ts';

export interface PolicyName {
  /** The first 16 hexadecimal digits of the digest of what is allowed. */
  readonly model: string;
  /** The git revision of the plant's files, null outside of git. */
  readonly revision: string | null;
  readonly boundary: string;
}

/** How a boundary is written in a name: one word. */
export function boundaryWord(boundary: string): string {
  const word = boundary.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, longestBoundary);
  return word.startsWith('.') ? `_${word.slice(1)}` : word;
}

/** `"model=0123456789abcdef revision=4f2c boundary=fw-line"`, with its quotes. */
export function quotePolicyName({ model, revision, boundary }: PolicyName): string {
  return quoteComment(`model=${model} revision=${revision ?? 'none'} boundary=${boundaryWord(boundary)}`);
}

/** Reads the comment of a rule; null when it names no policy. */
export function parsePolicyName(comment: string | null): PolicyName | null {
  const found = /^model=([0-9a-f]{16}) revision=(\S+) boundary=(\S+)$/.exec(comment ?? '');
  const [, model, revision, boundary] = found ?? [];
  if (model === undefined || revision === undefined || boundary === undefined) return null;
  return { model, revision: revision === 'none' ? null : revision, boundary };
}

/** A comment of nft has 128 bytes, of which the rest of a name needs at most 62 with a revision of 20 characters. */
const longestBoundary = 64;
