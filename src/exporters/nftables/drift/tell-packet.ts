/** One packet out of a set in words, and what in the kernel decides about it. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { formatResult, printKey } from '../../nft/read/print.ts';
import type { NftElement, NftSet } from '../../nft/read/ruleset.ts';
import { type Question, unknownAxis } from '../../nft/trace/packet-model.ts';
import { findPoint, formatPacket, packetAt } from '../../proof/wire-packet.ts';
import { sessionAxis, type WireSpace } from '../../proof/wire-space.ts';
import { followPacket, type Step, type Way } from '../trace/follow-packet.ts';
import type { NameRule } from './rule-words.ts';
import type { Running } from './running.ts';
import type { WrittenParts } from './written-parts.ts';

/** With what packets are told of. */
export interface Teller {
  readonly running: Running;
  readonly nameRule: NameRule;
  readonly written: WrittenParts;
}

export interface ToldPacket {
  /** `10.0.0.1 behind eth0 -> 10.1.0.5 behind eth1, tcp 23, at 2026-08-03T12:00:00Z`. */
  readonly witness: string;
  /** `element 0x00010002 . tcp . 23 : goto open of map allow`. */
  readonly through: string;
}

const beginning: Question = { state: 'new', direction: 'original', connectionMark: 0 };

/** Null when the set has no packet whose date and day of the week go together. */
export function tellPacket(
  space: WireSpace,
  packets: DiagramNode,
  teller: Teller,
  question: Question = beginning,
): ToldPacket | null {
  const point = packets === nothing ? null : findPoint(space, packets);
  if (point === null) return null;
  return {
    witness: formatPacket(space, packetAt(space, point)),
    through: decider(space, point, teller, question),
  };
}

/** What decides about a packet for which no unknown condition holds. */
function decider(space: WireSpace, point: readonly number[], teller: Teller, question: Question): string {
  const whole = [...point];
  for (let axis = sessionAxis(space.sessions.length); axis <= unknownAxis(space.diagrams, 0); axis++) whole[axis] = 0;
  return wayWords(followPacket(teller.running.ruleset, space, question, whole), teller);
}

/** What decided on the way of a packet: what an export does not have comes first. */
export function wayWords({ steps, verdict }: Way, teller: Teller): string {
  const { running, written } = teller;
  const strange = steps.findLast((step) => !isWritten(step, running, written));
  if (strange !== undefined) return stepWords(strange, teller);
  if (verdict === 'drop') return 'the lack of a rule or element that lets it through';
  const looked = steps.findLast(({ element }) => element !== null) ?? steps.at(-1);
  return looked === undefined ? 'no rule' : stepWords(looked, teller);
}

function isWritten({ chain, rule, set, element }: Step, { flat }: Running, written: WrittenParts): boolean {
  if (rule === null) return false;
  const name = flat.originals.get(chain.name)?.name ?? chain.name;
  return written.hasRule(name, rule) && (set === null || element === null || written.hasElement(set, element));
}

function stepWords({ chain, rule, set, element, verdict }: Step, { running, nameRule }: Teller): string {
  const original = running.flat.originals.get(chain.name);
  if (set !== null && element !== null && !set.name.includes(' '))
    return `element ${keyWords(set, element)} : ${formatResult(verdict)} of map ${set.name}`;
  if (rule === null) return `the policy ${verdict.kind}, at the end of chain ${original?.name ?? chain.name}`;
  const listed = original?.rules.find((each) => each.at === rule.at);
  // A copy of a chain ends by going back to where it was called.
  if (original === undefined || listed === undefined) return `the end of chain ${original?.name ?? chain.name}`;
  return nameRule(original, listed);
}

/** As nft prints it, with names for the usual transports. */
function keyWords(set: NftSet, { key }: NftElement): string {
  const names: Readonly<Record<string, string>> = { 6: 'tcp', 17: 'udp' };
  const parts = printKey(set, key).split(' . ');
  return parts.map((part, index) => (set.key[index] === 'inet_proto' ? (names[part] ?? part) : part)).join(' . ');
}
