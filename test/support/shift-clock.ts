/**
 * A ruleset for a kernel whose clock cannot be set: the numbers of its times are moved instead, so that it does now what the
 * ruleset does at another moment. No namespace has a wall clock of its own (time_namespaces(7)).
 */

const day = 86_400;
const week = 7 * day;

/** Moves all times of an exported file by so many seconds. */
export function shiftClock(text: string, seconds: number): string {
  return text
    .split('\n')
    .flatMap((line) =>
      /\bmeta (?:time|day|hour) /.test(line) && /\bgoto \w+$/.test(line) ? shiftRule(line, seconds) : [line],
    )
    .join('\n');
}

function shiftRule(line: string, seconds: number): readonly string[] {
  const dated = line.replaceAll(/meta time (>=|<) (\d+)/g, (_, comparison: string, limit: string) => {
    // Before 1970 is always over, and the kernel knows no such time.
    return `meta time ${comparison} ${Math.max(0, Number(limit) + seconds)}`;
  });
  const found = /meta day (\d)(?:-(\d))?(?: meta hour (\d+)-(\d+))?/.exec(dated);
  if (found === null) {
    if (dated.includes('meta hour')) throw new Error(`hours without days: ${line}`);
    return [dated];
  }
  const [words, first, last = first, from = '0', to = String(day - 1)] = found;
  const rules: string[] = [];
  for (let each = Number(first); each <= Number(last); each++)
    for (const part of shifted(each * day + Number(from), each * day + Number(to), seconds))
      rules.push(dated.replace(words, `meta day ${part.day} meta hour ${part.from}-${part.to}`));
  return rules;
}

interface Part {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

/** A span of a week, moved and cut at midnights; each part lies within one day. */
function shifted(from: number, to: number, seconds: number): readonly Part[] {
  const start = (((from + seconds) % week) + week) % week;
  const parts: Part[] = [];
  for (let at = start; at <= start + (to - from); ) {
    const end = Math.min((Math.floor(at / day) + 1) * day - 1, start + (to - from));
    parts.push({ day: Math.floor(at / day) % 7, from: at % day, to: end % day });
    at = end + 1;
  }
  return parts;
}
