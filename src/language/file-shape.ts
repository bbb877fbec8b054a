/**
 * What the values of a plant's files refer to, place by place: the part of the file format that a JSON Schema cannot say.
 * Lists count as their items, as everywhere in the format.
 */
import { type SelectorAttribute, selectorAttributes } from '../model/selector.ts';

/** Things with an id that other parts refer to. */
export type Kind =
  | 'scope'
  | 'zone'
  | 'template'
  | 'asset'
  | 'window'
  | 'conduit'
  | 'grant'
  | 'boundary'
  | 'invariant'
  | 'rule'
  | 'pack'
  | 'protocol'
  | 'class'
  | 'allowlist';

/** What a selector at a place ranges over. */
export type SelectorDomain = 'endpoint' | 'zone';

/** Texts that nothing declares: whatever a plant writes in one place may be written in another. */
export type FreeWord = 'owner' | 'label' | 'vendor' | 'model' | 'firmware';

/** What stands at a place. */
export type Slot =
  | { readonly type: 'refers'; readonly kind: Kind }
  | { readonly type: 'selector'; readonly domain: SelectorDomain }
  | { readonly type: 'attribute'; readonly attribute: SelectorAttribute; readonly domain: SelectorDomain }
  | { readonly type: 'word'; readonly word: FreeWord }
  | { readonly type: 'operation' }
  | { readonly type: 'table' }
  | { readonly type: 'timezone' }
  | { readonly type: 'dialect' }
  /** `SRC -> DST PROTOCOL [OPERATION] [OBJECT] [@TIME]` of a policy test. */
  | { readonly type: 'conversation' };

/** The shape of a value: what it is, and what is below it. */
export interface Shape {
  readonly slot?: Slot;
  /** Below each key of the schema. */
  readonly keys?: Readonly<Record<string, Shape>>;
  /** Below each key that is an id. */
  readonly each?: Shape;
  /** What the keys declare. */
  readonly declares?: Kind;
  /** What the keys name that is declared elsewhere. */
  readonly names?: readonly Kind[];
}

const refers = (kind: Kind): Shape => ({ slot: { type: 'refers', kind } });
const word = (which: FreeWord): Shape => ({ slot: { type: 'word', word: which } });
const owner = word('owner');

function selector(domain: SelectorDomain): Shape {
  const keys = selectorAttributes.map((attribute) => [attribute, { slot: { type: 'attribute', attribute, domain } }]);
  return { slot: { type: 'selector', domain }, keys: Object.fromEntries(keys) as Record<string, Shape> };
}

const zone: Shape = {
  keys: { extends: refers('template'), scope: refers('scope'), owner, labels: word('label') },
};

const asset: Shape = {
  keys: {
    zone: refers('zone'),
    class: refers('class'),
    identities: { names: ['protocol'] },
    vendor: word('vendor'),
    model: word('model'),
    firmware: word('firmware'),
    owner,
    labels: word('label'),
  },
};

const grant: Shape = {
  keys: {
    from: selector('endpoint'),
    to: selector('endpoint'),
    protocol: refers('protocol'),
    operations: { slot: { type: 'operation' } },
    objects: { keys: { table: { slot: { type: 'table' } } } },
    during: refers('window'),
    owner,
  },
};

const conduit: Shape = {
  keys: {
    from: selector('zone'),
    to: selector('zone'),
    owner,
    allow: { declares: 'grant', each: grant },
    allowlists: refers('allowlist'),
  },
};

const sideOfNat: Shape = { keys: { scope: refers('scope') } };

const boundary: Shape = {
  keys: {
    dialect: { slot: { type: 'dialect' } },
    interfaces: { each: selector('zone') },
    nat: { each: { keys: { outside: sideOfNat, inside: sideOfNat } } },
    'port-forwards': { each: { keys: { outside: sideOfNat, to: refers('asset') } } },
  },
};

const waivers = (...names: readonly Kind[]): Shape => ({ names, each: { keys: { owner } } });

const subject: Shape = {
  keys: {
    from: selector('endpoint'),
    to: selector('endpoint'),
    protocols: refers('protocol'),
    operations: { slot: { type: 'operation' } },
    during: refers('window'),
  },
};

const invariant: Shape = {
  keys: {
    never: subject,
    only: subject,
    'no-chain': { keys: { from: selector('zone'), to: selector('zone'), without: selector('zone') } },
    'no-relay': { keys: { through: selector('zone'), protocols: refers('protocol') } },
    waivers: waivers('grant'),
  },
};

const timezone: Shape = { slot: { type: 'timezone' } };

/** `plant.yaml` and what lies under `zones` and `conduits`. */
export const plantShape: Shape = {
  keys: {
    timezone,
    scopes: { declares: 'scope' },
    zones: { declares: 'zone', each: zone },
    templates: { declares: 'template', each: zone },
    assets: { declares: 'asset', each: asset },
    windows: { declares: 'window', each: { keys: { timezone } } },
    conduits: { declares: 'conduit', each: conduit },
    boundaries: { declares: 'boundary', each: boundary },
    invariants: { declares: 'invariant', each: invariant },
    'rule-packs': refers('pack'),
    rules: {
      names: ['rule'],
      each: { keys: { waivers: waivers('zone', 'asset', 'conduit', 'grant', 'boundary') } },
    },
  },
};

const conversation: Shape = { slot: { type: 'conversation' } };

const recorded: Shape = { keys: { conversation, grants: refers('grant') } };

/** Files of policy tests. */
export const testsShape: Shape = {
  keys: {
    tests: {
      keys: {
        conversation,
        grants: refers('grant'),
        sessions: refers('window'),
        scope: refers('scope'),
        conversations: recorded,
      },
    },
  },
};

/** The shape below a key; null where nothing is known of it. */
export function shapeBelow(shape: Shape | null, key: string): Shape | null {
  if (shape === null) return null;
  const known = shape.keys !== undefined && Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
  return known ?? shape.each ?? null;
}

/** The shape at the end of a path of keys. */
export function shapeAt(shape: Shape, path: readonly string[]): Shape | null {
  return path.reduce<Shape | null>((at, key) => shapeBelow(at, key), shape);
}
