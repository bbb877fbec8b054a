/** What this kernel makes of each ICMP message is what the lab takes for granted. */
import { expect } from 'vitest';
import { roleOfMessage } from '../../src/exporters/probes/message-types.ts';
import { openRouter, packetTest } from '../support/kernel.ts';
import { buildPacket, isSamePacket } from '../support/packets.ts';

const rules = `table inet t {
	chain f {
		type filter hook forward priority filter; policy accept;
		ct state invalid drop
		ct state untracked accept
	}
}
`;

packetTest('messages that begin something pass, and all others are invalid', async () => {
  const router = await openRouter({ eth0: ['10.0.0.0/24', 'fd00::/64'], eth1: ['10.1.0.0/24', 'fd01::/64'] });
  try {
    await router.run(['nft', '-f', '-'], rules);
    const types = Array.from({ length: 256 }, (_, type) => type);
    for (const [family, source, destination] of [
      [4, '10.0.0.1', '10.1.0.1'],
      [6, 'fd00::1', 'fd01::1'],
    ] as const) {
      const packets = types.map((icmpType) =>
        buildPacket({
          source,
          destination,
          protocol: family === 4 ? 1 : 58,
          icmpType,
          sourcePort: icmpType,
          mark: icmpType,
        }),
      );
      const out = await router.send(packets.map((bytes) => ['eth0', bytes] as const));
      const roleOf = (type: number): string => roleOfMessage(family, type).kind;
      const decided = types.filter((type) => roleOf(type) !== 'undecided');
      const passed = decided.filter((type) =>
        (out[type] ?? []).some(({ bytes }) => isSamePacket(packets[type] ?? Buffer.alloc(0), bytes)),
      );
      const expected = types.filter((type) => ['request', 'untracked'].includes(roleOf(type)));
      expect({ family, passed }).toEqual({ family, passed: expected });
    }
  } finally {
    router.close();
  }
});
