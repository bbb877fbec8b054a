/** Traffic by hand at a router between the zones of {@link linePlant}: single packets, and connections packet by packet. */
import { expect } from 'vitest';
import { openRouter, type Router } from './kernel.ts';
import { linePlant } from './line-plant.ts';
import { buildPacket, isSamePacket, type PacketSpec, replyTo } from './packets.ts';
import { routesOf } from './routes.ts';

export const scada4 = '10.20.0.10';
export const scada6 = 'fd20::10';
export const plc4 = '10.20.1.11';
export const plc6 = 'fd20:1::11';
let mark = 0;

/** A packet on its way in, of TCP unless it says otherwise. */
export function packet(source: string, destination: string, port: number, more: Partial<PacketSpec> = {}): PacketSpec {
  mark++;
  return { source, destination, protocol: 6, port, sourcePort: 30_000 + mark, mark, ...more };
}

/** The answer to a TCP SYN or a UDP datagram, and what follows it. */
export function answer(spec: PacketSpec, more: Partial<PacketSpec> = {}): PacketSpec {
  return { ...replyTo(spec), mark: ++mark, ...more };
}

/** The last packet of a handshake, and all that its client sends after it. */
export const acknowledged: Partial<PacketSpec> = { flags: 'ack', sequence: 1_001, acknowledgement: 5_001 };
/** What the server sends after the handshake. */
export const acknowledgedBack: Partial<PacketSpec> = { flags: 'ack', sequence: 5_001, acknowledgement: 1_001 };

/** The interface a packet comes out of, null when it was dropped. */
export async function pass(router: Router, iif: string, spec: PacketSpec): Promise<string | null> {
  const bytes = buildPacket(spec);
  const [out = []] = await router.send([[iif, bytes]]);
  return out.find((each) => isSamePacket(bytes, each.bytes))?.interface ?? null;
}

/** Opens a TCP connection from `eth0` to `eth1`; every packet of the handshake must pass. */
export async function connect(router: Router, spec: PacketSpec): Promise<void> {
  expect(await pass(router, 'eth0', spec)).toBe('eth1');
  expect(await pass(router, 'eth1', answer(spec))).toBe('eth0');
  expect(await pass(router, 'eth0', { ...spec, ...acknowledged })).toBe('eth1');
}

/** Runs a test in a router with the plant's routes. */
export async function atRouter(run: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter(routesOf(linePlant()));
  try {
    await run(router);
  } finally {
    router.close();
  }
}

/** Runs a test in a router that has some rules. */
export async function atBoundary(text: string, run: (router: Router) => Promise<void>): Promise<void> {
  await atRouter(async (router) => {
    await router.run(['nft', '-f', '-'], text);
    await run(router);
  });
}
