/** LLDP (IEEE 802.1AB): neighbours announce who they are. Nothing is asked; the names are what is of use. */
import { formatIpv4 } from '../../algebra/ip-address.ts';
import type { IdentityField } from '../../model/identity.ts';
import { read16, read32 } from '../capture/bytes.ts';
import { absent } from '../observation-sink.ts';
import type { Decoder, OperationOutput } from './decoder.ts';
import { latin1Text } from './shared/text.ts';

const chassis = 1;
const systemName = 5;
const systemDescription = 6;
const managementAddress = 8;
/** Subtypes of a chassis id that are text: component, interface, port component, local. */
const textSubtypes: ReadonlySet<number> = new Set([1, 2, 3, 6, 7]);
const ipv4Family = 1;
const mostElements = 128;

export const lldpDecoder: Decoder = {
  protocol: 'lldp',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe: (bytes, start, end) => (end - start >= 4 && (bytes[start] ?? 0) >>> 1 === chassis ? 'client' : 'no'),
  prepare: () => (output) => {
    const read = (bytes: Uint8Array, start: number, end: number): number => {
      output.concealed();
      readElements(bytes, start, end, output);
      return end;
    };
    return { client: read, server: read, lost: () => {} };
  },
};

/** Type of 7 bits, length of 9, contents; type 0 ends the list. */
function readElements(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  let at = start;
  for (let count = 0; count < mostElements && end - at >= 2; count++) {
    const head = read16(bytes, at);
    const from = at + 2;
    const to = from + (head & 0x1ff);
    if (head >>> 9 === 0 || to > end) return;
    readElement(head >>> 9, bytes, from, to, output);
    at = to;
  }
}

function readElement(type: number, bytes: Uint8Array, from: number, to: number, output: OperationOutput): void {
  const say = (field: IdentityField, value: string): void => output.identify('client', absent, field, value);
  if (type === chassis && textSubtypes.has(bytes[from] ?? 0)) say('name', latin1Text(bytes, from + 1, to));
  else if (type === systemName) say('hostname', latin1Text(bytes, from, to));
  else if (type === systemDescription) say('description', latin1Text(bytes, from, to));
  else if (type === managementAddress && bytes[from] === 5 && bytes[from + 1] === ipv4Family && to - from >= 6)
    say('ip-address', formatIpv4(read32(bytes, from + 2)));
}
