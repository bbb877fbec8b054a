/** Random changes to the text of an exported file, as somebody might make them by hand: rules and elements. */
import fc from 'fast-check';

/** One change; its text is null when there was nothing to change. */
export type Mutation = (text: string) => string | null;

/** Rules that say something else, in words that the interpreter of tests knows. */
const foreignRules = [
  'accept',
  'drop',
  'goto deny',
  'goto open',
  'goto conduit',
  'ct state new accept',
  'ct state new drop',
  'ct state established accept',
  'iifname "eth0" accept',
  'iifname "eth1" drop',
  'oifname "eth2" accept',
  'oifname { "eth0", "eth1" } drop',
  'meta nfproto ipv4 drop',
  'meta nfproto ipv6 accept',
  'meta l4proto tcp accept',
  'meta l4proto tcp tcp flags & (fin|syn|rst|ack) != syn accept',
  'icmp type { destination-unreachable, time-exceeded } accept',
  'meta time >= 1800000000 accept',
  'meta time < 1790000000 drop',
  'meta day 1-3 accept',
  'meta hour 3600-40000 drop',
  'counter name denied',
];

/** A random change. */
export const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.constantFrom(...(['add', 'drop', 'swap', 'twice', 'element', 'element', 'element'] as const)),
    fc.nat(),
    fc.nat(),
    fc.constantFrom(...foreignRules),
  )
  .map(([kind, where, how, rule]): Mutation => {
    if (kind === 'element') return (text) => changeElement(text, where, how);
    return (text) => changeRules(text, kind, where, rule);
  });

function changeRules(
  text: string,
  kind: 'add' | 'drop' | 'swap' | 'twice',
  where: number,
  rule: string,
): string | null {
  const lines = text.split('\n');
  const rules = lines.flatMap((line, index) => (/^\t\t(?!type )\S/.test(line) ? [index] : []));
  const at = rules[where % Math.max(1, rules.length)];
  if (at === undefined) return null;
  const line = lines[at] ?? '';
  if (kind === 'drop') lines.splice(at, 1);
  else if (kind === 'twice') lines.splice(at, 0, line);
  else if (kind === 'add') lines.splice(at, 0, `\t\t${rule}`);
  else {
    const next = lines[at + 1] ?? '';
    if (!/^\t\t\S/.test(next)) return null;
    lines.splice(at, 2, next, line);
  }
  return lines.join('\n');
}

/** Elements are lines with one tab; the last of a command has no comma. */
function changeElement(text: string, where: number, how: number): string | null {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('add element'));
  const elements = lines.flatMap((line, index) => (index > start && /^\t[^#\s]/.test(line) ? [index] : []));
  const at = elements[where % Math.max(1, elements.length)];
  if (start < 0 || at === undefined) return null;
  const line = (lines[at] ?? '').replace(/,$/, '');
  const changed = changes[how % changes.length]?.(line);
  if (changed === undefined || changed === line) return null;
  lines.splice(at, 1, ...(changed === '' ? [] : changed.split('\n')));
  return lines
    .join('\n')
    .replaceAll(/^(add element [^\n]*\{\n)([^}]*)^\}\n/gm, (_, head: string, body: string) => block(head, body));
}

/** A command with commas behind all of its elements but the last, nothing where there is none. */
function block(head: string, body: string): string {
  const rows = body.split('\n').filter((row) => row !== '' && !row.startsWith('\t#'));
  return rows.length === 0 ? '' : `${head}${rows.map((row) => row.replace(/,$/, '')).join(',\n')}\n}\n`;
}

const changes: readonly ((line: string) => string)[] = [
  () => '',
  (line) => line.replace(/\. (\d+)(?=[ -]|$)/, (_, number: string) => `. ${Number(number) + 1}`),
  (line) => line.replace(/-(\d+)(?= )/, (_, number: string) => `-${Number(number) - 1}`),
  (line) => line.replace(/0x(....)(....)/, '0x$2$1'),
  (line) =>
    line.replace(
      /(0x0*)(\d)(\d{4})/,
      (_, head: string, digit: string, tail: string) => `${head}${(Number(digit) % 9) + 1}${tail}`,
    ),
  (line) => line.replace(/goto (?:open|when_\d+)$/, 'goto deny'),
  (line) => line.replace(/goto when_\d+$/, 'goto open'),
  (line) => line.replace(/goto to_\d+$/, 'goto to_1'),
  (line) => line.replace('. tcp .', '. udp .'),
  (line) => line.replace(/"eth\d"/, '"eth2"'),
  (line) => line.replace(/(\d+)(?=-| :)/, (_, number: string) => String(Math.max(0, Number(number) - 1))),
  (line) => `${line},\n\t${line.replace(/\. (\d+)(?=[ -]|$)/, '. 9')}`,
];
