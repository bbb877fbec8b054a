/** Protocols, operations and classes of the catalogue in words, as Markdown. */
import { counted, joinWords } from '../../diagnostics/words.ts';
import {
  type AttackMapping,
  type Catalogue,
  type EndpointClass,
  type OperationClass,
  type OperationEntry,
  operationClasses,
  type Protocol,
  type ProtocolService,
  type ZoneTemplate,
} from '../../model/catalogue.ts';
import { classWords } from './class-words.ts';

/** Operations of a class that are shown by name. */
const namesShown = 12;

/** One line: title and where it listens. */
export function protocolLine(protocol: Protocol): string {
  if (protocol.members.length > 0) return `stands for ${joinWords(protocol.members, 6)}`;
  const places = joinWords(protocol.services.map(serviceWords), 6);
  return protocol.services.length === 0 ? protocol.title : `${protocol.title}, ${places}`;
}

export function describeProtocol(protocol: Protocol): string {
  const { title, id, services, operations, object, source } = protocol;
  const lines = [`**${title}** \`${id}\``];
  if (protocol.members.length > 0) lines.push(`Stands for ${joinWords(protocol.members.map(code), 20)}.`);
  if (services.length > 0) lines.push(services.map((each) => `- ${serviceWords(each)}${serviceNote(each)}`).join('\n'));
  const classes = operationClasses.filter((each) => operations.some((entry) => entry.class === each));
  if (classes.length > 0)
    lines.push(`${counted(operations.length, 'operation')}, of the classes ${joinWords(classes.map(code), 20)}.`);
  else if (protocol.members.length === 0) lines.push('Its operations are not told apart: it is granted whole.');
  if (object !== null && object.tables.length > 0) lines.push(`Objects in ${joinWords(object.tables.map(code), 20)}.`);
  lines.push(`Source: ${source}`);
  return lines.join('\n\n');
}

/** What one word under `operations` stands for; null when the protocol has none of that name. */
export function describeOperation(word: string, protocol: Protocol | null, catalogue: Catalogue): string | null {
  const operationClass = operationClasses.find((each) => each === word);
  if (operationClass !== undefined) return describeClass(operationClass, protocol, catalogue.attack);
  const entries = (protocol?.operations ?? []).filter(({ name, code: own }) => name === word || word === `code:${own}`);
  const [first] = entries;
  if (protocol === null || first === undefined) return null;
  const techniques = first.attack.length > 0 ? first.attack : (catalogue.attack.classes.get(first.class) ?? []);
  return [
    `**${first.name}** of ${protocol.title}, code \`${first.code}\``,
    ...entries.map((entry) => `Class \`${entry.class}\`: ${classWords[entry.class]}.`),
    ...(first.table === null ? [] : [`Objects in \`${first.table}\`.`]),
    ...techniqueLines(techniques, catalogue.attack),
  ].join('\n\n');
}

function describeClass(operationClass: OperationClass, protocol: Protocol | null, attack: AttackMapping): string {
  const own = (protocol?.operations ?? []).filter((entry) => isOfClass(entry, operationClass));
  const names = joinWords(
    own.map((entry) => code(entry.name)),
    namesShown,
  );
  return [
    `**${operationClass}**: ${classWords[operationClass]}`,
    ...(protocol === null ? [] : [`In ${protocol.title}: ${own.length === 0 ? 'none' : names}.`]),
    ...techniqueLines(attack.classes.get(operationClass) ?? [], attack),
  ].join('\n\n');
}

/** A class stands for its sub-classes too. */
export function isOfClass(entry: OperationEntry, operationClass: OperationClass): boolean {
  return entry.class === operationClass || entry.class.startsWith(`${operationClass}.`);
}

export function endpointClassLine({ title, levels }: EndpointClass): string {
  return `${title}, usually at level ${joinWords(levels.map(String))}`;
}

export function describeEndpointClass(endpointClass: EndpointClass): string {
  const { id, title, agent, monitoring, protections, forbidden, compensating } = endpointClass;
  const list = (words: readonly string[]): string => joinWords(words.map(plain), 12);
  return [
    `**${title}** \`${id}\``,
    `Usually at level ${joinWords(endpointClass.levels.map(String))}; a protection agent: ${plain(agent)}; monitoring: ${plain(monitoring)}.`,
    ...(protections.length === 0 ? [] : [`Protected by ${list(protections)}.`]),
    ...(forbidden.length === 0 ? [] : [`Never: ${list(forbidden)}.`]),
    `Otherwise: ${compensating}.`,
  ].join('\n\n');
}

export function describeTemplate(template: ZoneTemplate): string {
  const { id, description, level, kind, members, internal, securityLevel } = template;
  return [
    `**Template** \`${id}\`, shipped`,
    description,
    `level ${level}, kind ${kind}, members ${members}, internal ${internal}, SL-T ${securityLevel}`,
  ].join('\n\n');
}

function techniqueLines(ids: readonly string[], { techniques }: AttackMapping): readonly string[] {
  const named = ids.map((id) => `${id} ${techniques.get(id)?.name ?? ''}`.trim());
  return named.length === 0 ? [] : [`ATT&CK for ICS: ${joinWords(named, 6)}.`];
}

function serviceWords({ transport, ports, encrypted }: ProtocolService): string {
  const numbers = ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  const where = transport.startsWith('icmp') ? transport : `${transport}/${numbers.slice(0, 4).join(',')}`;
  return `${where}${encrypted ? ' (encrypted)' : ''}`;
}

function serviceNote({ note }: ProtocolService): string {
  return note === null ? '' : `: ${note}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function plain(text: string): string {
  return text.replaceAll('_', ' ');
}
