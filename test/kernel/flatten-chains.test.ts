/** Random chains that jump, go to and return from one another: packets pass the kernel as they pass what is flattened. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { parseListing } from '../../src/exporters/nft/read/listing.ts';
import { createTracer } from '../../src/exporters/nft/trace/trace-hook.ts';
import { runningOf } from '../../src/exporters/nftables/drift/running.ts';
import { followPacket } from '../../src/exporters/nftables/trace/follow-packet.ts';
import { createPacketModel } from '../../src/exporters/nftables/trace/packet-fields.ts';
import { addressesIn, createWireSpace, interfacesIn } from '../../src/exporters/proof/wire-space.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { parseNumber } from '../support/nft-interpreter.ts';
import { buildPacket, isSamePacket } from '../support/packets.ts';
import { runs } from '../support/runs.ts';

/** Ports of the packets that are sent; rules tell them apart by up to three of them. */
const ports = [1, 2, 3, 4, 5, 6];
const names = ['a', 'b', 'c', 'd'];

interface Draft {
  readonly policy: string;
  readonly chains: readonly (readonly string[])[];
}

/** Chains lead only to those behind them, so that no loop is refused. */
const draft: fc.Arbitrary<Draft> = fc
  .tuple(fc.constantFrom('accept', 'drop'), fc.tuple(...[-1, 0, 1, 2, 3].map(rulesOf)))
  .map(([policy, chains]) => ({ policy, chains }));

function rulesOf(place: number): fc.Arbitrary<readonly string[]> {
  const targets = names.slice(place + 1);
  const verdicts = [
    'accept',
    'drop',
    'return',
    'continue',
    ...targets.flatMap((name) => [`jump ${name}`, `goto ${name}`]),
  ];
  const verdict = fc.constantFrom(...verdicts, ...verdicts.slice(4));
  const some = fc.subarray(ports, { minLength: 1, maxLength: 3 });
  const rule = fc.oneof(
    fc.tuple(some, verdict).map(([set, decided]) => `udp dport { ${set.join(', ')} } ${decided}`),
    fc
      .tuple(some, fc.array(verdict, { minLength: 3, maxLength: 3 }))
      .map(
        ([set, decided]) => `udp dport vmap { ${set.map((port, index) => `${port} : ${decided[index]}`).join(', ')} }`,
      ),
    verdict,
    fc.constant('counter'),
  );
  return fc.array(rule, { maxLength: 4 });
}

function textOf({ policy, chains }: Draft): string {
  const [entry = [], ...others] = chains;
  const bodies = names.map((name, index) => `chain ${name} {\n${(others[index] ?? []).join('\n')}\n}`);
  return [
    'add table inet zonewright',
    'delete table inet zonewright',
    'table inet zonewright {',
    ...bodies.reverse(),
    `chain forward {\ntype filter hook forward priority filter; policy ${policy};\n${entry.join('\n')}\n}`,
    '}',
    '',
  ].join('\n');
}

packetTest('passes what the kernel passes', async () => {
  const router = await openRouter({ eth0: ['10.1.0.0/16'], eth1: ['10.2.0.0/16'] });
  let refused = 0;
  try {
    await fc.assert(
      fc.asyncProperty(draft, async (each) => {
        const { code } = await router.attempt(['nft', '-f', '-'], textOf(each));
        if (code !== 0) {
          refused += 1;
          return;
        }
        const listing = await router.run(['nft', '--json', 'list', 'ruleset']);
        expect({ text: textOf(each), ...verdictsOf(listing) }).toEqual({
          text: textOf(each),
          traced: await sentThrough(router),
          followed: await sentThrough(router),
        });
      }),
      { numRuns: runs(120) },
    );
  } finally {
    router.close();
  }
  expect(refused).toBe(0);
});

async function sentThrough(router: Router): Promise<readonly boolean[]> {
  const packets = ports.map((port) =>
    buildPacket({ source: '10.1.0.1', destination: '10.2.0.1', protocol: 17, port, mark: port }),
  );
  const out = await router.send(packets.map((packet) => ['eth0', packet] as const));
  return packets.map((packet, index) => (out[index] ?? []).some(({ bytes }) => isSamePacket(packet, bytes)));
}

/** By the tracer of all packets at once, and by following one after the other. */
function verdictsOf(text: string) {
  const [table] = parseListing(text).value?.tables ?? [];
  const entry = table?.chains.find(({ hook }) => hook !== null);
  const running = table === undefined || entry === undefined ? null : runningOf(table, entry, new Set()).running;
  if (running === null) throw new Error('nothing to run');
  const address = (textOfAddress: string) => {
    const value = parseNumber(textOfAddress);
    return { family: 4 as const, from: value, to: value };
  };
  const [source, destination] = [address('10.1.0.1'), address('10.2.0.1')];
  const space = createWireSpace(4, [source, destination], ['eth0', 'eth1']);
  const question = { state: 'new', direction: 'original', connectionMark: 0 } as const;
  const { accepted, refusal } = createTracer(running.ruleset, createPacketModel(space))(question);
  expect(refusal).toBeNull();
  const passing = space.diagrams.union(accepted.values());
  const first = (set: readonly { readonly from: number }[]): number => set[0]?.from ?? 0;
  const points = ports.map((port) => [
    first(addressesIn(space, [destination])),
    first(addressesIn(space, [source])),
    first(interfacesIn(space, ['eth0'])),
    first(interfacesIn(space, ['eth1'])),
    17,
    port,
    40_000,
    0,
    ...[0, 0, 0, 0, 0],
    1_785_758_400,
    0,
  ]);
  return {
    traced: points.map((point) => space.diagrams.has(passing, point)),
    followed: points.map((point) => followPacket(running.ruleset, space, question, point).verdict === 'accept'),
  };
}
