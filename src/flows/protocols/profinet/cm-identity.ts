/**
 * Names and identification records in the context manager: the station name of who connects (ARBlockReq), and I&M0, the
 * identification and maintenance record of a module (PROFIBUS & PROFINET International, profile I&M 3.2).
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';
import { argumentBytes } from './cm-records.ts';
import { rpcHeaderBytes } from './dce-rpc.ts';

const relationBlock = 0x0101;
const nameLengthAt = 56;
const readAnswerHeader = 0x8009;
const readAnswerBytes = 64;
const identification0 = 0x0020;
const identificationBytes = 60;

/** Passes on the station name of a controller that connects. */
export function readInitiatorName(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  const at = start + rpcHeaderBytes + argumentBytes;
  if (end - at < nameLengthAt + 2 || read16(bytes, at) !== relationBlock) return;
  const from = at + nameLengthAt + 2;
  const to = from + read16(bytes, at + nameLengthAt);
  if (to <= end) output.identify('client', absent, 'name', latin1Text(bytes, from, to));
}

/** Passes on what an I&M0 record tells, when the answer carries one. */
export function identifyByRecord(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  const header = start + rpcHeaderBytes + argumentBytes;
  const at = header + readAnswerBytes;
  if (end - at < identificationBytes || read16(bytes, header) !== readAnswerHeader) return;
  if (read16(bytes, at) !== identification0) return;
  const slot = read16(bytes, header + 28);
  const unit = slot === 0 ? absent : slot;
  output.identify('server', unit, 'order-number', latin1Text(bytes, at + 8, at + 28));
  output.identify('server', unit, 'serial-number', latin1Text(bytes, at + 28, at + 44));
  output.identify('server', unit, 'hardware', String(read16(bytes, at + 44)));
  const revision = [bytes[at + 47], bytes[at + 48], bytes[at + 49]].join('.');
  output.identify('server', unit, 'firmware', `${latin1Text(bytes, at + 46, at + 47)}${revision}`);
}
