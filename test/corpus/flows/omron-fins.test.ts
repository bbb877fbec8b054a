import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type Differences, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectRows } from './tshark-rows.ts';

const captures = ['icsnpp-omron-fins__omron.pcap', 'icsnpp-omron-fins__omron_fins_tcp_commands_responses.pcap'];

/**
 * Ours and theirs: icsnpp-omron-fins writes the five commands on the program area with the numbers 0x0301 to 0x0305. On
 * the wire, and in Wireshark, they are 0x0304 to 0x0308.
 */
const zeekDifferences: Readonly<Record<string, Differences>> = {
  'icsnpp-omron-fins__omron.pcap': {
    '  0x0301 unit - - -+-': [0, 1],
    '  0x0302 unit - - -+-': [0, 1],
    '  0x0303 unit - - -+-': [0, 1],
    '  0x0306 unit - - -+-': [1, 0],
    '  0x0307 unit - - -+-': [1, 0],
    '  0x0308 unit - - -+-': [1, 0],
  },
};

/**
 * Frame 88 forces one bit, as its number of bits says, and has the bytes of a second one behind it, which Wireshark reads
 * too.
 */
const wiresharkDifferences: Readonly<Record<string, Differences>> = {
  'icsnpp-omron-fins__omron.pcap': { '10.4.14.102 10.130.130.130 0x2301 unit - - -+-': [2, 3] },
};

const fields = [
  'ip.src',
  'ip.dst',
  'omron.icf.dtb',
  'omron.sid',
  'omron.command',
  'omron.memory.area.read',
  'omron.memory.address',
] as const;

/**
 * The first capture is made up of commands and of responses without commands, all from one address: a response from
 * there answers what the other address asked.
 */
describeCorpus('FINS commands against Wireshark and Zeek', ['tshark'], () => {
  test.each(captures)('counts what %s asks for, as Wireshark reads it', async (name) => {
    const capture = `omron/${name}`;
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 'omron-fins', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const theirs = tallySeen(requestsOf(corpusPath(capture)));
    expect(theirs.size).toBeGreaterThan(4);
    expect(compareTallies(about, tallyRead(conversations, 'omron-fins', seeCommand), theirs)).toEqual(
      wiresharkDifferences[name] ?? {},
    );
  });

  test.each(captures)('counts what %s asks for, as Zeek logs it', async (name) => {
    const capture = `omron/${name}`;
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 'omron-fins', oracle: 'zeek', packets: readings[0]?.statistics.packets ?? 0 };
    const commands = baselineRows(name, 'omron_fins_general').filter((row) => row['icf_data_type'] === 'Command (0)');
    const theirs = tallySeen(
      commands.map((row) => ({
        source: '',
        destination: '',
        code: /\((0x[0-9a-f]{4})\)/i.exec(row['command_code'] ?? '')?.[1]?.toLowerCase() ?? '-',
      })),
    );
    // The log has one row for all addresses of a command, which are in one frame; responses have rows of their own.
    const client = conversations.find(({ port }) => port === 9600)?.source;
    const asked = conversations.filter(({ source }) => source === client);
    const ours = tallySeen(framesOf(asked).map((code) => ({ source: '', destination: '', code })));
    expect(theirs.size).toBeGreaterThan(4);
    expect(compareTallies(about, ours, theirs)).toEqual(zeekDifferences[name] ?? {});
  });

  test('reads the same areas and addresses as Wireshark', async () => {
    const path = corpusPath('omron/icsnpp-omron-fins__omron.pcap');
    const { conversations } = await readPaths([path]);
    const rows = dissectRows(path, 'omron.command == 0x0101 && omron.icf.dtb == 0', fields);
    const ours = conversations.filter(({ operation, port }) => operation?.code === '0x0101' && port === 9600);
    expect(ours.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
    const addresses = new Set(rows.flatMap((row) => row['omron.memory.address'].map(Number)));
    expect(new Set(ours.map(({ object }) => object?.first))).toEqual(addresses);
  });
});

/** Without objects, and one for the two classes of a command. */
function seeCommand({ source, destination, code }: SeenOperation, { operation, object, port }: Conversation) {
  return isSecondClass(code, operation?.class) || code.startsWith('t') || (object === null && port === null)
    ? null
    : { source, destination, code };
}

/** Of the commands with two classes, the one that is not counted here. */
function isSecondClass(code: string | undefined, operationClass: string | undefined): boolean {
  return (code === '0x0920' && operationClass === 'write') || (code === '0x220c' && operationClass === 'program');
}

/** Codes of commands, once for each frame that has any. */
function framesOf(conversations: readonly Conversation[]): string[] {
  const listed = conversations.filter(({ operation }) => operation?.code === '0x0104' || operation?.code === '0x2301');
  const frames = new Set(
    listed.flatMap(({ operation, evidence }) => evidence.map(({ position }) => `${operation?.code} ${position}`)),
  );
  const others = conversations.filter(
    (each) => !listed.includes(each) && !isSecondClass(each.operation?.code, each.operation?.class),
  );
  return [
    ...[...frames].map((frame) => frame.split(' ')[0] ?? ''),
    ...others.flatMap(({ operation, count }) => new Array<string>(count).fill(operation?.code ?? '-')),
  ];
}

/** Commands with one entry for each address, and the commands of responses that answer none. */
function requestsOf(path: string): SeenOperation[] {
  const open = new Map<string, number>();
  return dissectRows(path, 'omron', fields).flatMap((row) => {
    const [source = '', destination = ''] = [row['ip.src'][0], row['ip.dst'][0]];
    const code = `0x${Number(row['omron.command'][0]).toString(16).padStart(4, '0')}`;
    const isResponse = Number(row['omron.icf.dtb'][0]) === 1;
    const key = isResponse ? `${destination} ${source} ${code}` : `${source} ${destination} ${code}`;
    const waiting = open.get(key) ?? 0;
    if (!isResponse) {
      open.set(key, waiting + 1);
      const items = code === '0x0104' || code === '0x2301' ? Math.max(row['omron.memory.area.read'].length, 1) : 1;
      return new Array<SeenOperation>(items).fill({ source, destination, code });
    }
    open.set(key, Math.max(waiting - 1, 0));
    return waiting > 0 ? [] : [{ source: destination, destination: source, code }];
  });
}
