/** Waiting for what a kernel does in its own time. */

/** Asks again until it is so; a test's own time limit ends what never is. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
