/** Reasons of guards that say more about the machine than about the Rego, so that they are not kept for the next time. */
export const tooLong = 'working it out without a conversation takes too long';
export const tooMuch = 'working it out without a conversation takes too much memory';

export function isOfMachine(reason: string): boolean {
  return reason.endsWith(tooLong) || reason.endsWith(tooMuch);
}
