/**
 * A list of grants as access lists have them: 400 address groups, 16 services, thousands of terms between two of the
 * groups. The same list is given to others in their own form.
 */
import type { Plan, PlanGrant } from '../src/model/plan.ts';

/** Addresses of group `g` are the blocks `from` to `to` of 64 addresses each, inside 10.0.0.0/16. */
export interface AddressGroup {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

export interface GrantTerm {
  readonly source: number;
  readonly destination: number;
  readonly service: number;
}

export interface GrantList {
  readonly groups: readonly AddressGroup[];
  /** TCP ports. */
  readonly services: readonly { readonly from: number; readonly to: number }[];
  readonly terms: readonly GrantTerm[];
}

const blocks = 1024;

/** The same numbers on every run. */
export function grantList(terms: number, groups: number = 400, services: number = 16): GrantList {
  const random = sequence(7);
  return {
    groups: Array.from({ length: groups }, () => {
      const size = 2 ** random(7);
      const from = random(blocks / size) * size;
      return { from, to: from + size - 1 };
    }),
    services: Array.from({ length: services }, (_, index) => ({
      from: 1000 + index * 100,
      to: 1000 + index * 100 + (index % 4) * 60,
    })),
    terms: Array.from({ length: terms }, () => ({
      source: random(groups),
      destination: random(groups),
      service: random(services),
    })),
  };
}

/** As a plan: one asset for each block of addresses, on either side of one pair of zones. */
export function planOfList({ groups, services, terms }: GrantList): Plan {
  const at = { file: 'conduits/list.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
  const members = (zone: string, { from, to }: AddressGroup): readonly string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => `${zone}/${zone}${String(from + index).padStart(4, '0')}`);
  const sides = groups.map((group) => ({ from: members('a', group), to: members('b', group) }));
  const grants = terms.map((term, index): PlanGrant => {
    const ports = services[term.service] ?? { from: 0, to: 0 };
    return {
      id: `list/t${String(index).padStart(5, '0')}`,
      conduit: 'list',
      from: 'a',
      to: 'b',
      sources: sides[term.source]?.from ?? [],
      destinations: sides[term.destination]?.to ?? [],
      protocol: 'tcp',
      services: [{ transport: 'tcp', ports }],
      operations: null,
      objects: null,
      windows: [],
      owner: null,
      reason: null,
      ticket: null,
      expires: null,
      at: { ...at, line: index + 1 },
      fields: {},
    };
  });
  const zone = { scope: 's', level: 1, kind: 'cell', networks: [], owner: null, securityLevel: null, labels: [], at };
  return {
    schema: 'zonewright/plan/v1',
    plant: 'list',
    timezone: 'UTC',
    scopes: [],
    zones: ['a', 'b'].map((id) => ({
      ...zone,
      id,
      kind: 'cell',
      safety: false,
      members: 'declared',
      internal: 'granted',
    })),
    assets: ['a', 'b'].flatMap((id) =>
      Array.from({ length: blocks }, (_, index) => ({
        id: `${id}${String(index).padStart(4, '0')}`,
        zones: [id],
        class: 'plc',
        ip: [],
        mac: [],
        vendor: null,
        model: null,
        firmware: null,
        owner: null,
        labels: [],
        at,
      })),
    ),
    windows: [],
    conduits: [{ id: 'list', from: 'a', to: 'b', owner: null, allowlists: [], at }],
    grants,
    allowlists: [],
    lowered: { grants: [], guards: [] },
    boundaries: [],
  };
}

/** Whole numbers below a limit, from a seed (Park and Miller). */
function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}
