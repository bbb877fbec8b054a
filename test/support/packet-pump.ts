/** Packets at full speed through a router while a test changes its rules; every one is accounted for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRouter, type Router } from './kernel.ts';

const pump = fileURLToPath(new URL('pump.py', import.meta.url));

/** `setup` packets are sent once before the others and must pass. */
export interface PumpedPacket {
  readonly kind: string;
  readonly interface: string;
  readonly bytes: Buffer;
}

export interface PumpCounts {
  readonly kinds: Readonly<Record<string, { readonly sent: number; readonly passed: number }>>;
  readonly seconds: number;
}

/** Prepares the router, starts the packets, and runs something until when they are counted. */
export async function pumpPackets(
  packets: readonly PumpedPacket[],
  routes: Readonly<Record<string, readonly string[]>>,
  prepare: (router: Router) => Promise<void>,
  meanwhile: (router: Router) => Promise<void>,
): Promise<PumpCounts> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-pump-'));
  const router = await openRouter({});
  try {
    const file = path.join(folder, 'packets.ndjson');
    const lines = packets.map(({ kind, interface: name, bytes }) =>
      JSON.stringify([kind, name, bytes.toString('hex')]),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    // What is left of the processors: more packets only slow down the changes that they are to meet.
    const program = await router.start(['nice', '-n', '10', 'python3', pump, file]);
    await program.hear();
    for (const [name, networks] of Object.entries(routes)) {
      await router.run(['ip', 'link', 'set', name, 'txqueuelen', '5000', 'up']);
      for (const network of networks)
        await router.run(['ip', network.includes(':') ? '-6' : '-4', 'route', 'replace', network, 'dev', name]);
    }
    await prepare(router);
    await program.tell('go');
    if (!(await program.hear()).includes('ready')) throw new Error('the packets did not start');
    await meanwhile(router);
    await program.tell(null);
    return JSON.parse(await program.hear()) as PumpCounts;
  } finally {
    router.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
