/** Lines of source files for excerpts; each file is cut into lines once, when the first line of it is asked for. */

/** One line without its line break; null when the file or the line is not there. */
export type SourceLines = (file: string, line: number) => string | null;

/** Serves the lines of files that are in memory. */
export function sourceLinesOf(files: Iterable<{ readonly path: string; readonly text: string }>): SourceLines {
  const texts = new Map<string, string>();
  for (const { path, text } of files) texts.set(path, text);
  const cut = new Map<string, readonly string[]>();
  return (file, line) => {
    const text = texts.get(file);
    if (text === undefined) return null;
    let lines = cut.get(file);
    if (lines === undefined) {
      lines = text.split(/\r\n|\n|\r/);
      cut.set(file, lines);
    }
    return lines[line - 1] ?? null;
  };
}

/** For findings whose files are not at hand. */
export const noSourceLines: SourceLines = () => null;
