/** S7 requests as Wireshark's dissector reads them, with what their answers refuse. */
import type { SeenOperation } from './operation-tally.ts';
import { type DissectedRow, dissectRows } from './tshark-rows.ts';

/** One object that was asked for, or a request without objects. */
export interface DissectedOperation {
  readonly operation: SeenOperation;
  isRefused: boolean;
}

const fields = [
  'ip.src',
  'ip.dst',
  'tcp.srcport',
  'tcp.stream',
  's7comm.header.rosctr',
  's7comm.header.pduref',
  's7comm.header.parlg',
  's7comm.header.errcls',
  's7comm.header.errcod',
  's7comm.param.func',
  's7comm.param.itemcount',
  's7comm.param.pistart.servicename',
  's7comm.param.userdata.type',
  's7comm.param.userdata.funcgroup',
  's7comm.param.userdata.subfunc',
  's7comm.param.modetrans.subfunc',
  's7comm.param.errcod',
  's7comm.param.item.syntaxid',
  's7comm.param.item.transp_size',
  's7comm.param.item.length',
  's7comm.param.item.db',
  's7comm.param.item.area',
  's7comm.param.item.address',
  's7comm.param.item.address.number',
  's7comm.param.item.dbread.numareas',
  's7comm.param.item.dbread.length',
  's7comm.param.item.dbread.db',
  's7comm.param.item.dbread.startaddress',
  's7comm.varstat.req.memory_area',
  's7comm.varstat.req.repetition_factor',
  's7comm.varstat.req.db_number',
  's7comm.varstat.req.startaddress',
  's7comm.data.returncode',
] as const;

type Row = DissectedRow<(typeof fields)[number]>;
type Range = { readonly unit?: number; readonly table?: string; readonly first?: number; readonly count?: number };

/** Hands out the occurrences of each field in order. */
type Next = (field: (typeof fields)[number]) => string | undefined;

const areas: Readonly<Record<number, string>> = {
  28: 'counters',
  29: 'timers',
  129: 'inputs',
  130: 'outputs',
  131: 'flags',
  132: 'db',
};
const elementBits: Readonly<Record<number, number>> = { 1: 1, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 32, 8: 32 };
/** Tables of variables: by the upper half of the area, and the bytes of an element by the lower half. */
const tableAreas = ['flags', 'inputs', 'outputs', 'peripheral', '', 'timers', 'counters', 'db'];
const tableBytes = [0, 1, 2, 4];

/** What was asked for in a capture, in order; what only an answer tells of has no object. */
export function dissectS7(path: string): DissectedOperation[] {
  const operations: DissectedOperation[] = [];
  const open = new Map<string, DissectedOperation[]>();
  for (const row of dissectRows(path, 's7comm', fields)) readRow(row, operations, open);
  return operations;
}

/** The messages of one packet, which share the fields of the row. */
interface RowReader {
  readonly row: Row;
  readonly next: Next;
  readonly fromServer: boolean;
  /** Counts a request for each range. */
  ask(code: string, ranges: readonly Range[]): DissectedOperation[];
  /** Remembers what the message in the row asks for. */
  open(key: string, asked: DissectedOperation[]): void;
  /** What the message in the row answers; what was not seen is counted now. */
  close(key: string, code: string, items: number): DissectedOperation[];
}

function readRow(row: Row, operations: DissectedOperation[], open: Map<string, DissectedOperation[]>): void {
  const places = new Map<string, number>();
  const fromServer = row['tcp.srcport'][0] === '102';
  const [source = '', destination = ''] = [row['ip.src'][0], row['ip.dst'][0]];
  const ends = fromServer ? { source: destination, destination: source } : { source, destination };
  const stream = row['tcp.stream'][0];
  const reader: RowReader = {
    row,
    fromServer,
    next(field) {
      const place = places.get(field) ?? 0;
      places.set(field, place + 1);
      return row[field][place];
    },
    ask(code, ranges) {
      const asked = ranges.map((range) => ({ operation: { ...ends, code, ...range }, isRefused: false }));
      operations.push(...asked);
      return asked;
    },
    open: (key, asked) => open.set(`${stream} ${fromServer} ${key}`, asked),
    close(key, code, items) {
      const whole = `${stream} ${!fromServer} ${key}`;
      const asked = open.get(whole) ?? reader.ask(code, new Array<Range>(items).fill({}));
      open.delete(whole);
      return asked;
    },
  };
  for (const kind of row['s7comm.header.rosctr']) {
    const reference = reader.next('s7comm.header.pduref') ?? '';
    const parameters = Number(reader.next('s7comm.header.parlg'));
    if (kind === '7') readUserdata(reader, `userdata ${reference}`);
    else readJob(reader, kind === '1', reference, parameters > 0);
  }
}

function readUserdata(reader: RowReader, key: string): void {
  const { next, row } = reader;
  const type = next('s7comm.param.userdata.type');
  const group = next('s7comm.param.userdata.funcgroup');
  const subFunction = next(group === '0' ? 's7comm.param.modetrans.subfunc' : 's7comm.param.userdata.subfunc');
  const code = `${group}/${hex(subFunction)}`;
  if (type === '0') reader.ask(`push.${code}`, [{}]);
  else if (type === '4') reader.open(key, reader.ask(`7.${code}`, userdataRanges(next, row)));
  else {
    const isRefused = Number(row['s7comm.param.errcod'].at(-1) ?? 0) !== 0;
    for (const each of reader.close(key, `7.${code}`, 1)) each.isRefused = isRefused;
  }
}

function readJob(reader: RowReader, isJob: boolean, reference: string, hasParameters: boolean): void {
  const { next } = reader;
  const code = hasParameters ? (next('s7comm.param.func') ?? '-') : '-';
  const isAccess = code === '0x04' || code === '0x05';
  const items = isAccess ? Number(next('s7comm.param.itemcount')) : 1;
  if (isJob) {
    const service = code === '0x28' ? next('s7comm.param.pistart.servicename') : undefined;
    const ranges = isAccess ? itemRanges(next, items) : [{}];
    reader.open(reference, reader.ask(service === undefined ? code : `${code}.${service}`, ranges));
    return;
  }
  const isError = Number(next('s7comm.header.errcls')) !== 0 || Number(next('s7comm.header.errcod')) !== 0;
  for (const each of reader.close(reference, code, items)) {
    const returned = isAccess ? next('s7comm.data.returncode') : undefined;
    each.isRefused = isError || (returned !== undefined && Number(returned) !== 0xff);
  }
}

function userdataRanges(next: Next, row: Row): Range[] {
  const listed = row['s7comm.varstat.req.memory_area'];
  if (listed.length > 0) {
    return listed.map((text) => {
      next('s7comm.varstat.req.memory_area');
      const area = Number(text);
      const table = tableAreas[area >> 4] ?? '';
      const isBit = (area & 15) === 0;
      const repeated = isBit ? 1 : Number(next('s7comm.varstat.req.repetition_factor'));
      const block = Number(next('s7comm.varstat.req.db_number'));
      const first = Number(next('s7comm.varstat.req.startaddress'));
      const count = isBit ? 1 : repeated * (tableBytes[area & 15] ?? 1);
      return { table, first, count, ...(table === 'db' ? { unit: block } : {}) };
    });
  }
  const items = next('s7comm.param.itemcount');
  return items === undefined ? [{}] : itemRanges(next, Number(items));
}

function itemRanges(next: Next, items: number): Range[] {
  const ranges: Range[] = [];
  for (let item = 0; item < items; item++) {
    if (Number(next('s7comm.param.item.syntaxid')) === 0xb0) {
      const count = Number(next('s7comm.param.item.dbread.numareas'));
      for (let area = 0; area < count; area++)
        ranges.push({
          table: 'db',
          count: Number(next('s7comm.param.item.dbread.length')),
          unit: Number(next('s7comm.param.item.dbread.db')),
          first: Number(next('s7comm.param.item.dbread.startaddress')),
        });
    } else ranges.push(pointerRange(next));
  }
  return ranges;
}

function pointerRange(next: Next): Range {
  const bits = elementBits[Number(next('s7comm.param.item.transp_size'))] ?? 8;
  const length = Number(next('s7comm.param.item.length'));
  const block = Number(next('s7comm.param.item.db'));
  const area = Number(next('s7comm.param.item.area'));
  const address = Number(next('s7comm.param.item.address'));
  const table = areas[area] ?? '-';
  if (area === 0x1c || area === 0x1d) return { table, first: address, count: length };
  const range = { table, first: address >> 3, count: Math.ceil(((address & 7) + length * bits) / 8) };
  return area === 0x84 ? { ...range, unit: block } : range;
}

function hex(text: string | undefined): string {
  return `0x${Number(text).toString(16).padStart(2, '0')}`;
}
