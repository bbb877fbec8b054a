/**
 * Writes `docs/protocols.md`: every protocol of the catalogue, how it is recognised, how deep it is read and from which
 * sources, and how many operations stand behind that. `--check` only says whether the page is current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../src/compiler/compile.ts';
import { dissections } from '../src/flows/dissection/dissections.ts';
import { operationLogs } from '../src/flows/logs/zeek/operations/registry.ts';
import { zeekLogs } from '../src/flows/logs/zeek/zeek-logs.ts';
import { decoders } from '../src/flows/protocols/registry.ts';
import type { Protocol } from '../src/model/catalogue.ts';
import { readShippedFiles } from '../src/platform/shipped-files.ts';

const docs = path.join(import.meta.dirname, '../docs');

interface Figures {
  readonly compared: number;
  readonly captures: number;
}

/** The text of the page. */
export function protocolPage(): string {
  const { protocols } = loadCatalogue(readShippedFiles());
  const truths = JSON.parse(readFileSync(path.join(docs, 'ground-truth.json'), 'utf8')) as Record<
    string,
    Record<string, Figures>
  >;
  const all = [...protocols.values()].filter(({ members }) => members.length === 0);
  const read = all.filter(({ id }) =>
    decoders.some(({ protocol, kindred = [] }) => protocol === id || kindred.includes(id)),
  );
  const dissected = all.filter(
    ({ id }) => !read.some((each) => each.id === id) && dissections.some(({ protocol }) => protocol === id),
  );
  const others = all.filter((each) => !read.includes(each) && !dissected.includes(each));
  return [
    '# Protocols',
    '',
    'This page is made by `node tools/protocol-table.ts` from the catalogue, the decoders and the ground truth.',
    '',
    `${read.length} protocols are read from packets down to the operation, ${dissected.length} more through \`tshark\` for those who`,
    `ask (\`audit --decoder tshark\`), and ${others.length} are known by their ports, by their first bytes or from logs.`,
    '',
    '**Recognised**: `bytes` means that the first bytes tell the protocol at any port, `bytes at its ports` that they count only',
    'there. **Objects**: what requests are judged by besides the operation. **Ground truth**: operations that were compared with',
    'another tool, or with the log of the client that asked; every difference has a reason in a reviewed file, and none is left',
    'without one.',
    '',
    '## Read from packets',
    '',
    ...table(
      ['protocol', 'recognised', 'operations', 'objects', 'ground truth'],
      read.map((each) => decodedRow(each, truths[each.id] ?? {})),
    ),
    '',
    '## Operations in Zeek logs',
    '',
    'Logs of Zeek and of its packages that tell what was asked, or what a device is. Rows that name no stations, as in some logs',
    'of EtherCAT and GOOSE, are counted as skipped.',
    '',
    ...table(
      ['protocol', 'logs'],
      all.map(logRow).filter(([, logs]) => logs !== ''),
    ),
    '',
    '## Read through tshark',
    '',
    ...table(
      ['protocol', 'operations', 'objects'],
      dissected.map((each) => [titleOf(each), String(each.operations.length), objectsOf(each)]),
    ),
    '',
    '## Known by name',
    '',
    'Granted whole, or by operation where a log shows it.',
    '',
    ...table(
      ['protocol', 'where it listens', 'operations in logs'],
      others.map((each) => [
        titleOf(each),
        servicesOf(each),
        each.operations.length === 0 ? '' : String(each.operations.length),
      ]),
    ),
    '',
  ].join('\n');
}

function decodedRow(protocol: Protocol, truths: Readonly<Record<string, Figures>>): string[] {
  const own = decoders.filter((each) => each.protocol === protocol.id || each.kindred?.includes(protocol.id) === true);
  const carriers = [...new Set(own.flatMap(({ transports }) => transports))].join(', ');
  const sign = own.some(({ trusted }) => trusted === 'any-port') ? 'bytes' : 'bytes at its ports';
  const compared = Object.entries(truths).map(
    ([oracle, { compared: count, captures }]) => `${count} (${oracle}, ${captures} captures)`,
  );
  const truth = compared.length === 0 ? 'own tests only' : compared.join('; ');
  return [titleOf(protocol), `${sign}; ${carriers}`, String(protocol.operations.length), objectsOf(protocol), truth];
}

/** Logs of the same beginning with an asterisk in place of what differs: IEC 104 has one for each type. */
function logRow(protocol: Protocol): readonly [title: string, logs: string] {
  const paths =
    protocol.id === 'modbus'
      ? zeekLogs.map((log) => log.path).filter((name) => name.startsWith('modbus'))
      : operationLogs.filter((log) => log.protocol === protocol.id).map((log) => log.path);
  const shown = new Set(paths.map((name) => name.replace(/^(iec104-)[A-Z]_.*$/, '$1*')));
  return [titleOf(protocol), [...shown].map((name) => `\`${name}\``).join(', ')];
}

function titleOf({ id, title }: Protocol): string {
  return `\`${id}\` ${title}`;
}

function objectsOf({ object }: Protocol): string {
  if (object === null) return '';
  const { unit, tables, range } = object;
  return [unit?.title, tables.length === 0 ? undefined : `${tables.length} tables`, range?.title]
    .filter((part) => part !== undefined)
    .join(', ');
}

function servicesOf({ services }: Protocol): string {
  const parts = services.map(({ transport, ports, encrypted }) => {
    const numbers = ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
    const isWhole = transport === 'icmp' || transport === 'icmpv6' || numbers === '0-65535' || numbers === '0-255';
    return `${transport}${isWhole ? '' : ` ${numbers}`}${encrypted ? ' (encrypted)' : ''}`;
  });
  return parts.join('; ');
}

/** A Markdown table with cells as wide as their column, as the formatter of other pages writes them. */
function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(docs, 'protocols.md');
  const text = protocolPage();
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error('docs/protocols.md is stale: run node tools/protocol-table.ts');
    process.exitCode = 1;
  }
}
