/** Elements of maps and sets as commands of nft, each small enough for one message to the kernel. */
import type { PlanGrant } from '../../../model/plan.ts';
import { indent } from './chain-text.ts';
import { commentLine, describeGrant, elementComment, isCommentWhole, quoteComment } from './provenance.ts';

/** One element of a map or a set. */
export interface NftElement {
  readonly key: string;
  /** What the key leads to; null in a set. */
  readonly value: string | null;
  /** The grants it stands for; empty for addresses and interfaces. */
  readonly grants: readonly PlanGrant[];
  /** Words for a group, above its first element. */
  readonly heading: string | null;
}

/** A map or set by its name, with all of its elements. */
export interface FilledMap {
  readonly map: string;
  readonly elements: readonly NftElement[];
}

/** nft 1.0.6 loads keys with a wrong byte order where a command fills more than one netlink message. */
const elementsPerCommand = 100;

/** An element that stands for no grant. */
export function bareElement(key: string, value: string | null, heading: string | null = null): NftElement {
  return { key, value, grants: [], heading };
}

/** Commands that add elements to a set or map, named with its table; an empty line is in front of them. */
export function addElements(target: string, elements: readonly NftElement[]): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < elements.length; start += elementsPerCommand) {
    const part = elements.slice(start, start + elementsPerCommand);
    lines.push(`add element ${target} {`);
    for (const [index, element] of part.entries())
      lines.push(...indent(elementLines(element, index === part.length - 1)));
    lines.push('}');
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

function elementLines({ key, value, grants, heading }: NftElement, last: boolean): readonly string[] {
  const above = heading === null ? [] : [heading];
  if (!isCommentWhole(grants)) above.push(...grants.map(describeGrant));
  const comment = grants.length === 0 ? '' : ` comment ${quoteComment(elementComment(grants))}`;
  return [...above.map(commentLine), `${key}${comment}${value === null ? '' : ` : ${value}`}${last ? '' : ','}`];
}
