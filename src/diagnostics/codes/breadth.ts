/** Grants that open more than the plant can need: ports, operations, members of a zone, objects. */
import { allowByException, type CatalogueEntries, type References } from '../catalogue-entry.ts';
import { codeWords, counted, joinWords, quote } from '../words.ts';

export interface BreadthDiagnostics {
  readonly 'grant/any-port': {
    readonly grant: string;
    readonly protocol: string;
    /** How many ports it opens. */
    readonly ports: number;
    /** As `tcp/502`; empty for a bare transport, which has none. */
    readonly usual: readonly string[];
    readonly suffices: string | null;
  };
  readonly 'grant/any-operation': {
    readonly grant: string;
    readonly protocol: string;
    /** Classes that change something. */
    readonly opened: readonly string[];
    readonly suffices: string;
  };
  readonly 'grant/whole-zone': {
    readonly grant: string;
    readonly side: 'from' | 'to';
    readonly zone: string;
    readonly protocol: string;
    /** Every address of the zone, or members of classes that do not speak the protocol. */
    readonly kind: 'undeclared' | 'few';
    /** Members of the zone that the side selects. */
    readonly members: number;
    /** Assets that can take part. */
    readonly able: readonly string[];
    readonly suffices: string | null;
  };
  readonly 'grant/group-address': {
    readonly grant: string;
    readonly zone: string;
    readonly groups: readonly string[];
    /** Classes that change something; empty for a bare transport. */
    readonly opened: readonly string[];
    readonly suffices: string;
  };
  readonly 'grant/any-object': {
    readonly grant: string;
    readonly class: string;
    readonly other: string;
    readonly destination: string;
    readonly suffices: string;
  };
}

const leastPrivilege: References = {
  iec62443: ['3-3 SR 2.1', '3-3 SR 7.7'],
  attackIcs: ['M0807'],
  nist80082: ['5.2.3', 'AC-4'],
};

export const breadthEntries: CatalogueEntries<BreadthDiagnostics> = {
  'grant/any-port': {
    severity: 'medium',
    what: ({ grant, protocol, ports, usual }) => {
      const opens = `grant ${quote(grant)} opens ${counted(ports, 'port')}`;
      return usual.length === 0
        ? `${opens} of ${quote(protocol)}, to any protocol on them`
        : `${opens} for ${quote(protocol)}, which listens on ${joinWords(usual.map(quote))}`;
    },
    why: 'every other service that listens on one of these ports is opened too',
    fix: ({ suffices }) =>
      suffices === null
        ? 'name the protocol that is spoken, or its ports'
        : `leave \`ports\` out, or write ${codeWords(suffices)}`,
    references: { iec62443: ['3-3 SR 5.2 RE 1', '3-3 SR 7.7'], attackIcs: ['T0885', 'M0937'], nist80082: ['SC-7'] },
  },
  'grant/any-operation': {
    severity: 'medium',
    what: ({ grant, protocol, opened }) =>
      `grant ${quote(grant)} allows every operation of ${quote(protocol)}, ${joinWords(opened.map(quote))} among them`,
    why: 'whoever may read may also change what the process does',
    fix: ({ suffices }) => `name the operations; if it only reads, write ${codeWords(suffices)}`,
    references: { ...leastPrivilege, attackIcs: ['T0855', 'T1692.001', 'M0807'] },
  },
  'grant/whole-zone': {
    severity: 'low',
    what: ({ grant, side, zone, protocol, kind, members, able }) => {
      const who = side === 'from' ? 'begins at' : 'reaches';
      return kind === 'undeclared'
        ? `grant ${quote(grant)} ${who} every address of zone ${quote(zone)}, declared or not`
        : `grant ${quote(grant)} ${who} ${counted(members, 'member')} of zone ${quote(zone)}, of which ${able.length === 0 ? 'none is' : able.length === 1 ? 'only 1 is' : `only ${able.length} are`} of a class that speaks ${quote(protocol)}`;
    },
    why: 'an intruder on any of the others has the same permission as the machine it was meant for',
    fix: ({ side, suffices }) =>
      suffices === null
        ? `declare the assets that take part, and name them under \`${side}\``
        : `write ${codeWords(suffices)}`,
    references: { iec62443: ['3-3 SR 5.2', '3-3 SR 7.7'], attackIcs: ['T0885', 'M0937'], nist80082: ['5.2.3', 'SC-7'] },
  },
  'grant/group-address': {
    severity: 'low',
    what: ({ grant, zone, groups, opened }) =>
      `grant ${quote(grant)} reaches the ${joinWords(groups)} address of zone ${quote(zone)} with ${opened.length === 0 ? 'any protocol' : joinWords(opened.map(quote))}`,
    why: 'one packet to it reaches every device of the zone at once, without an answer that could be checked',
    fix: ({ suffices }) => `name the devices under \`to\`: ${codeWords(suffices)}`,
    references: { ...leastPrivilege, attackIcs: ['T0855', 'T1692.001', 'M0937'] },
  },
  'grant/any-object': {
    severity: 'low',
    what: ({ grant, class: type, other, destination }) =>
      `grant ${quote(grant)} allows ${quote(type)} on every object of ${quote(destination)}, while grant ${quote(other)} is limited to some`,
    why: 'the limit of the one is undone where the other holds',
    fix: ({ suffices }) => `give it \`objects\` of its own; the other has ${codeWords(suffices)}`,
    references: { ...allowByException, attackIcs: ['T0836', 'M0807'] },
  },
};
