/** IEEE C37.118.2 synchrophasors: commands to a measurement unit, and the frames that it sends. */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createFramedDialogue } from '../shared/framed-dialogue.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import { commandFrame, frameHeaderBytes, frameLength, frameType } from './synchrophasor-frame.ts';
import { identifyUnits } from './synchrophasor-identity.ts';

const configuration1 = 2;
const configuration2 = 3;
const frameTypes = 8;

export const synchrophasorDecoder: Decoder = {
  protocol: 'synchrophasor',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    const length = frameLength(bytes, start, end);
    if (length === 0) return 'no';
    if (length < 0 || length > end - start) return 'more';
    return frameType(bytes, start) === commandFrame ? 'client' : 'server';
  },
  prepare(lookup) {
    const frames = Array.from({ length: frameTypes }, (_, type) => lookup(String(type)));
    const commands = createOperationCache(lookup, (word) => `${commandFrame}.${word}`);
    return (output) => openSynchrophasor(frames, commands, output);
  },
};

function openSynchrophasor(
  frames: readonly (readonly KnownOperation[])[],
  commands: OperationCache,
  output: OperationOutput,
): Dialogue {
  let named = -1;

  function message(_from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const type = frameType(bytes, at);
    const unit = read16(bytes, at + 4);
    const known = type === commandFrame ? commands(read16(bytes, at + frameHeaderBytes)) : (frames[type] ?? []);
    for (const { operation, table } of known) output.operation(operation, unit, table, absent, absent, 0);
    // A unit repeats its configuration; what it says does not change within a connection.
    if ((type !== configuration1 && type !== configuration2) || named === unit) return;
    named = unit;
    identifyUnits(bytes, at + frameHeaderBytes, end, output);
  }

  return createFramedDialogue({ lengthAt: frameLength, message }, output);
}
