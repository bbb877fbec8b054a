/** A ruleset as it would be without the limit of elements per command. */

/** Joins commands that add elements to the same map into one. */
export function joinCommands(text: string): string {
  const joined = text.replaceAll(
    /\n\}\nadd element (\S+ \S+ \S+) \{\n/g,
    (command: string, target: string, at: number) => {
      const before = text.lastIndexOf('\nadd element ', at - 1);
      return text.startsWith(`\nadd element ${target} {`, before) ? ',\n' : command;
    },
  );
  if (joined === text) throw new Error('no two commands for one map');
  return joined;
}
