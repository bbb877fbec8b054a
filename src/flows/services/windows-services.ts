/**
 * Services of Windows networks: SMB (MS-SMB2 2.2.1, MS-CIFS 2.2.3.1), RDP (MS-RDPBCGR 2.2.1.1), DCE/RPC (C706 12.6.4.3),
 * SQL Server (MS-TDS 2.2.3.1), Kerberos (RFC 4120 5), LDAP (RFC 4511 4.1.1).
 */
import { read16, read32 } from '../capture/bytes.ts';
import { plainOpening, type Service, startsWithBytes, startsWithText } from './service.ts';

const smb: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    // A NetBIOS session header of four octets stands in front.
    if (end - start < 24 || bytes[start] !== 0) return null;
    const protocol = start + 4;
    if (startsWithBytes(bytes, protocol, end, [0xff, 0x53, 0x4d, 0x42]))
      return plainOpening('smb', ((bytes[protocol + 9] ?? 0) & 0x80) !== 0 ? 'server' : 'client');
    if (startsWithBytes(bytes, protocol, end, [0xfe, 0x53, 0x4d, 0x42]))
      return plainOpening('smb', ((bytes[protocol + 16] ?? 0) & 1) !== 0 ? 'server' : 'client');
    // Encrypted from the first captured message on.
    return startsWithBytes(bytes, protocol, end, [0xfd, 0x53, 0x4d, 0x42]) ? plainOpening('smb', 'either') : null;
  },
};

const rdp: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    // TPKT, then a connect request or confirm of ISO 8073 class 0 whose variable part is RDP's own.
    if (end - start < 11 || bytes[start] !== 3 || bytes[start + 1] !== 0) return null;
    const kind = bytes[start + 5] ?? 0;
    const at = start + 11;
    if (kind === 0xe0) {
      const isRequest = startsWithText(bytes, at, end, 'Cookie: ') || isNegotiation(bytes, at, end, 1);
      return isRequest ? plainOpening('rdp', 'client') : null;
    }
    const isAnswer = kind === 0xd0 && (isNegotiation(bytes, at, end, 2) || isNegotiation(bytes, at, end, 3));
    return isAnswer ? plainOpening('rdp', 'server') : null;
  },
};

function isNegotiation(bytes: Uint8Array, at: number, end: number, type: number): boolean {
  return end - at >= 8 && bytes[at] === type && bytes[at + 2] === 8 && bytes[at + 3] === 0;
}

const msrpc: Service = {
  transports: ['tcp'],
  trusted: { portsOf: 'msrpc' },
  recognise(bytes, start, end) {
    if (end - start < 16 || bytes[start] !== 5 || (bytes[start + 1] ?? 0) > 1) return null;
    const type = bytes[start + 2] ?? 0;
    if (type === 0 || type === 11 || type === 14) return plainOpening('msrpc', 'client');
    return type === 2 || type === 3 || type === 12 || type === 13 || type === 15
      ? plainOpening('msrpc', 'server')
      : null;
  },
};

const mssql: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    // Pre-login: one packet, whose list of options begins with the version.
    if (end - start < 20 || read16(bytes, start + 2) !== end - start || bytes[start + 1] !== 1) return null;
    if (bytes[start + 8] !== 0 || read16(bytes, start + 11) !== 6) return null;
    if (bytes[start] === 0x12) return plainOpening('mssql', 'client');
    return bytes[start] === 4 ? plainOpening('mssql', 'server') : null;
  },
};

/** AS-REQ and TGS-REQ, and their answers and errors: the tags of application classes 10 to 13 and 30. */
const kerberosRequests: ReadonlySet<number> = new Set([0x6a, 0x6c]);
const kerberosAnswers: ReadonlySet<number> = new Set([0x6b, 0x6d, 0x7e]);

const kerberos: Service = {
  transports: ['tcp', 'udp'],
  trusted: { portsOf: 'kerberos' },
  recognise(bytes, start, end) {
    // Over TCP the length stands in front.
    const at = end - start > 8 && read32(bytes, start) === end - start - 4 ? start + 4 : start;
    const tag = bytes[at] ?? 0;
    if (end - at < 8 || ((bytes[at + 1] ?? 0) < 0x80 && (bytes[at + 1] ?? 0) > end - at)) return null;
    if (kerberosRequests.has(tag)) return plainOpening('kerberos', 'client');
    return kerberosAnswers.has(tag) ? plainOpening('kerberos', 'server') : null;
  },
};

/** Bind, unbind, search, modify, add, delete, rename, compare, abandon, extended. */
const ldapRequests: ReadonlySet<number> = new Set([0x60, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, 0x77]);
const ldapAnswers: ReadonlySet<number> = new Set([0x61, 0x64, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x73, 0x78]);

const ldap: Service = {
  transports: ['tcp', 'udp'],
  trusted: { portsOf: 'ldap' },
  recognise(bytes, start, end) {
    // A sequence whose first element is the message id, an integer of one to four octets.
    if (end - start < 7 || bytes[start] !== 0x30) return null;
    const lengthOctets = (bytes[start + 1] ?? 0) < 0x80 ? 0 : (bytes[start + 1] ?? 0) & 0x7f;
    const id = start + 2 + lengthOctets;
    const idLength = bytes[id + 1] ?? 0;
    if (lengthOctets > 4 || bytes[id] !== 2 || idLength < 1 || idLength > 4 || id + 2 + idLength >= end) return null;
    const operation = bytes[id + 2 + idLength] ?? 0;
    if (ldapRequests.has(operation)) return plainOpening('ldap', 'client');
    return ldapAnswers.has(operation) ? plainOpening('ldap', 'server') : null;
  },
};

export const windowsServices: readonly Service[] = [smb, rdp, msrpc, mssql, kerberos, ldap];
