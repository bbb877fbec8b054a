/** What a plant description of another tool says and a plant cannot, and what was made of it instead. */
import { type CatalogueEntries, noReferences, type Weight, zoneDrawing } from '../catalogue-entry.ts';
import { counted, didYouMean, foreignText, joinAlternatives, joinWords, quote, withArticle } from '../words.ts';

/** Why a field is left out; decides the weight and the words. */
export type LeftOutTopic =
  | 'drawing'
  | 'metadata'
  | 'inventory'
  | 'services'
  | 'approved-protocols'
  | 'standard'
  | 'capability'
  | 'hierarchy'
  | 'conduit-level'
  | 'inspection'
  | 'no-address';

export interface ImportDiagnostics {
  readonly 'import/unknown-format': { readonly found: string; readonly allowed: readonly string[] };
  readonly 'import/several-documents': Readonly<Record<string, never>>;
  readonly 'import/unknown-key': { readonly key: string; readonly of: string; readonly suggestion: string | null };
  readonly 'import/invalid-value': { readonly field: string; readonly value: string; readonly expected: string };
  readonly 'import/left-out': {
    readonly field: string;
    readonly of: string;
    readonly topic: LeftOutTopic;
    readonly count: number;
  };
  readonly 'import/kept-as-label': { readonly field: string; readonly of: string; readonly count: number };
  readonly 'import/guessed': {
    /** What was guessed, as `class plc`. */
    readonly guess: string;
    /** Of what, as `asset`. */
    readonly of: string;
    /** The words that led to it; null where nothing did. */
    readonly from: string | null;
    readonly count: number;
  };
  readonly 'import/renamed': { readonly kind: string; readonly id: string; readonly name: string };
  readonly 'import/duplicate-id': { readonly kind: string; readonly id: string; readonly name: string };
  readonly 'import/unknown-reference': {
    readonly kind: string;
    readonly id: string;
    readonly suggestion: string | null;
  };
  readonly 'import/ambiguous-reference': { readonly kind: string; readonly id: string };
  readonly 'import/zone-cycle': { readonly path: readonly string[] };
  readonly 'import/address-taken': { readonly address: string; readonly asset: string; readonly other: string };
  readonly 'import/network-conflict': { readonly zone: string; readonly network: string; readonly conflict: string };
}

export const importEntries: CatalogueEntries<ImportDiagnostics> = {
  'import/unknown-format': {
    severity: 'high',
    what: ({ found }) => `this is no plant description that can be imported: ${foreignText(found)}`,
    why: 'a format that is guessed wrongly would be imported as something that nobody wrote',
    fix: ({ allowed }) =>
      `name a file in the format ${joinAlternatives(allowed.map(quote))}, and the format with \`--from\` if it is not found out`,
    references: noReferences,
  },
  'import/several-documents': {
    severity: 'high',
    what: () => 'a second YAML document begins here',
    why: 'the tools that write these formats read one document from a file, so nobody has agreed to the others',
    fix: () => 'give each document a file of its own, and name all of them',
    references: noReferences,
  },
  'import/unknown-key': {
    severity: 'medium',
    what: ({ key, of }) => `${withArticle(of)} has no key ${quote(key)} in this format, so it is left out`,
    why: 'a misspelt key may have held what the plant depends on',
    fix: ({ key, suggestion }) => didYouMean(suggestion, `write by hand what ${quote(key)} was meant to say`),
    references: noReferences,
  },
  'import/invalid-value': {
    severity: 'medium',
    what: ({ field, value, expected }) => `${quote(field)} is ${quote(value)}, where ${expected} is expected`,
    why: 'the value cannot be read, so it is left out, and what depends on it too',
    fix: ({ expected }) => `write ${expected} and import again, or put it into the plant by hand`,
    references: noReferences,
  },
  'import/left-out': {
    severity: 'low',
    what: ({ field, of, count }) => `${quote(field)} of ${several(count, of)} has no place in a plant and is left out`,
    why: 'it stays in the source alone',
    fix: ({ topic }) => leftOut(topic).fix,
    references: noReferences,
    weigh: ({ topic }) => leftOut(topic).weight,
  },
  'import/kept-as-label': {
    severity: 'info',
    what: ({ field, of, count }) => `${quote(field)} of ${several(count, of)} is kept as a label`,
    why: 'selectors can ask for a label, but nothing is decided by it until one does',
    fix: () => 'select by it as `label:...`, or remove it',
    references: noReferences,
  },
  'import/guessed': {
    severity: 'low',
    what: ({ guess, of, from, count }) =>
      from === null
        ? `nothing says the ${quote(guess)} of ${several(count, of)}; it is a guess`
        : `${quote(guess)} of ${several(count, of)} is a guess from ${quote(from)}`,
    why: 'rules about a plant go by what things are; what is allowed does not depend on it',
    fix: () => 'look at each, and correct it where it is something else',
    references: { iec62443: ['3-3 SR 7.8'], attackIcs: [], nist80082: [] },
  },
  'import/renamed': {
    severity: 'low',
    what: ({ kind, id, name }) => `${kind} ${quote(id)} is called ${quote(name)} in the plant`,
    why: 'ids stand in paths, in Rego and in firewall configurations, and a word must not mean two things',
    fix: () => 'nothing, unless another name is better; the old one stands in its description or reason',
    references: noReferences,
  },
  'import/duplicate-id': {
    severity: 'low',
    what: ({ kind, id, name }) => `${kind} ${quote(id)} is declared twice; this one is called ${quote(name)}`,
    why: 'who refers to the id may mean either, so nothing that refers to it is taken over',
    fix: () =>
      'decide which is meant, give the other its own id in the source and import again, or write its grants by hand',
    references: zoneDrawing,
  },
  'import/unknown-reference': {
    severity: 'medium',
    what: ({ kind, id }) => `there is no ${kind} ${quote(id)}`,
    why: 'a name that leads nowhere permits nothing, so what was meant is missing from the plant',
    fix: ({ kind, id, suggestion }) => didYouMean(suggestion, `declare the ${kind} ${quote(id)}, or correct its name`),
    references: zoneDrawing,
    weigh: ({ kind }) =>
      kind === 'parent zone'
        ? { severity: 'low', why: 'nothing in a plant depends on parents', references: zoneDrawing }
        : {
            severity: 'medium',
            why: 'a name that leads nowhere permits nothing, so what was meant is missing from the plant',
            references: zoneDrawing,
          },
  },
  'import/ambiguous-reference': {
    severity: 'medium',
    what: ({ kind, id }) => `${quote(id)} may mean two ${kind}s that are declared with this id`,
    why: 'a permission for the wrong one opens what nobody asked for, so it is left out',
    fix: () => 'give each its own id in the source and import again, or write the grants by hand',
    references: zoneDrawing,
  },
  'import/zone-cycle': {
    severity: 'low',
    what: ({ path }) => `zones are each other's parents in a circle: ${joinWords(path.map(quote))}`,
    why: 'a zone cannot lie inside itself, so at least one of the parents is wrong',
    fix: () => 'nothing in the plant depends on parents; correct the circle where the source is still used',
    references: zoneDrawing,
  },
  'import/address-taken': {
    severity: 'medium',
    what: ({ address, asset, other }) =>
      `address ${quote(address)} of asset ${quote(asset)} belongs to asset ${quote(other)} already, and is left out here`,
    why: 'traffic of an address that two assets have cannot be attributed to one of them',
    fix: () => 'correct one of the addresses, or put the two into zones of different scopes',
    references: { iec62443: ['3-3 SR 7.8'], attackIcs: ['T0830'], nist80082: [] },
  },
  'import/network-conflict': {
    severity: 'medium',
    what: ({ zone, network, conflict }) =>
      `network ${quote(network)} of zone ${quote(zone)} is left out, as ${foreignText(conflict)}`,
    why: 'addresses that two zones claim cannot be attributed to one of them',
    fix: () => 'find out which network is right and write it under `networks` of the zone',
    references: { iec62443: ['3-2 ZCR 6.4'], attackIcs: [], nist80082: ['5.2.3'] },
  },
};

interface LeftOutWords {
  readonly fix: string;
  readonly weight: Weight;
}

const words: { readonly [T in LeftOutTopic]: LeftOutWords } = {
  drawing: {
    weight: { severity: 'info', why: 'how something is drawn decides nothing', references: noReferences },
    fix: 'nothing; `zonewright graph` lays out the map by itself',
  },
  metadata: {
    weight: { severity: 'info', why: 'who wrote which version is what git knows', references: noReferences },
    fix: 'nothing; commit the plant to git',
  },
  inventory: {
    weight: { severity: 'low', why: 'a plant keeps of an asset what policies can ask for', references: noReferences },
    fix: 'keep it in the asset inventory',
  },
  services: {
    weight: {
      severity: 'low',
      why: 'what a device offers or uses is no permission to use it',
      references: { iec62443: ['3-3 SR 7.7'], attackIcs: ['M0942'], nist80082: [] },
    },
    fix: 'keep it in the asset inventory, and compare it with the grants of its zone',
  },
  'approved-protocols': {
    weight: { severity: 'low', why: 'a list of approved protocols permits none of them', references: noReferences },
    fix: 'say under `invariants` with `only` and `protocols` what grants may be about',
  },
  standard: {
    weight: { severity: 'low', why: 'no pack of rules is about this standard', references: noReferences },
    fix: 'look under `rule-packs` whether the packs chosen are what is wanted',
  },
  capability: {
    weight: { severity: 'low', why: 'rules go by the level that a zone is meant to reach', references: noReferences },
    fix: 'keep it in the risk assessment, or under `assumptions` of the zone',
  },
  hierarchy: {
    weight: { severity: 'low', why: 'zones do not nest: grants go by zone, rules by level', references: zoneDrawing },
    fix: 'nothing, unless the parent said who may speak to whom; write that as a conduit',
  },
  'conduit-level': {
    weight: { severity: 'low', why: 'rules compare the levels of both zones themselves', references: noReferences },
    fix: 'nothing; rule ZC-F013 finds conduits between zones of very different levels',
  },
  inspection: {
    weight: {
      severity: 'medium',
      why: 'inspection was asked for, and a grant of a whole protocol lets pass what inspection would have stopped',
      references: { iec62443: ['3-3 SR 5.2'], attackIcs: ['M0937'], nist80082: ['SC-7'] },
    },
    fix: 'name the `operations` of its grants, which `audit` judges; where a device inspects, waive rule ZC-F013 for it with an owner',
  },
  'no-address': {
    weight: {
      severity: 'low',
      why: 'an asset without an address cannot be recognised in traffic',
      references: { iec62443: ['3-3 SR 7.8'], attackIcs: [], nist80082: [] },
    },
    fix: 'add the address that it has, or nothing if it is not in the network; addresses that come and go need a zone with `members: any`',
  },
};

function leftOut(topic: LeftOutTopic): LeftOutWords {
  return words[topic];
}

function several(count: number, of: string): string {
  return count === 1 ? withArticle(of) : counted(count, of);
}
