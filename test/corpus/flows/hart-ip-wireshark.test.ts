/** HART-IP against Wireshark: every message, and the command of every token-passing PDU. */
import { expect, test } from 'vitest';
import { corpusPath, describeCorpus, outputOf } from '../../support/corpus.ts';
import { readPaths } from '../../support/read-conversations.ts';
import { compareTallies, type SeenOperation, tallyRead, tallySeen } from './operation-tally.ts';

const tokenPassing = 3;

describeCorpus('HART-IP against Wireshark', ['tshark'], () => {
  test.each([
    'hartip/icsnpp-hart-ip__hart-ip.pcap',
    'hartip/icsnpp-hart-ip__hart-ip_all_messageIDs.pcapng',
    'hartip/icsnpp-hart-ip__hart-ip_all_types_and_commands_sent.pcapng',
  ])('counts every request of %s', async (capture) => {
    const path = corpusPath(capture);
    const { conversations, readings } = await readPaths([path]);
    const theirs = tallySeen(requestsIn(path));
    expect(theirs.size).toBeGreaterThan(0);
    const about = { capture, protocol: 'hart-ip', oracle: 'tshark', packets: readings[0]?.statistics.packets ?? 0 };
    const ours = tallyRead(conversations, 'hart-ip', ({ source, destination, code }) => ({
      source,
      destination,
      code,
    }));
    expect(compareTallies(about, ours, theirs)).toEqual({});
  });
});

function requestsIn(path: string): readonly SeenOperation[] {
  const names = ['message_type', 'message_id', 'pt.command', 'pt.payload'].map((name) => `hart_ip.${name}`);
  const columns = ['ip.src', 'ip.dst', ...names, 'data.data'].flatMap((field) => ['-e', field]);
  const filter = '!icmp && (hart_ip || (data && tcp.dstport == 5094))';
  const output = outputOf('tshark', ['-n', '-r', path, '-Y', filter, '-T', 'fields', '-E', 'aggregator=,', ...columns]);
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const [source = '', destination = '', types = '', ids = '', commands = '', payloads = '', data = ''] =
      line.split('\t');
    if (types === '') return undissected(data).map((code) => ({ source, destination, code }));
    const left = { commands: commands.split(','), payloads: payloads.split(',') };
    return types.split(',').flatMap((type, index) => {
      const id = Number(ids.split(',')[index]);
      const command = id === tokenPassing ? Number(left.commands.shift()) : null;
      if (Number(type) !== 0) return [];
      const payload = (command === null ? '' : (left.payloads.shift() ?? '')).replaceAll(':', '');
      if (command === null) return [{ source, destination, code: `m${id}` }];
      const code = command === 31 ? String(Number.parseInt(payload.slice(0, 4), 16)) : String(command);
      return [{ source, destination, code }];
    });
  });
}

/** Direct PDUs and audit logs, which Wireshark shows as data: status octets, then command, length, data. */
function undissected(data: string): readonly string[] {
  const bytes = Buffer.from(data, 'hex');
  if (bytes[2] !== 4) return [`m${bytes[2]}`];
  const codes: string[] = [];
  for (let at = 10; at + 3 <= bytes.length; at += 3 + (bytes[at + 2] ?? 0)) codes.push(String(bytes.readUInt16BE(at)));
  return codes;
}
