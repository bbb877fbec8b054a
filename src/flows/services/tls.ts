/**
 * TLS and DTLS handshakes (RFC 8446 4.1, RFC 9147 5): what is inside is named by ALPN (RFC 7301), else by the port; the
 * name that the client asks for (SNI, RFC 6066 3) is a name of the server.
 */
import { read16 } from '../capture/bytes.ts';
import type { Opening, OpeningFact, Service } from './service.ts';

const handshake = 22;
const clientHello = 1;
const serverHello = 2;
const serverName = 0;
const applicationProtocols = 16;
const longestName = 255;

/** Application protocols and the protocols of the catalogue that they are. */
const protocolsByAlpn: ReadonlyMap<string, string> = new Map([
  ['http/1.1', 'https'],
  ['http/1.0', 'https'],
  ['h2', 'https'],
  ['mqtt', 'mqtt'],
  ['x-amzn-mqtt-ca', 'mqtt'],
  ['dot', 'dns'],
  ['smb', 'smb'],
  ['ntske/1', 'ntp'],
]);

export const tls: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    // Record header of five octets, then type and length of the handshake message.
    if (end - start < 11 || bytes[start] !== handshake || bytes[start + 1] !== 3 || (bytes[start + 2] ?? 9) > 4)
      return null;
    const type = bytes[start + 5];
    if (type === serverHello) return { protocol: null, sender: 'server', facts: [] };
    return type === clientHello ? readClientHello(bytes, start + 9, end) : null;
  },
};

/** The extensions of a client's hello whose version stands at `at`. */
function readClientHello(bytes: Uint8Array, at: number, end: number): Opening {
  let next = at + 34;
  next += 1 + (bytes[next] ?? 0);
  next += 2 + read16(bytes, next);
  next += 1 + (bytes[next] ?? 0);
  const stop = Math.min(end, next + 2 + read16(bytes, next));
  let protocol: string | null = null;
  const facts: OpeningFact[] = [];
  for (next += 2; stop - next >= 4; next += 4 + read16(bytes, next + 2)) {
    const from = next + 4;
    const to = from + read16(bytes, next + 2);
    if (to > stop) break;
    const type = read16(bytes, next);
    if (type === applicationProtocols) protocol ??= applicationProtocol(bytes, from + 2, to);
    if (type === serverName && to - from > 5 && bytes[from + 2] === 0) {
      const length = Math.min(read16(bytes, from + 3), to - from - 5, longestName);
      const value = String.fromCharCode(...bytes.subarray(from + 5, from + 5 + length));
      facts.push({ about: 'receiver', field: 'hostname', value });
    }
  }
  return { protocol, sender: 'client', facts };
}

/** The first of the client's protocols that is known. */
function applicationProtocol(bytes: Uint8Array, at: number, end: number): string | null {
  for (let next = at; next < end; next += 1 + (bytes[next] ?? 0)) {
    const length = bytes[next] ?? 0;
    const name = String.fromCharCode(...bytes.subarray(next + 1, Math.min(end, next + 1 + length)));
    const known = protocolsByAlpn.get(name);
    if (known !== undefined) return known;
  }
  return null;
}
