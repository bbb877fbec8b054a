/** One small plant in the real kernel: what a reader of its grants would try by hand. */
import { expect } from 'vitest';
import type { PlanGrant } from '../../src/model/plan.ts';
import {
  acknowledged,
  acknowledgedBack,
  answer,
  atBoundary,
  connect,
  packet,
  pass,
  plc4,
  plc6,
  scada4,
  scada6,
} from '../support/boundary-traffic.ts';
import { exportCase } from '../support/export-request.ts';
import { packetTest, type Router } from '../support/kernel.ts';
import { lineGrants, linePlant, lineWindows } from '../support/line-plant.ts';
import { buildFragments, buildPacket, type PacketSpec } from '../support/packets.ts';
import { buildOnce } from '../support/plan-builder.ts';

const plcOnly4 = '10.20.1.12';

packetTest('passes a granted connection and its replies in both families', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    await connect(router, packet(scada4, plc4, 502));
    await connect(router, packet(scada6, plc6, 502));
    for (const [source, destination] of [
      [plc4, scada4],
      [plc6, scada6],
    ] as const) {
      const question = packet(source, destination, 123, { protocol: 17 });
      expect(await pass(router, 'eth1', question)).toBe('eth0');
      expect(await pass(router, 'eth0', answer(question))).toBe('eth1');
    }
  });
});

packetTest('drops ports, addresses, directions and protocols that are not granted', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth0', packet(scada4, plc4, 503))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada6, plc6, 503))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada4, '10.20.1.10', 502))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada6, 'fd20:1::12', 502))).toBeNull();
    expect(await pass(router, 'eth0', packet('10.20.0.11', plc4, 502))).toBeNull();
    expect(await pass(router, 'eth1', packet(plc4, scada4, 502))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada4, plc4, 502, { protocol: 17 }))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada4, plcOnly4, 4840))).toBeNull();
  });
});

packetTest('opens nothing in IPv6 for an asset that has only IPv4 addresses', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth0', packet(scada4, plcOnly4, 502))).toBe('eth1');
    for (const address of ['fd20:1::12', '::ffff:10.20.1.12', '::10.20.1.12', 'fd20:1::a14:10c'])
      expect(await pass(router, 'eth0', packet(scada6, address, 502))).toBeNull();
  });
});

packetTest('drops a granted source address that comes from another interface', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth2', packet(scada4, plc4, 502))).toBeNull();
    expect(await pass(router, 'eth2', packet(scada6, plc6, 502))).toBeNull();
    expect(await pass(router, 'eth1', packet(scada4, plc4, 502))).toBeNull();
    expect(await counterOf(router, 'spoofed')).toBe(3);
  });
});

packetTest('covers the rest of the world with an external zone, and nothing inside of it', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth0', packet('10.20.0.20', '192.0.2.1', 443))).toBe('eth2');
    expect(await pass(router, 'eth0', packet('fd20::20', '2001:db8::1', 443))).toBe('eth2');
    expect(await pass(router, 'eth0', packet('10.20.0.20', plc4, 443))).toBeNull();
    expect(await pass(router, 'eth0', packet('10.20.0.20', '10.20.1.200', 443))).toBeNull();
    expect(await pass(router, 'eth0', packet('fd20::20', 'fd20:1::200', 443))).toBeNull();
  });
});

packetTest('passes ICMP errors about allowed connections and no others', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    for (const [family, source, destination] of [
      [4, scada4, plc4],
      [6, scada6, plc6],
    ] as const) {
      const asked = packet(source, destination, 20_005, { protocol: 17 });
      expect(await pass(router, 'eth0', asked)).toBe('eth1');
      const quote = (about: PacketSpec): Partial<PacketSpec> => ({
        protocol: family === 4 ? 1 : 58,
        icmpType: family === 4 ? 3 : 1,
        icmpCode: family === 4 ? 3 : 4,
        sourcePort: 0,
        payload: buildPacket({ ...about, ttl: 63 }),
      });
      expect(await pass(router, 'eth1', packet(destination, source, 0, quote(asked)))).toBe('eth0');
      const other = packet(source, destination, 20_006, { protocol: 17 });
      expect(await pass(router, 'eth1', packet(destination, source, 0, quote(other)))).toBeNull();
    }
  });
});

packetTest('passes the granted ICMP type and its reply', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    const echo = packet(scada4, plc4, 0, { protocol: 1, icmpType: 8 });
    expect(await pass(router, 'eth0', echo)).toBe('eth1');
    expect(await pass(router, 'eth1', answer(echo, { icmpType: 0, sourcePort: echo.sourcePort ?? 0 }))).toBe('eth0');
    expect(await pass(router, 'eth0', packet(scada4, plc4, 0, { protocol: 1, icmpType: 13 }))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada6, plc6, 0, { protocol: 58, icmpType: 128 }))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada6, plc6, 0, { protocol: 1, icmpType: 8 }))).toBeNull();
  });
});

packetTest('opens no ICMP message that asks for nothing, even where every type is granted', async () => {
  const all = { ...(lineGrants['ping'] as PlanGrant), operations: null };
  await atBoundary(exportCase(linePlant([all])), async (router) => {
    for (const [icmpType, out] of [
      [8, 'eth1'],
      [13, 'eth1'],
      [0, null],
      [3, null],
      [5, null],
      [11, null],
    ] as const)
      expect([icmpType, await pass(router, 'eth0', packet(scada4, plc4, 0, { protocol: 1, icmpType }))]).toEqual([
        icmpType,
        out,
      ]);
  });
});

packetTest('passes a granted IP protocol', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth0', packet(scada4, plc4, 0, { protocol: 47 }))).toBe('eth1');
    expect(await pass(router, 'eth0', packet(scada4, plc4, 0, { protocol: 50 }))).toBeNull();
  });
});

packetTest('judges fragments as the datagram that they make up', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    const sendAll = async (spec: PacketSpec): Promise<number> => {
      const fragments = buildFragments({ ...spec, payload: Buffer.alloc(600, 7) }, 256);
      const out = await router.send(fragments.map((bytes) => ['eth0', bytes] as const));
      return out.flat().length;
    };
    for (const [source, destination] of [
      [scada4, plc4],
      [scada6, plc6],
    ] as const) {
      expect(await sendAll(packet(source, destination, 20_005, { protocol: 17 }))).toBeGreaterThan(0);
      expect(await sendAll(packet(source, destination, 20_011, { protocol: 17 }))).toBe(0);
    }
  });
});

packetTest('looks behind the extension headers of IPv6', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    expect(await pass(router, 'eth0', packet(scada6, plc6, 502, { options: true }))).toBe('eth1');
    expect(await pass(router, 'eth0', packet(scada6, plc6, 503, { options: true }))).toBeNull();
  });
});

packetTest('drops TCP that belongs to no connection', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    for (const flags of ['ack', 'syn-ack', 'fin', 'null'] as const) {
      expect(await pass(router, 'eth0', packet(scada4, plc4, 502, { flags }))).toBeNull();
      expect(await pass(router, 'eth1', packet(plc4, scada4, 0, { flags, sourcePort: 502 }))).toBeNull();
    }
    expect((await counterOf(router, 'stray')) + (await counterOf(router, 'invalid'))).toBe(8);
  });
});

packetTest('counts every packet that it drops', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    for (let port = 600; port < 620; port++) await pass(router, 'eth0', packet(scada4, plc4, port));
    expect(await counterOf(router, 'denied')).toBe(20);
  });
});

packetTest('loads again without cutting a connection that is still granted', async () => {
  await atBoundary(exportCase(linePlant()), async (router) => {
    const spec = packet(scada4, plc4, 502);
    await connect(router, spec);
    await router.run(['nft', '-f', '-'], exportCase(linePlant()));
    expect(await pass(router, 'eth1', answer(spec, acknowledgedBack))).toBe('eth0');
    expect(await pass(router, 'eth0', { ...spec, ...acknowledged })).toBe('eth1');
  });
});

packetTest('judges live connections again when another policy is loaded, from either end', async () => {
  const { whole, ...others } = lineGrants;
  if (whole === undefined) throw new Error('no such grant');
  for (const end of ['client', 'server'] as const) {
    for (const [source, destination] of [
      [scada4, plc4],
      [scada6, plc6],
    ] as const) {
      await atBoundary(exportCase(linePlant()), async (router) => {
        const kept = packet(source, destination, 502);
        const cut = packet(source, destination, 4840);
        await connect(router, kept);
        await connect(router, cut);
        await router.run(['nft', '-f', '-'], exportCase(linePlant(Object.values(others))));
        const say = async (spec: PacketSpec): Promise<string | null> =>
          end === 'client'
            ? pass(router, 'eth0', { ...spec, ...acknowledged })
            : pass(router, 'eth1', answer(spec, acknowledgedBack));
        expect(await say(kept)).toBe(end === 'client' ? 'eth1' : 'eth0');
        expect(await say(cut)).toBeNull();
        expect(await pass(router, 'eth1', answer(cut, acknowledgedBack))).toBeNull();
        expect(await pass(router, 'eth1', answer(kept, acknowledgedBack))).toBe('eth0');
        expect(await pass(router, 'eth0', { ...kept, ...acknowledged })).toBe('eth1');
      });
    }
  }
});

packetTest('a window holds for the moment, and its end cuts live connections', async () => {
  const now = Math.floor(Date.now() / 1000);
  const day = new Date(now * 1000).toISOString().slice(0, 10);
  const tomorrow = new Date((now + 86_400) * 1000).toISOString().slice(0, 10);
  const windows = [
    ...lineWindows,
    buildOnce('today', 'Asia/Kolkata', null, `${tomorrow}T23:59`),
    buildOnce('later', 'America/New_York', `${tomorrow}T23:59`, null),
    buildOnce('earlier', 'UTC', null, `${day}T00:00`),
  ];
  const during = (name: string, port: number, ids: readonly string[]): PlanGrant => ({
    ...(lineGrants['whole'] as PlanGrant),
    id: `conduit/${name}`,
    services: [{ transport: 'tcp', ports: { from: port, to: port } }],
    windows: ids,
  });
  const grants = [
    during('open', 1_001, ['today']),
    during('future', 1_002, ['later']),
    during('past', 1_003, ['earlier']),
    during('both', 1_004, ['today', 'later']),
    during('either-a', 1_005, ['today']),
    during('either-b', 1_005, ['later']),
    during('always', 1_006, []),
    during('never', 1_006, ['later']),
  ];
  const text = exportCase(linePlant(grants, windows));
  await atBoundary(text, async (router) => {
    for (const [port, out] of [
      [1_001, 'eth1'],
      [1_002, null],
      [1_003, null],
      [1_004, null],
      [1_005, 'eth1'],
      [1_006, 'eth1'],
    ] as const)
      expect([port, await pass(router, 'eth0', packet(scada4, plc4, port))]).toEqual([port, out]);
  });
  // The same file, stamps and all, in which every window ended in 1970: what the rules say once the time has come.
  const ended = text.replaceAll(/meta time < \d+ goto open_/g, 'meta time < 1 goto open_');
  expect(ended).not.toBe(text);
  await atBoundary(text, async (router) => {
    const spec = packet(scada4, plc4, 1_001);
    const always = packet(scada4, plc4, 1_006);
    await connect(router, spec);
    await connect(router, always);
    await router.run(['nft', '-f', '-'], ended);
    expect(await pass(router, 'eth0', { ...spec, ...acknowledged })).toBeNull();
    expect(await pass(router, 'eth1', answer(spec, acknowledgedBack))).toBeNull();
    expect(await pass(router, 'eth0', packet(scada4, plc4, 1_001))).toBeNull();
    expect(await pass(router, 'eth0', { ...always, ...acknowledged })).toBe('eth1');
  });
});

async function counterOf(router: Router, name: string): Promise<number> {
  const text = await router.run(['nft', 'list', 'counter', 'inet', 'zonewright', name]);
  return Number(/packets (\d+)/.exec(text)?.[1]);
}
