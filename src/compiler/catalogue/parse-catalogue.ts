/**
 * Reads the files under `zones/` into the catalogue. Pure: the platform hands over the files, a broken one becomes
 * problems, each with its path, and the rest of the catalogue stays usable.
 */
import {
  type AttackMapping,
  type Catalogue,
  type EndpointClass,
  operationClasses,
  type Protocol,
  type ZoneTemplate,
} from '../../model/catalogue.ts';
import { memoKey } from '../rego/memo-key.ts';
import type { Memo } from '../rego/port.ts';
import {
  aliasSchema,
  attackSchema,
  endpointClassesSchema,
  protocolSchema,
  templateSchema,
} from './catalogue-schemas.ts';
import { buildPortIndex } from './port-index.ts';
import type { RawAlias, RawAttack, RawEndpointClass, RawProtocol, RawTemplate } from './raw-catalogue.ts';
import { type CatalogueFile, createFileReader, type FileContent, type FileReader } from './read-catalogue-file.ts';
import { readAlias, readProtocol } from './read-protocol.ts';

/** The catalogue, and what is wrong with its files: `path: what`, sorted by path. */
export interface ParsedCatalogue {
  readonly catalogue: Catalogue;
  readonly problems: readonly string[];
}

const parsed = new WeakMap<readonly CatalogueFile[], ParsedCatalogue>();

/**
 * Parses the files; their order does not matter. The same list is read once, since a program that compiles many plants
 * has one catalogue; `memo` keeps what a sound one says for the next program.
 */
export function parseCatalogue(files: readonly CatalogueFile[], memo?: Memo): ParsedCatalogue {
  const known = parsed.get(files) ?? parseFiles(files, memo);
  parsed.set(files, known);
  return known;
}

function parseFiles(files: readonly CatalogueFile[], memo?: Memo): ParsedCatalogue {
  const key = memo === undefined ? '' : memoKey('catalogue', files);
  const draft: Draft = {
    protocols: new Map(),
    endpointClasses: new Map(),
    attack: { classes: new Map(), techniques: new Map() },
    templates: new Map(),
    zeekServices: new Map(),
    suricataNames: new Map(),
    origins: new Map(),
    problems: [],
    known: knownContents(memo?.get(key)),
    contents: new Map(),
  };
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) readInto(draft, file);
  checkReferences(draft);
  if (draft.known === null && draft.problems.length === 0) memo?.put(key, JSON.stringify([...draft.contents]));
  const { protocols, endpointClasses, attack, templates, zeekServices, suricataNames, problems } = draft;
  const portIndex = buildPortIndex(protocols.values());
  return {
    catalogue: { protocols, endpointClasses, attack, templates, portIndex, zeekServices, suricataNames },
    problems: problems.sort(),
  };
}

interface Draft {
  readonly protocols: Map<string, Protocol>;
  endpointClasses: ReadonlyMap<string, EndpointClass>;
  attack: AttackMapping;
  readonly templates: Map<string, ZoneTemplate>;
  readonly zeekServices: Map<string, string>;
  readonly suricataNames: Map<string, string>;
  /** Protocol id to the path of its file. */
  readonly origins: Map<string, string>;
  readonly problems: string[];
  /** What files say by their paths, if that was kept. */
  readonly known: ReadonlyMap<string, unknown> | null;
  readonly contents: Map<string, unknown>;
}

/** Null for a text that is none of ours. */
function knownContents(text: string | undefined): ReadonlyMap<string, unknown> | null {
  try {
    return text === undefined ? null : new Map(JSON.parse(text) as [string, unknown][]);
  } catch {
    return null;
  }
}

/** What a file says, from before where that is known: under its key it was sound. */
function contentOf<T>(draft: Draft, read: FileReader<T>, file: CatalogueFile): FileContent<T> {
  const known = draft.known?.get(file.path);
  if (known !== undefined) return { value: known as T, problems: [] };
  const content = read(file);
  draft.contents.set(file.path, content.value);
  return content;
}

const readProtocolFile: FileReader<RawProtocol> = createFileReader(protocolSchema);
const readAliasFile: FileReader<RawAlias> = createFileReader(aliasSchema);
const readEndpointClasses: FileReader<Record<string, RawEndpointClass>> = createFileReader(endpointClassesSchema);
const readAttack: FileReader<RawAttack> = createFileReader(attackSchema);
const readTemplate: FileReader<RawTemplate> = createFileReader(templateSchema);

function readInto(draft: Draft, file: CatalogueFile): void {
  const match = /(?:^|\/)(?:(protocols|templates)\/([^/]+)|(endpoint-classes|attack-ics))\.yaml$/.exec(file.path);
  const kind = match?.[1] ?? match?.[3];
  const name = match?.[2] ?? '';
  if (kind === 'protocols') addProtocol(draft, file, name);
  else if (kind === 'templates') addTemplate(draft, file, name);
  else if (kind === 'endpoint-classes') addEndpointClasses(draft, file);
  else if (kind === 'attack-ics') addAttack(draft, file);
  else draft.problems.push(`${file.path}: not a file of the catalogue`);
}

function addProtocol(draft: Draft, file: CatalogueFile, name: string): void {
  const found: string[] = [];
  const alias = /^members:/m.test(file.text);
  const read = alias ? contentOf(draft, readAliasFile, file) : contentOf(draft, readProtocolFile, file);
  draft.problems.push(...read.problems);
  if (read.value === null) return;
  const protocol = 'members' in read.value ? readAlias(read.value) : readProtocol(read.value, found);
  if (protocol.id !== name) found.push(`the protocol is called \`${protocol.id}\`, its file \`${name}\``);
  if (draft.protocols.has(protocol.id)) found.push(`protocol \`${protocol.id}\` is described twice`);
  if (!('members' in read.value)) {
    const { zeek = [], suricata = [] } = read.value;
    addNames(draft.zeekServices, zeek, protocol.id, 'Zeek service', found);
    addNames(draft.suricataNames, suricata, protocol.id, 'Suricata protocol', found);
  }
  draft.protocols.set(protocol.id, protocol);
  draft.origins.set(protocol.id, file.path);
  draft.problems.push(...found.map((problem) => `${file.path}: ${problem}`));
}

/** Gives the names that another tool has for a protocol to it; each belongs to one. */
function addNames(
  names: Map<string, string>,
  added: readonly string[],
  protocol: string,
  what: string,
  found: string[],
): void {
  for (const name of added) {
    const owner = names.get(name);
    if (owner !== undefined) found.push(`${what} \`${name}\` already means \`${owner}\``);
    names.set(name, protocol);
  }
}

function addTemplate(draft: Draft, file: CatalogueFile, name: string): void {
  const { value, problems } = contentOf(draft, readTemplate, file);
  draft.problems.push(...problems);
  if (value === null) return;
  const { template: id, level, kind, members, internal, safety, description } = value;
  if (id !== name) draft.problems.push(`${file.path}: the template is called \`${id}\`, its file \`${name}\``);
  if (draft.templates.has(id)) draft.problems.push(`${file.path}: template \`${id}\` is described twice`);
  const securityLevel = value['security-level'];
  draft.templates.set(id, { id, level, kind, members, internal, securityLevel, safety, description });
}

function addEndpointClasses(draft: Draft, file: CatalogueFile): void {
  const { value, problems } = contentOf(draft, readEndpointClasses, file);
  draft.problems.push(...problems);
  if (value !== null) draft.endpointClasses = new Map(Object.entries(value).map(([id, raw]) => [id, { id, ...raw }]));
}

function addAttack(draft: Draft, file: CatalogueFile): void {
  const { value, problems } = contentOf(draft, readAttack, file);
  draft.problems.push(...problems);
  if (value === null) return;
  const { classes, techniques } = value;
  draft.attack = {
    classes: new Map(operationClasses.map((name) => [name, classes[name]])),
    techniques: new Map(
      Object.entries(techniques).map(([v18, { name, v19 }]) => [
        v18,
        { v18, v19: v19?.id ?? v18, name, nameV19: v19?.name ?? name },
      ]),
    ),
  };
  for (const [name, ids] of Object.entries(classes)) {
    const unknown = ids.filter((id) => !draft.attack.techniques.has(id));
    for (const id of unknown) draft.problems.push(`${file.path}: class \`${name}\` names unknown technique \`${id}\``);
  }
}

/** What one file says about another: members of an alias, techniques of an operation. */
function checkReferences(draft: Draft): void {
  for (const { id, members, operations } of draft.protocols.values()) {
    const path = draft.origins.get(id) ?? id;
    for (const member of members) {
      const protocol = draft.protocols.get(member);
      if (protocol === undefined) draft.problems.push(`${path}: member \`${member}\` is no protocol`);
      else if (protocol.members.length > 0) draft.problems.push(`${path}: member \`${member}\` is an alias itself`);
    }
    const unknown = operations.flatMap(({ attack }) => attack).filter((each) => !draft.attack.techniques.has(each));
    for (const technique of new Set(unknown)) draft.problems.push(`${path}: unknown technique \`${technique}\``);
  }
}
