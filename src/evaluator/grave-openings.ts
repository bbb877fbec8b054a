/** What must be said plainly before anybody opens it: into a safety zone, and into control from above the DMZ. */
import type { OperationClass } from '../model/catalogue.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { dmzLevel } from '../model/plant.ts';
import type { Asked } from './asked.ts';

/** Classes that change what a device does. */
const changing: ReadonlySet<OperationClass> = new Set(['write', 'control', 'program', 'firmware', 'file', 'unknown']);

/** One sentence for each; empty when there is nothing grave about it. */
export function graveOpenings(asked: readonly Asked[]): readonly string[] {
  return [...new Set(asked.flatMap(sentencesOf))];
}

/** Whether a grant that others use as well is no place to allow it. */
export function isGrave(asked: readonly Asked[]): boolean {
  return graveOpenings(asked).length > 0;
}

function sentencesOf({ key, judgement: { source, destination, protocols } }: Asked): readonly string[] {
  const sentences: string[] = [];
  const what = key.operation?.class ?? protocols.join(' or ');
  const from = source.attributes;
  const to = destination.attributes;
  if (to.safety) sentences.push(`this opens ${what} from ${nameOf(source)} into the safety zone ${to.zone ?? ''}`);
  const above = (from.level ?? 0) > dmzLevel || from.kind === 'vendor' || from.kind === 'external';
  const below = (to.level ?? dmzLevel) < dmzLevel;
  if (!above || !below) return sentences;
  const level = `from level ${from.level ?? '?'} past the DMZ to level ${to.level ?? '?'}`;
  const changes = key.operation === null || changing.has(key.operation.class);
  const extent = changes ? `${what}, which can change what the device does,` : what;
  sentences.push(`this opens ${extent} on ${nameOf(destination)} ${level}`);
  return sentences;
}

function nameOf({ attributes }: Endpoint): string {
  return attributes.asset ?? `an address of ${attributes.zone ?? 'no zone'}`;
}
