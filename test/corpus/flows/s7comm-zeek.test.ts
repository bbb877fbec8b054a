import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/model/conversation.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { factLines, readPaths } from '../../support/read-conversations.ts';
import { type BaselineRow, baselineRows } from '../../support/zeek-baseline.ts';
import { compareTallies, type SeenOperation, tallySeen } from './operation-tally.ts';
import { s7commZeekDifferences } from './s7comm-differences.ts';

const captures = ['icsnpp-s7comm__s7ident.pcap', 'icsnpp-s7comm__snap7.pcap'];

describeCorpus('S7 requests against Zeek', [], () => {
  test.each(captures)('counts every request of %s', async (name) => {
    const capture = `s7comm/${name}`;
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const theirs = tallySeen(baselineRows(name, 's7comm').filter(isRequest).map(seenIn));
    expect(theirs.size).toBeGreaterThan(3);
    const about = { capture, protocol: 's7comm', oracle: 'zeek', packets: readings[0]?.statistics.packets ?? 0 };
    const ours = tallySeen(requestsOf(conversations));
    expect(compareTallies(about, ours, theirs)).toEqual(s7commZeekDifferences[name] ?? {});
  });

  test('tells the same of the devices of a capture', async () => {
    const { devices } = await readPaths([corpusPath('s7comm/icsnpp-s7comm__s7ident.pcap')]);
    const [row] = baselineRows('icsnpp-s7comm__s7ident.pcap', 's7comm_known_devices');
    const address = row?.['id.resp_h'];
    expect(factLines(devices)).toEqual([
      `${address} vendor: Siemens`,
      `${address} model: ${row?.['module_name']}`,
      `${address} order-number: 6ES7 315-2EH14-0AB0`,
      `${address} firmware: V3.2.6`,
      `${address} hardware: 4`,
      `${address} serial-number: ${row?.['module_serial']}`,
      `${address} name: ${row?.['module_name']}`,
      `${address} name: ${row?.['automation_system_name']}`,
    ]);
  });
});

/** Jobs and requests of userdata; the log repeats the function in answers. */
function isRequest(row: BaselineRow): boolean {
  return row['rosctr_code'] === '1' || (row['function_name'] ?? '').startsWith('Request: ');
}

function seenIn(row: BaselineRow): SeenOperation {
  const code = row['function_code'] ?? '';
  return {
    source: row['source_h'] ?? '',
    destination: row['destination_h'] ?? '',
    code: row['rosctr_code'] === '1' ? code : `7.${Number(code) & 15}/${row['subfunction_code']}`,
  };
}

/**
 * Requests by function, as the log has them: without names of services, and one row for all objects of a request, which
 * are in one frame.
 */
function requestsOf(conversations: readonly Conversation[]): SeenOperation[] {
  const frames = new Set<string>();
  return conversations.flatMap(({ source, destination, operation, count, evidence }) => {
    const code = operation?.code.replace(/^0x28\..*/, '0x28') ?? '-';
    const request = { source, destination, code };
    if (code !== '0x04' && code !== '0x05') return new Array<SeenOperation>(count).fill(request);
    expect(evidence.length).toBe(count);
    const fresh = evidence.map(({ position }) => `${code} ${position}`).filter((frame) => !frames.has(frame));
    for (const frame of fresh) frames.add(frame);
    return fresh.map(() => request);
  });
}
