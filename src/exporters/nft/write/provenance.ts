/**
 * Words of a plant inside an nftables file: comments of elements, which nft limits to 128 bytes, and comment lines.
 * Ids come from plant files, so they must not be able to end a string or a line.
 */
import { escapeText, joinWords } from '../../../diagnostics/words.ts';
import type { EndpointId, PlanGrant } from '../../../model/plan.ts';
import type { Schedule } from './schedules.ts';

const longestComment = 128;

/** A quoted string of at most 128 bytes. */
export function quoteComment(text: string): string {
  return `"${commentOf(text)}"`;
}

/** What is left of a text in a comment. */
function commentOf(text: string): string {
  return cutBytes(escapeText(text).replaceAll('"', "'"), longestComment);
}

/** The comment of an element as the kernel keeps it. */
export function elementName(grants: readonly PlanGrant[]): string {
  return commentOf(elementComment(grants));
}

/** A comment line, without its indent. */
export function commentLine(text: string): string {
  return `# ${escapeText(text)}`;
}

/** `conduit/grant file:line`, as an element carries it; of several grants the first with the number of others. */
export function elementComment(grants: readonly PlanGrant[]): string {
  const [first] = grants;
  if (first === undefined) return '';
  const rest = grants.length > 1 ? ` +${grants.length - 1}` : '';
  const place = `${first.at.file}:${first.at.line}${rest}`;
  const room = longestComment - byteLength(escapeText(place)) - 1;
  return `${room > 16 ? cutBytes(escapeText(first.id), room) : first.id} ${place}`;
}

/** Whether {@link elementComment} says everything about the grants. */
export function isCommentWhole(grants: readonly PlanGrant[]): boolean {
  const [first] = grants;
  return first === undefined || (grants.length === 1 && byteLength(escapeText(describeGrant(first))) <= longestComment);
}

/** `conduit/grant file:line`. */
export function describeGrant(grant: PlanGrant): string {
  return `${grant.id} ${grant.at.file}:${grant.at.line}`;
}

/** What words for a group are made of. */
interface DescribedGroup {
  readonly id: number;
  readonly zone: string;
  readonly endpoints: readonly EndpointId[];
  readonly granted: boolean;
}

/** `3 cell-filling: plc-filler and undeclared addresses`. */
export function describeGroup(group: DescribedGroup): string {
  const names = group.endpoints.map((endpoint) => {
    const name = endpoint.slice(endpoint.indexOf('/') + 1);
    return name === '*' || name === '?' ? 'undeclared addresses' : name;
  });
  return `${group.id} ${group.zone}: ${joinWords(names, 12)}${group.granted ? '' : ', nothing granted'}`;
}

/** `during a and b, or c`. */
export function describeSchedule(schedule: Schedule): string {
  return schedule.windows.map((windows) => joinWords(windows)).join(', or ');
}

function cutBytes(text: string, limit: number): string {
  if (byteLength(text) <= limit) return text;
  let cut = text;
  while (byteLength(cut) > limit - 1) cut = [...cut].slice(0, -1).join('');
  return `${cut}~`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
