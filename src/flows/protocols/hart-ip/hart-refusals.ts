/** Which response codes say that a command was not carried out (HART TS20307, common table of command response codes). */

/** Ranges of errors; what lies between them is success or a warning. */
const errors: readonly (readonly [from: number, to: number])[] = [
  [1, 7],
  [9, 13],
  [15, 23],
  [28, 29],
  [32, 32],
  [35, 36],
  [64, 95],
];
/** A communication error: the other bits say which. */
const communication = 0x80;

/** Whether a response code is an error. */
export function isHartRefusal(code: number): boolean {
  return code >= communication || errors.some(([from, to]) => code >= from && code <= to);
}
