/** Reads captures and logs, and judges every conversation in them. */
import { withForwardedPorts } from '../compiler/catalogue/forwarded-ports.ts';
import type { CheckedPlant } from '../compiler/compile.ts';
import type { Judge, Judgement } from '../evaluator/judge.ts';
import type { AuditInput } from '../model/audit-input.ts';
import type { Conversation } from '../model/conversation.ts';
import type { DeviceIdentity } from '../model/identity.ts';
import type { FlowFile } from '../platform/flow-files.ts';
import type { CliContext } from './context.ts';
import { readFiles } from './read-files.ts';
import { scopeFinder } from './scope-finder.ts';

export interface FlowSetting {
  readonly checked: CheckedPlant;
  readonly judge: Judge;
  /** Address domain of traffic that does not say it. */
  readonly scope: string | undefined;
  /** Who reads the protocols that have no decoder here; `native` unless said otherwise. */
  readonly decoder?: 'native' | 'tshark';
}

export interface JudgedFlows {
  readonly inputs: readonly AuditInput[];
  readonly conversations: readonly Conversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
  /** What the traffic told about devices. */
  readonly devices: readonly DeviceIdentity[];
}

export async function judgeFlows(
  context: CliContext,
  files: readonly FlowFile[],
  { checked, judge, scope, decoder }: FlowSetting,
): Promise<JudgedFlows> {
  const flows = {
    catalogue: withForwardedPorts(checked.catalogue, checked.plan),
    scopeOf: scopeFinder(checked.plan, scope),
    bucketOf: judge.buckets.bucketOf,
    bucketUnit: judge.buckets.bucketUnit,
  };
  const { inputs, aggregator } = await readFiles(context, files, flows, decoder);
  const conversations = aggregator.conversations();
  return { inputs, conversations, judgements: judge.judgeAll(conversations), devices: aggregator.devices() };
}
