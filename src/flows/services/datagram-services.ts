/**
 * Services in datagrams: DNS and its multicast forms (RFC 1035 4.1.1, RFC 6762, RFC 4795), TFTP (RFC 1350), DHCP
 * (RFC 2131 2), Telnet's negotiation (RFC 854) and PostgreSQL's start (protocol 3.0, 55.7) over TCP.
 */
import { formatIpv4 } from '../../algebra/ip-address.ts';
import { macText } from '../capture/addresses.ts';
import { read16, read32 } from '../capture/bytes.ts';
import { latin1Text } from '../protocols/shared/text.ts';
import { type OpeningFact, plainOpening, type Service } from './service.ts';

function nameService(protocol: 'dns' | 'mdns' | 'llmnr'): Service {
  return {
    transports: protocol === 'dns' ? ['udp', 'tcp'] : ['udp'],
    trusted: { portsOf: protocol },
    recognise(bytes, start, end) {
      // Over TCP the length stands in front.
      const at = end - start > 14 && read16(bytes, start) === end - start - 2 ? start + 2 : start;
      if (end - at < 12) return null;
      const flags = read16(bytes, at + 2);
      const questions = read16(bytes, at + 4);
      const records = read16(bytes, at + 6) + read16(bytes, at + 8) + read16(bytes, at + 10);
      const opcode = (flags >>> 11) & 15;
      if (opcode > 6 || questions + records === 0 || questions + records > 512) return null;
      return plainOpening(protocol, (flags & 0x8000) === 0 ? 'client' : 'server');
    },
  };
}

const tftp: Service = {
  transports: ['udp'],
  trusted: { portsOf: 'tftp' },
  recognise(bytes, start, end) {
    const opcode = read16(bytes, start);
    return end - start >= 4 && opcode >= 1 && opcode <= 2 ? plainOpening('tftp', 'client') : null;
  },
};

const dhcpHostName = 12;
const dhcpVendorClass = 60;

const dhcp: Service = {
  transports: ['udp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    if (end - start < 240 || read32(bytes, start + 236) !== 0x63825363) return null;
    const operation = bytes[start];
    if (operation !== 1 && operation !== 2) return null;
    const sender = operation === 1 ? 'client' : 'server';
    return { protocol: 'dhcp', sender, facts: operation === 1 ? dhcpFacts(bytes, start, end) : [] };
  },
};

/** What a client says about itself, told of the address that it has, else of its MAC address. */
function dhcpFacts(bytes: Uint8Array, start: number, end: number): readonly OpeningFact[] {
  const own = read32(bytes, start + 12);
  const mac = macText(bytes, start + 28);
  const about = { address: own === 0 ? mac : formatIpv4(own) };
  const facts: OpeningFact[] = own === 0 ? [] : [{ about, field: 'mac-address', value: mac }];
  for (let at = start + 240; end - at >= 2 && bytes[at] !== 255; ) {
    const code = bytes[at] ?? 0;
    const to = at + 2 + (bytes[at + 1] ?? 0);
    if (to > end) break;
    if (code === dhcpHostName) facts.push({ about, field: 'hostname', value: latin1Text(bytes, at + 2, to) });
    if (code === dhcpVendorClass) facts.push({ about, field: 'description', value: latin1Text(bytes, at + 2, to) });
    at = code === 0 ? at + 1 : to;
  }
  return facts;
}

const interpretAsCommand = 255;

const telnet: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  // Options are negotiated in threes: IAC, WILL to DONT, the option.
  recognise: (bytes, start, end) =>
    end - start >= 3 &&
    bytes[start] === interpretAsCommand &&
    isNegotiation(bytes[start + 1]) &&
    (bytes[start + 2] ?? 99) <= 49
      ? plainOpening('telnet', 'either')
      : null,
};

function isNegotiation(verb: number | undefined): boolean {
  return verb !== undefined && verb >= 251 && verb <= 254;
}

const postgresql: Service = {
  transports: ['tcp'],
  trusted: 'any-port',
  recognise(bytes, start, end) {
    if (end - start < 8 || read32(bytes, start) !== end - start) return null;
    const version = read32(bytes, start + 4);
    // Protocol 3.0, or the wish to encrypt.
    return version === 0x00030000 || version === 0x04d2162f ? plainOpening('postgresql', 'client') : null;
  },
};

export const datagramServices: readonly Service[] = [
  nameService('dns'),
  nameService('mdns'),
  nameService('llmnr'),
  tftp,
  dhcp,
  telnet,
  postgresql,
];
