/**
 * Protocols that open with a line of text: SSH (RFC 4253 4.2), HTTP (RFC 9112 3, RFC 9113 3.4), FTP (RFC 959), SMTP
 * (RFC 5321), POP3 (RFC 1939), IMAP (RFC 9051), RFB (RFC 6143 7.1), syslog (RFC 5424), SIP (RFC 3261).
 */
import { type Opening, type OpeningFact, plainOpening, type Service, startsWithText } from './service.ts';

const longestLine = 1024;

const httpMethods = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE '];

const ssh: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    if (!startsWithText(bytes, start, end, 'SSH-2.0-') && !startsWithText(bytes, start, end, 'SSH-1.')) return null;
    return { protocol: 'ssh', sender: 'either', facts: software(firstLine(bytes, start, end), 8) };
  },
};

const http: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    const first = bytes[start] ?? 0;
    // All of them begin with a capital letter.
    if (first < 0x41 || first > 0x5a) return null;
    if (startsWithText(bytes, start, end, 'HTTP/1.')) return plainOpening('http', 'server');
    if (startsWithText(bytes, start, end, 'PRI * HTTP/2.0')) return plainOpening('http', 'client');
    const isRequest = httpMethods.some((method) => startsWithText(bytes, start, end, method));
    return isRequest && namesHttpVersion(bytes, start, end) ? plainOpening('http', 'client') : null;
  },
};

const rfb: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  // Both sides send the same line, the server first.
  recognise: (bytes, start, end) =>
    /^RFB \d{3}\.\d{3}$/.test(firstLine(bytes, start, end)) ? plainOpening('vnc', 'server') : null,
};

const ftp = lineService('ftp', /^220[ -]/, /^(USER|AUTH|FEAT|SYST|OPTS)\b/);
const smtp = lineService('smtp', /^220[ -]/, /^(EHLO|HELO)\b/);
const pop3 = lineService('pop3', /^\+OK\b/, /^(USER|CAPA|APOP|AUTH)\b/);
const imap = lineService('imap', /^\* (OK|PREAUTH)\b/, /^\S+ (CAPABILITY|LOGIN|STARTTLS|AUTHENTICATE)\b/i);

const syslog: Service = {
  transports: ['udp', 'tcp'],
  trusted: { portsOf: 'syslog' },
  recognise: (bytes, start, end) =>
    /^<\d{1,3}>/.test(firstLine(bytes, start, Math.min(end, start + 5))) ? plainOpening('syslog', 'client') : null,
};

const sip: Service = {
  transports: ['udp', 'tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    const line = firstLine(bytes, start, end);
    if (line.startsWith('SIP/2.0 ')) return plainOpening('sip', 'server');
    return /^[A-Z]+ \S+ SIP\/2\.0$/.test(line) ? plainOpening('sip', 'client') : null;
  },
};

export const textServices: readonly Service[] = [ssh, http, rfb, ftp, smtp, pop3, imap, syslog, sip];

/** A service whose greeting and commands others could send too, so that its ports have to agree. */
function lineService(protocol: string, greeting: RegExp, command: RegExp): Service {
  return {
    transports: ['tcp'],
    trusted: { portsOf: protocol },
    recognise(bytes, start, end): Opening | null {
      const line = firstLine(bytes, start, end);
      if (greeting.test(line)) return plainOpening(protocol, 'server');
      return command.test(line) ? plainOpening(protocol, 'client') : null;
    },
  };
}

/** The software that a banner names behind its version. */
function software(line: string, from: number): readonly OpeningFact[] {
  const value = line.slice(from);
  return value === '' ? [] : [{ about: 'sender', field: 'description', value }];
}

/** The bytes up to the end of the line, as text of one byte a character. */
function firstLine(bytes: Uint8Array, start: number, end: number): string {
  const line = bytes.subarray(start, Math.min(end, start + longestLine));
  const stop = line.findIndex((byte) => byte === 13 || byte === 10);
  return String.fromCharCode(...(stop < 0 ? line : line.subarray(0, stop)));
}

/** RTSP has the same methods; only the version at the end of the line tells them apart. */
function namesHttpVersion(bytes: Uint8Array, start: number, end: number): boolean {
  const lineEnd = bytes.subarray(start, Math.min(end, start + 4096)).indexOf(13);
  return lineEnd >= 0 && startsWithText(bytes, start + lineEnd - 8, end, 'HTTP/1.');
}
