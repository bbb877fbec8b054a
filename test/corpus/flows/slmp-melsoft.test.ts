import { expect, test } from 'vitest';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { factLines, readPaths } from '../../support/read-conversations.ts';
import { compareTallies, type Differences, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';
import { dissectRows } from './tshark-rows.ts';

const captures = ['melsec/iti__melsoft_129_clean.pcap', 'melsec/iti__melsoft_UDP_clean_2.pcap'];

/** Ours and theirs: the first capture begins with an answer (frame 1), which tells of a request that was not captured. */
const reviewed: Readonly<Record<string, Differences>> = {
  'melsec/iti__melsoft_129_clean.pcap': { '192.168.3.18 192.168.3.250 0x0410 unit - - -+-': [245, 244] },
};

/** Commands with two classes. */
const secondClass = new Set(['program', 'program.upload']);

describeCorpus('MELSOFT requests against the payload that Wireshark shows', ['tshark'], () => {
  test.each(captures)('counts every request of %s', async (capture) => {
    const { conversations, readings } = await readPaths([corpusPath(capture)]);
    const about = { capture, protocol: 'slmp', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const ours = tallyRead(conversations, 'slmp', (operation, { operation: counted }) =>
      secondClass.has(counted?.class ?? '') ? null : operation,
    );
    const theirs = tallySeen(requestsOf(corpusPath(capture)));
    expect(theirs.size).toBeGreaterThan(2);
    expect(compareTallies(about, ours, theirs)).toEqual(reviewed[capture] ?? {});
    expect(conversations.filter(({ operation }) => operation?.code === 'payload')).toEqual([]);
  });

  test('the controller says its type', async () => {
    const { devices } = await readPaths([corpusPath('melsec/iti__melsoft_UDP_clean_2.pcap')]);
    expect(factLines(devices)).toContain('192.168.3.250 model: FX5U-32MT/ES');
  });
});

/** Wireshark has no dissector for these frames; in these captures each is a segment or a datagram of its own. */
function requestsOf(path: string): SeenOperation[] {
  const filter = '(udp.dstport == 5560 || tcp.dstport == 5562) && !tcp.analysis.retransmission';
  return dissectRows(path, filter, ['ip.src', 'ip.dst', 'udp.payload', 'tcp.payload']).flatMap((row) => {
    const frame = Buffer.from(row['udp.payload'][0] ?? row['tcp.payload'][0] ?? '', 'hex');
    const [source = '', destination = ''] = [row['ip.src'][0], row['ip.dst'][0]];
    const kind = frame.toString('hex', 3, 4);
    if (frame[0] === 0x5a) return [{ source, destination, code: `search/0x${kind}` }];
    return frame[0] === 0x57 ? [{ source, destination, code: `0x${frame.toString('hex', 45, 47)}` }] : [];
  });
}
