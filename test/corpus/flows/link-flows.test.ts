import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatIpv6, parseIpAddress } from '../../../src/algebra/ip-address.ts';
import { corpusPath, describeCorpus } from '../../support/corpus.ts';
import { readEnds } from '../../support/frame-ends.ts';
import { readPaths } from '../../support/read-conversations.ts';

const captures = [
  'sv__decode-erspan-typeII-01_input.pcap',
  'sv__eve-flow-vlan_input.pcap',
  'zeek__erspan.pcap',
  'zeek__fragmented-1.pcap',
  'zeek__q-in-q.pcap',
  'zeek__vlan-collisions.pcap',
];

interface EveFlow {
  readonly event_type: string;
  readonly src_ip: string;
  readonly src_port?: number;
  readonly dest_ip: string;
  readonly dest_port?: number;
  readonly proto: string;
  /** The outer one first. */
  readonly vlan?: readonly number[];
  readonly flow: { readonly pkts_toserver: number; readonly pkts_toclient: number };
}

function flowsOf(capture: string): EveFlow[] {
  const text = readFileSync(corpusPath(`truth/eve-suricata7/odd_${capture}.eve.json`), 'utf8');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EveFlow);
  return events.filter((event) => event.event_type === 'flow');
}

/** Suricata writes IPv6 addresses in full. */
function canonical(address: string): string {
  const parsed = parseIpAddress(address);
  return address.includes(':') && parsed !== null ? formatIpv6(parsed.value) : address;
}

function end(address: string, port: number | undefined): string {
  const host = canonical(address);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

describeCorpus('what Suricata sees inside tags and tunnels', [], () => {
  test.each(captures)('every flow of %s is a conversation in the scope of its outer VLAN', async (capture) => {
    const { conversations } = await readPaths([corpusPath(`odd/${capture}`)]);
    const ours = new Set(
      conversations.map(({ scope, source, destination, transport, port }) =>
        [scope, source, destination, transport, port].join(' '),
      ),
    );
    const theirs = flowsOf(capture).map(({ src_ip, dest_ip, proto, dest_port, vlan }) => {
      const scope = vlan === undefined ? 'plant' : `vlan-${vlan[0]}`;
      const port = proto === 'ICMP' ? null : dest_port;
      return [scope, canonical(src_ip), canonical(dest_ip), proto.toLowerCase(), port].join(' ');
    });
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.filter((flow) => !ours.has(flow))).toEqual([]);
  });

  test.each(captures)('the flows of %s have as many packets each way', async (capture) => {
    const { frames } = await readEnds(corpusPath(`odd/${capture}`));
    const ours = new Map<string, number>();
    for (const frame of frames.filter((each) => /^(tcp|udp) /.test(each))) ours.set(frame, (ours.get(frame) ?? 0) + 1);
    const theirs = new Map<string, number>();
    const add = (key: string, count: number) => {
      if (count > 0) theirs.set(key, (theirs.get(key) ?? 0) + count);
    };
    for (const { src_ip, src_port, dest_ip, dest_port, proto, flow } of flowsOf(capture)) {
      if (proto === 'ICMP') continue;
      const [client, server] = [end(src_ip, src_port), end(dest_ip, dest_port)];
      add(`${proto.toLowerCase()} ${client} ${server}`, flow.pkts_toserver);
      add(`${proto.toLowerCase()} ${server} ${client}`, flow.pkts_toclient);
    }
    expect(ours).toEqual(theirs);
  });
});
