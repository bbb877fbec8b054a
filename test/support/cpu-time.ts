/** Time that a piece of work costs, whatever else the machine is busy with. */

/** Runs it and says how much processor time it took, in milliseconds. */
export function timed<T>(run: () => T): { readonly value: T; readonly took: number } {
  const start = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(start);
  return { value, took: (user + system) / 1000 };
}
