/** The station names in a configuration frame 1 or 2 (IEEE C37.118.2-2011 6.4). */
import { read16 } from '../../capture/bytes.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';

const nameBytes = 16;
/** Name, id, format, numbers of phasors, analogues and digital words. */
const headBytes = 26;
const mostUnits = 256;

/** Passes on the name of each unit of the stream; the contents begin at `start`. */
export function identifyUnits(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  const count = Math.min(read16(bytes, start + 4), mostUnits);
  let at = start + 6;
  for (let index = 0; index < count && end - at >= headBytes; index++) {
    output.identify('server', read16(bytes, at + nameBytes), 'name', latin1Text(bytes, at, at + nameBytes));
    const phasors = read16(bytes, at + 20);
    const analogues = read16(bytes, at + 22);
    const digitals = read16(bytes, at + 24);
    const names = 16 * (phasors + analogues + 16 * digitals);
    // Conversion factors, nominal frequency, count of changes.
    at += headBytes + names + 4 * (phasors + analogues + digitals) + 4;
  }
}
