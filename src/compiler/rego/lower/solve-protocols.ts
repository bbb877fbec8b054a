/**
 * Protocols of a query. One that looks at no protocol lets everything pass, also what nobody recognises; a grant on
 * a bare transport says that. All others are looked at protocol by protocol.
 */
import { type Catalogue, operationClasses, type Protocol, transports } from '../../../model/catalogue.ts';
import type { Assignment } from './assignment.ts';
import type { Part, Parts, Unsaid } from './box.ts';
import { levels } from './component.ts';
import { connectPoint } from './operation-points.ts';
import { ask, type Question } from './question.ts';
import { neverSeen, type Reading, solveProtocol, solveUnrecognised } from './solve-protocol.ts';
import { unknown } from './value.ts';

export function solveProtocols(question: Question, before: Assignment): Parts {
  const { catalogue, query } = question;
  const unrecognised = query.open ? solveBareTransports(question, before) : { parts: [], unsaid: [] };
  const covered = new Set(unrecognised.unsaid.length > 0 ? [] : unrecognised.parts.map((part) => part.protocol ?? ''));
  const reading = readingOf(question, before);
  const named = [...catalogue.protocols.values()]
    .filter((protocol) => protocol.members.length === 0 && !(query.open && isTransport(protocol.id)))
    .map((protocol) => ({ protocol, found: solveOne(question, protocol, before, reading) }));
  const parts = named.flatMap(({ found }) => found.parts.flatMap((part) => without(part, covered)));
  const unsaid = [...unrecognised.unsaid, ...named.flatMap(({ found }) => found.unsaid)];
  const all = [
    ...unrecognised.parts,
    ...(query.open ? parts : parts.filter((part) => !coversOthers(part, parts, catalogue))),
  ];
  const wide = query.open ? [] : parts.filter((part) => coversOthers(part, parts, catalogue));
  return {
    parts: all,
    unsaid: [
      ...unsaid.filter((each) => !neverSeen.includes(each.reason) || all.length === 0),
      ...wide.map(
        (part): Unsaid => ({ reason: `a grant on \`${part.protocol}\` covers every protocol on it`, component: -1 }),
      ),
    ],
  };
}

/** A rule names protocols unless it would also let one pass that nobody has heard of. */
function readingOf(question: Question, before: Assignment): Reading {
  const { components } = question.query;
  const others = new Set(components.flatMap((each) => [...each.reads.texts]));
  const assignment: Assignment = { ...before, protocol: { kind: 'fresh', name: 'protocol', others } };
  const own = components.flatMap((each, index) => (each.last === levels.indexOf('protocol') ? [index] : []));
  return own.every((index) => ask(question, index, assignment) === 'holds') ? 'listed' : 'named';
}

function solveOne(question: Question, protocol: Protocol, before: Assignment, reading: Reading): Parts {
  const assignment = { ...before, protocol: protocol.id };
  let open: number | null = null;
  for (const [index, component] of question.query.components.entries()) {
    if (component.last !== levels.indexOf('protocol')) continue;
    const answer = ask(question, index, assignment);
    if (answer === 'fails') return { parts: [], unsaid: [] };
    if (answer === 'unknown') open = index;
  }
  const found = solveProtocol(question, protocol, assignment, reading);
  const parts = found.parts.map((part) => ({ ...part, protocol: protocol.id }));
  if (open === null) return { parts, unsaid: found.unsaid };
  return {
    parts: [],
    unsaid: parts.length + found.unsaid.length > 0 ? [{ reason: 'unknown', component: open }] : [],
  };
}

/** Grants on bare transports, for a query that looks at no protocol. */
function solveBareTransports(question: Question, before: Assignment): Parts {
  const points = [
    connectPoint,
    ...operationClasses.map((name) => ({ class: name, code: unknown, name: unknown, said: null, seen: false })),
  ];
  const solved = transports
    .flatMap((id) => question.catalogue.protocols.get(id) ?? [])
    .map((protocol) => {
      const found = solveUnrecognised(question, protocol, { ...before, protocol: protocol.id }, points);
      return { parts: found.parts.map((part) => ({ ...part, protocol: protocol.id })), unsaid: found.unsaid };
    });
  return { parts: solved.flatMap((each) => each.parts), unsaid: solved.flatMap((each) => each.unsaid) };
}

/** The same without services on transports that a grant on all of their protocols opens anyway. */
function without(part: Part, covered: ReadonlySet<string>): readonly Part[] {
  const services = (part.services ?? []).filter((service) => !covered.has(service.transport));
  return services.length === 0 ? [] : [{ ...part, services }];
}

/** Whether a grant on the protocol, being named as its transport, would cover protocols that do not pass alike. */
function coversOthers(part: Part, parts: readonly Part[], catalogue: Catalogue): boolean {
  if (!isTransport(part.protocol ?? '')) return false;
  const operations = part.operations ?? null;
  return [...catalogue.protocols.values()].some((other) => {
    if (other.id === part.protocol || !other.services.some((service) => service.transport === part.protocol))
      return false;
    if (parts.some((each) => each.protocol === other.id && sameRest(each, part))) return false;
    const met = (name: string | null, type: string): boolean =>
      name === null || other.operations.some((entry) => entry.name === name && entry.class === type);
    // Of a protocol without operations only its use is seen, and that comes with any grant.
    return (
      other.operations.length === 0 || operations === null || operations.some((each) => met(each.name, each.class))
    );
  });
}

function sameRest(a: Part, b: Part): boolean {
  const rest = ({ operations, objects, range, windows }: Part): string =>
    JSON.stringify([operations, objects, range, windows]);
  return rest(a) === rest(b);
}

function isTransport(id: string): boolean {
  return transports.some((transport) => transport === id);
}
