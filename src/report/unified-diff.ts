/** The difference of two texts as `git apply` reads it: hunks with three lines around each change (Myers 1986). */

const around = 3;
/** Changed lines beyond which the search for the shortest difference is given up; changes of a few lines are its use. */
const mostChanges = 2000;

/** The texts of one file before and after a change. */
export interface ChangedText {
  /** With `/`, as it should stand behind `a/` and `b/`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** One line of the difference: kept, removed or added. */
interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Empty for equal texts. */
export function unifiedDiff({ path, before, after }: ChangedText): string {
  if (before === after) return '';
  const lines = diffLines(linesOf(before), linesOf(after));
  return `--- ${nameOf('a', path)}\n+++ ${nameOf('b', path)}\n${hunksOf(lines).join('')}`;
}

/** Git quotes what is more than printable ASCII; a tab ends a name that has a blank in it. */
function nameOf(side: 'a' | 'b', path: string): string {
  const name = `${side}/${path}`;
  if (/^[\x21-\x7e ]*$/.test(name) && !/["\\]/.test(name)) return name.includes(' ') ? `${name}\t` : name;
  const bytes = [...new TextEncoder().encode(name)];
  const quoted = bytes.map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `"${quoted.join('')}"`;
}

/** Lines with their ends, so that a missing one at the end of the file is seen. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const middle = shortestEdit(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...before.slice(0, head).map(kept), ...middle, ...before.slice(before.length - tail).map(kept)];
}

/** The furthest lines reached on each diagonal, round by round; then the way back. */
function shortestEdit(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const rounds: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= Math.min(before.length + after.length, mostChanges); changes++) {
    rounds.push(new Map(reached));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = startOf(reached, diagonal, changes);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return wayBack(rounds, before, after);
    }
    reached = new Map(reached);
  }
  return [...before.map(removed), ...after.map(added)];
}

function startOf(reached: ReadonlyMap<number, number>, diagonal: number, changes: number): number {
  const left = reached.get(diagonal - 1) ?? -1;
  const right = reached.get(diagonal + 1) ?? -1;
  return diagonal === -changes || (diagonal !== changes && left < right) ? right : left + 1;
}

function wayBack(
  rounds: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let x = before.length;
  let y = after.length;
  for (let changes = rounds.length - 1; changes >= 0; changes--) {
    const reached = rounds[changes] ?? new Map<number, number>();
    const diagonal = x - y;
    const left = reached.get(diagonal - 1) ?? -1;
    const right = reached.get(diagonal + 1) ?? -1;
    const isDown = diagonal === -changes || (diagonal !== changes && left < right);
    const fromX = isDown ? right : left;
    const fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0) && x > 0 && y > 0 && before[x - 1] === after[y - 1]) {
      lines.push(kept(before[--x] ?? ''));
      y--;
    }
    if (changes === 0) break;
    if (isDown) lines.push(added(after[--y] ?? ''));
    else lines.push(removed(before[--x] ?? ''));
  }
  return lines.reverse();
}

function hunksOf(lines: readonly DiffLine[]): readonly string[] {
  const hunks: string[] = [];
  let [oldLine, newLine, at] = [1, 1, 0];
  while (at < lines.length) {
    const change = lines.findIndex((line, index) => index >= at && line.sign !== ' ');
    if (change < 0) break;
    const start = Math.max(at, change - around);
    oldLine += start - at;
    newLine += start - at;
    let end = change;
    for (let index = change; index < lines.length && index <= end + 2 * around; index++)
      if (lines[index]?.sign !== ' ') end = index;
    const shown = lines.slice(start, end + 1 + around);
    const olds = shown.filter((line) => line.sign !== '+').length;
    const news = shown.filter((line) => line.sign !== '-').length;
    hunks.push(`@@ -${rangeOf(oldLine, olds)} +${rangeOf(newLine, news)} @@\n${shown.map(lineText).join('')}`);
    oldLine += olds;
    newLine += news;
    at = start + shown.length;
  }
  return hunks;
}

/** A hunk without lines on one side names the line before it. */
function rangeOf(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`;
}

function lineText({ sign, text }: DiffLine): string {
  return text.endsWith('\n') ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`;
}

function kept(text: string): DiffLine {
  return { sign: ' ', text };
}

function removed(text: string): DiffLine {
  return { sign: '-', text };
}

function added(text: string): DiffLine {
  return { sign: '+', text };
}
