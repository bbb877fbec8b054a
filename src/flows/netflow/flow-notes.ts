/** What a person should know of the records of an exporter, said once per file. */
import type { FlowProblem } from '../../model/conversation.ts';
import type { Tally } from '../tally.ts';

/** Conversations may be missing. */
export function noteSampling(tally: Tally, unit: FlowProblem['unit'], position: number): void {
  tally.note(
    'the exporter looks at a sample of the packets only, so that conversations may be missing',
    unit,
    position,
  );
}

/** The addresses are nobody's. */
export function noteAnonymised(tally: Tally, unit: FlowProblem['unit'], position: number): void {
  tally.note('the addresses were made anonymous, so that no verdict on them means anything', unit, position);
}

/** Times cannot be compared with the windows of a policy. */
export function noteTimesWithoutZone(tally: Tally, line: number): void {
  const text =
    'times without a time zone are kept as they are written, and no time window is judged by them; the nfcapd file itself has the true times';
  tally.note(text, 'line', line);
}
