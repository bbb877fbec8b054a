/** Permissions of another tool's plant description: what was granted of them, and what was not. */
import { allowByException, type CatalogueEntries, noReferences, type Weight } from '../catalogue-entry.ts';
import { codeWords, counted, joinWords, quote } from '../words.ts';

/** Why a flow is not granted; decides the weight and the words. */
export type GrantHurdle =
  | 'unknown-protocol'
  | 'any'
  | 'any-port'
  | 'which-protocol'
  | 'port-of-none'
  | 'ports-of-others'
  | 'no-ports'
  | 'bad-port'
  | 'same-zone';

export interface ImportFlowDiagnostics {
  readonly 'import/no-grant': {
    readonly conduit: string;
    /** What the source permits, as it says it. */
    readonly flow: string;
    readonly hurdle: GrantHurdle;
    /** The nearest protocol of the catalogue, where the name is unknown. */
    readonly suggestion: string | null;
    /** A grant that would permit it, ready for `allow`; null where there is none. */
    readonly offer: string | null;
  };
  readonly 'import/no-conversation': {
    readonly flow: string;
    /** `wire`: a signal or a bus. `link`: a cable that carries anything. */
    readonly carrier: 'wire' | 'link';
    readonly count: number;
  };
  readonly 'import/empty-conduit': { readonly conduit: string };
  readonly 'import/empty-zone': { readonly zone: string; readonly count: number };
  readonly 'import/both-directions': { readonly count: number };
  readonly 'import/narrower': {
    readonly protocol: string;
    /** What the protocol also has and the grant does not. */
    readonly missing: readonly string[];
    readonly count: number;
  };
  readonly 'import/network-device': { readonly class: string; readonly count: number };
}

export const importFlowEntries: CatalogueEntries<ImportFlowDiagnostics> = {
  'import/no-grant': {
    severity: 'medium',
    what: ({ conduit, flow, hurdle }) =>
      `${quote(flow)} of conduit ${quote(conduit)} is not granted: ${hurdleWords(hurdle).what}`,
    why: 'what is not granted is denied, so this traffic is a finding until somebody writes what was meant',
    fix: ({ hurdle, suggestion, offer }) => {
      const fix = suggestion === null ? hurdleWords(hurdle).fix : `grant ${quote(suggestion)} if that is meant`;
      return offer === null ? fix : `${fix}; for whatever is spoken there, the grant would be ${codeWords(offer)}`;
    },
    references: allowByException,
    weigh: ({ hurdle }) => hurdleWords(hurdle).weight,
  },
  'import/no-conversation': {
    severity: 'low',
    what: ({ flow, carrier, count }) =>
      carrier === 'wire'
        ? `${quote(flow)} of ${counted(count, 'conduit')} is a signal or a bus, and grants nothing in a network`
        : `${quote(flow)} of ${counted(count, 'conduit')} is a cable that carries anything, and grants nothing`,
    why: 'a plant permits conversations between two that speak; a drawing of cables does not say who they are',
    fix: () => 'nothing, unless traffic was meant; then grant its protocols between the two assets that speak',
    references: noReferences,
    weigh: ({ carrier }) => ({
      severity: carrier === 'wire' ? 'info' : 'low',
      why: 'a plant permits conversations between two that speak; a drawing of cables does not say who they are',
      references: noReferences,
    }),
  },
  'import/empty-conduit': {
    severity: 'medium',
    what: ({ conduit }) => `conduit ${quote(conduit)} names no flows, so it grants nothing`,
    why: 'the source leaves open what may pass, and a plant denies what nobody has granted',
    fix: () => 'write its grants, from what `zonewright audit` finds denied in recorded traffic, or remove it',
    references: allowByException,
  },
  'import/empty-zone': {
    severity: 'medium',
    what: ({ zone, count }) =>
      `zone ${quote(zone)} of ${counted(count, 'conduit')} has no assets, so nobody in it may begin or answer`,
    why: 'only declared assets belong to an imported zone; the firewall rules of the source would say any address',
    fix: () => 'declare its assets, or write `networks` and `members: any` if every address of it is meant',
    references: allowByException,
  },
  'import/both-directions': {
    severity: 'low',
    what: ({ count }) => `${counted(count, 'flow')} may be begun from both sides, as the source says or leaves unsaid`,
    why: 'replies need no grant, so most of the grants of the conduits that lead back are wider than anybody needs',
    fix: () =>
      'remove the grants of the side that never begins; `zonewright analyze --flows` finds those that recorded traffic does not use',
    references: allowByException,
  },
  'import/narrower': {
    severity: 'info',
    what: ({ protocol, missing, count }) =>
      `${counted(count, 'flow')} of ${quote(protocol)} ${count === 1 ? 'is' : 'are'} granted without ${joinWords(missing.map(quote))}`,
    why: 'the source does not say which of the ways to speak this protocol it means, so the usual one is granted',
    fix: () => 'add `ports` or a grant for the rest where `audit` finds it denied and it is meant',
    references: allowByException,
  },
  'import/network-device': {
    severity: 'medium',
    what: ({ class: endpointClass, count }) =>
      `${counted(count, 'flow begins', 'flows begin')} or ${count === 1 ? 'ends' : 'end'} at a device of class ${quote(endpointClass)}`,
    why: 'a grant reaches the device itself, its management too, and nothing behind it; a drawing of cables means what lies behind',
    fix: () =>
      'write a grant between the two assets that speak to each other, and remove this one unless the device itself is meant',
    references: allowByException,
  },
};

interface HurdleWords {
  readonly what: string;
  readonly fix: string;
  readonly weight: Weight;
}

const missing: Weight = {
  severity: 'medium',
  why: 'what is not granted is denied, so this traffic is a finding until somebody writes what was meant',
  references: allowByException,
};

const hurdles: { readonly [H in GrantHurdle]: HurdleWords } = {
  'unknown-protocol': {
    what: 'the protocol is not in the catalogue',
    fix: 'grant a protocol of the catalogue if it is one of them',
    weight: missing,
  },
  any: {
    what: 'it names no protocol',
    fix: 'grant the protocols that are spoken, which `zonewright audit` finds in recorded traffic',
    weight: missing,
  },
  'any-port': {
    what: 'no port says where it is spoken',
    fix: 'grant the protocols that are spoken, which `zonewright audit` finds in recorded traffic',
    weight: missing,
  },
  'which-protocol': {
    what: 'several protocols are called that, and only a port would tell which',
    fix: 'grant the one that is meant',
    weight: missing,
  },
  'port-of-none': {
    what: 'none of the protocols is known to be spoken there',
    fix: 'write which protocol is meant at this port',
    weight: missing,
  },
  'ports-of-others': {
    what: 'the ports that stand with it belong to other protocols',
    fix: 'write which port belongs to it',
    weight: missing,
  },
  'no-ports': {
    what: 'the protocol has no such ports',
    fix: 'grant it without the port, if it is meant at all',
    weight: missing,
  },
  'bad-port': {
    what: 'the port cannot be read',
    fix: 'write the port as a number and import again',
    weight: missing,
  },
  'same-zone': {
    what: 'it leads from a zone to itself, which the source forbids',
    fix: 'write a conduit from the zone to itself if it is meant',
    weight: missing,
  },
};

function hurdleWords(hurdle: GrantHurdle): HurdleWords {
  return hurdles[hurdle];
}
