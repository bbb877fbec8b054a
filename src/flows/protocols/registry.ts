/** The protocols whose operations are read from captures, one line each. */
import type { Decoder } from './decoder.ts';
import { dnp3Decoder } from './dnp3/dnp3.ts';
import { ethernetIpDecoder } from './ethernet-ip/ethernet-ip.ts';
import { iec104Decoder } from './iec-104/iec-104.ts';
import { modbusDecoder } from './modbus.ts';
import { s7commDecoder } from './s7comm/s7comm.ts';

export const decoders: readonly Decoder[] = [
  dnp3Decoder,
  ethernetIpDecoder,
  iec104Decoder,
  modbusDecoder,
  s7commDecoder,
];
