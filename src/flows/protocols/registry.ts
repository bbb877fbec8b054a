/** The protocols whose operations are read from captures, one line each. */
import type { Decoder } from './decoder.ts';
import { modbusDecoder } from './modbus.ts';

export const decoders: readonly Decoder[] = [modbusDecoder];
