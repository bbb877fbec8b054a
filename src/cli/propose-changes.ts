/** One proposal for each source, destination and service among denied conversations. */
import type { Judge, Judgement } from '../evaluator/judge.ts';
import type { BoundaryDrop } from '../model/boundary-drop.ts';
import type { ConversationKey } from '../model/conversation.ts';
import type { ExplainChange } from '../model/explain.ts';
import type { CompiledPlant } from './compile-or-explain.ts';
import { type ProposalRequest, proposeChange } from './propose-change.ts';

/** A conversation that is explained. */
export interface AskedConversation {
  readonly key: ConversationKey;
  /** Seconds since the epoch; null when the source does not say. */
  readonly time: number | null;
  /** How often it was seen; null for a written one. */
  readonly count: number | null;
  /** What a boundary did with it, where its log shows it. */
  readonly drop: BoundaryDrop | null;
  /** What a grant for it says as its reason. */
  readonly reason: string;
}

export interface ProposalsRequest extends Pick<ProposalRequest, 'grants' | 'sessions' | 'cwd'> {
  readonly asked: readonly AskedConversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
}

/** A connection can hold many denials; each proposal is tried on the whole plant. */
const mostProposals = 4;

export async function proposeChanges(
  plant: CompiledPlant,
  judge: Judge,
  { asked, judgements, grants, sessions, cwd }: ProposalsRequest,
): Promise<readonly ExplainChange[]> {
  const denied = asked.map((each, index) => ({ ...each, index })).filter((each) => isDenied(judgements[each.index]));
  const groups = [...Map.groupBy(denied, ({ key }) => groupOf(key)).values()];
  const changes: ExplainChange[] = [];
  for (const group of groups.slice(0, mostProposals)) {
    const [first] = group;
    if (first === undefined) continue;
    const { time, reason } = first;
    const proposal = await proposeChange(plant, judge, {
      keys: group.map(({ key }) => key),
      time,
      reason,
      grants,
      sessions,
      cwd,
    });
    changes.push({ ...proposal, answers: group.map(({ index }) => index) });
  }
  const left = groups.slice(mostProposals).flat();
  if (left.length === 0) return changes;
  const reason = 'there are more denied conversations; ask about their frames one by one';
  return [...changes, { kind: 'none', answers: left.map(({ index }) => index), reason, at: null }];
}

function isDenied(judgement: Judgement | undefined): boolean {
  return judgement?.verdict.kind === 'denied';
}

function groupOf(key: ConversationKey): string {
  const { scope, source, destination, transport, port, protocol, bucket } = key;
  return JSON.stringify([scope, source, destination, transport, port, protocol, bucket]);
}
