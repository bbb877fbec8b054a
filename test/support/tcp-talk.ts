/** A TCP connection between two hosts, as a list of frames with right sequence numbers. */
import type { TimedFrame } from './capture-files.ts';
import { ethernet, ipv4, tcp, tcpFlags } from './frames.ts';

export interface TalkOptions {
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
  /** Microseconds of the first frame. */
  readonly start?: number;
  readonly vlans?: readonly number[];
  /** Microseconds between frames; a second unless said otherwise, so that times in tests can be read. */
  readonly step?: number;
}

export interface Talk {
  readonly frames: TimedFrame[];
  /** The three-way handshake. */
  open(): Talk;
  /** The client sends bytes, the server sends bytes. */
  client(payload: Uint8Array): Talk;
  server(payload: Uint8Array): Talk;
  /** A bare acknowledgement of everything sent so far. */
  acknowledge(by: 'client' | 'server'): Talk;
  /** Both sides close. */
  close(): Talk;
  reset(by: 'client' | 'server'): Talk;
  /** Something is sent, but not captured. */
  unseen(by: 'client' | 'server', payload: Uint8Array): Talk;
}

/** A talk from 10.0.0.1:40000 to 10.0.0.2:502 unless said otherwise. */
export function tcpTalk(options: TalkOptions = {}): Talk {
  const {
    client = '10.0.0.1',
    server = '10.0.0.2',
    clientPort = 40_000,
    serverPort = 502,
    vlans = [],
    step = 1_000_000,
  } = options;
  const frames: TimedFrame[] = [];
  let micros = options.start ?? 1_700_000_000_000_000;
  const next = { client: 1000, server: 0xfffffff0 };

  function send(by: 'client' | 'server', flags: number, payload: Uint8Array, isCaptured: boolean = true): void {
    const isClient = by === 'client';
    const segment = tcp(
      {
        sourcePort: isClient ? clientPort : serverPort,
        destinationPort: isClient ? serverPort : clientPort,
        sequence: next[by],
        acknowledgment: next[isClient ? 'server' : 'client'],
        flags,
      },
      payload,
    );
    const packet = ipv4(
      { source: isClient ? client : server, destination: isClient ? server : client, protocol: 6 },
      segment,
    );
    if (isCaptured) frames.push({ micros, bytes: ethernet(0x0800, packet, { vlans }) });
    micros += step;
    const control = (flags & (tcpFlags.syn | tcpFlags.fin)) === 0 ? 0 : 1;
    next[by] = (next[by] + payload.length + control) >>> 0;
  }

  const nothing = new Uint8Array(0);
  const { syn, fin, reset, push, acknowledge } = tcpFlags;
  const talk: Talk = {
    frames,
    open() {
      send('client', syn, nothing);
      send('server', syn | acknowledge, nothing);
      send('client', acknowledge, nothing);
      return talk;
    },
    client(payload) {
      send('client', push | acknowledge, payload);
      return talk;
    },
    server(payload) {
      send('server', push | acknowledge, payload);
      return talk;
    },
    acknowledge(by) {
      send(by, acknowledge, nothing);
      return talk;
    },
    close() {
      send('client', fin | acknowledge, nothing);
      send('server', fin | acknowledge, nothing);
      send('client', acknowledge, nothing);
      return talk;
    },
    reset(by) {
      send(by, reset | acknowledge, nothing);
      return talk;
    },
    unseen(by, payload) {
      send(by, push | acknowledge, payload, false);
      return talk;
    },
  };
  return talk;
}
