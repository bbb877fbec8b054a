/**
 * Lets OPA judge conditions that are not evaluated here, such as those with regular expressions: where every value is
 * known that a condition reads, OPA's answer is exact, whatever the condition calls.
 */
import type { RegoCompiler, RegoExpression, RegoResidue } from '../port.ts';
import type { Pending } from './question.ts';

export interface OpaJudge {
  readonly compiler: Pick<RegoCompiler, 'partial'>;
  /** Of the plant, by path. */
  readonly modules: Readonly<Record<string, string>>;
  readonly residue: Pick<RegoResidue, 'support'>;
}

/** By what a component reads, whether it holds; or why it could not be judged. */
export type Judgement = ReadonlyMap<string, boolean> | 'failed' | 'late';

/** One judgement for each component. */
export async function judgeByOpa(judge: OpaJudge, pending: readonly Pending[]): Promise<readonly Judgement[]> {
  const patience = { timeouts: 4 };
  const answers: Judgement[] = [];
  for (let from = 0; from < pending.length; ) {
    let to = from + 1;
    for (let size = sizeOf(pending[from]); to < pending.length; to++) {
      size += sizeOf(pending[to]);
      if (size > inputsAtATime) break;
    }
    answers.push(...(await judgeTogether(judge, pending.slice(from, to), patience)));
    from = to;
  }
  return answers;
}

/** More than this takes OPA too much memory, and too long for its limit. */
const inputsAtATime = 20_000;

function sizeOf(pending: Pending | undefined): number {
  return pending?.inputs.size ?? 0;
}

/** Requests that may still come too late; counts down. */
interface Patience {
  timeouts: number;
}

async function judgeTogether(
  judge: OpaJudge,
  pending: readonly Pending[],
  patience: Patience,
): Promise<readonly Judgement[]> {
  const answer = patience.timeouts > 0 ? await askOpa(judge, pending) : 'late';
  if (answer === 'late') patience.timeouts -= 1;
  if (typeof answer !== 'string') return answer;
  // One condition that OPA cannot evaluate must not take the others with it.
  if (pending.length === 1 || patience.timeouts <= 0) return pending.map(() => answer);
  const middle = pending.length >> 1;
  const first = await judgeTogether(judge, pending.slice(0, middle), patience);
  return [...first, ...(await judgeTogether(judge, pending.slice(middle), patience))];
}

async function askOpa(
  { compiler, modules, residue }: OpaJudge,
  pending: readonly Pending[],
): Promise<readonly ReadonlyMap<string, boolean>[] | 'failed' | 'late'> {
  const support = residue.support.filter((each) => each.source !== '');
  const answer = await compiler.partial({
    modules: {
      ...modules,
      ...Object.fromEntries(support.map(({ source }, index) => [`zonewright-support-${index}.rego`, source])),
      'zonewright-judge.rego': ['package zonewright_judge', ...pending.map(ruleText)].join('\n\n'),
    },
    data: { zonewright_inputs: pending.map(({ inputs }) => [...inputs.values()]) },
    query: 'data.zonewright_judge.holds[pair]',
    // Nothing is unknown, so that nothing is left over; a condition on the keyed data does not get here.
    unknowns: [],
    limitMs,
  });
  if (answer.kind === 'failed') return answer.errors.some((each) => lateCodes.includes(each.code)) ? 'late' : 'failed';
  const held = heldPairs(answer.queries);
  if (held === null) return 'failed';
  return pending.map(
    ({ inputs }, index) => new Map([...inputs.keys()].map((key, at) => [key, held.has(`${index} ${at}`)] as const)),
  );
}

const limitMs = 10_000;
const lateCodes = ['rego_timeout', 'rego_memory'];

/** The texts of a residue are conditions that OPA reads again as they are. */
function ruleText({ component }: Pending, index: number): string {
  const body = component.body.map((each) => `\t${each.text.replaceAll('\n', '\n\t')}`).join('\n');
  return [
    `condition_${index} if {\n${body}\n}`,
    `holds contains [${index}, at] if {\n\tsome at, point in data.zonewright_inputs[${index}]\n\tcondition_${index} with input as point\n}`,
  ].join('\n\n');
}

/** The pairs of answers `pair = [0, 1]`; null when anything else is left. */
function heldPairs(queries: readonly (readonly RegoExpression[])[]): ReadonlySet<string> | null {
  const pairs = queries.map(([condition, ...more]) => {
    const { terms } = condition?.ast ?? {};
    if (more.length > 0 || !Array.isArray(terms)) return null;
    const array = (terms as readonly Operand[]).find((each) => each.type === 'array');
    return array === undefined ? null : (array.value as readonly Operand[]).map((each) => each.value).join(' ');
  });
  return pairs.includes(null) ? null : new Set(pairs.flatMap((each) => each ?? []));
}

/** A term, of which only literals are looked at. */
interface Operand {
  readonly type: string;
  readonly value?: unknown;
}
