/** `zonewright explain`: the verdict on one written conversation, with the grant or the nearest miss. */

import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { describeVerdict, serviceOf } from '../../evaluator/audit.ts';
import { readConversation } from '../../evaluator/written-conversation.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { describeGrants, type ExplainAnswer, type ExplainReport, renderExplanation } from '../../report/explain.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { Format, PlantFlags } from '../flags.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';

export interface ExplainFlags extends PlantFlags {
  readonly format: Format;
}

export async function explain(this: CliContext, flags: ExplainFlags, ...words: readonly string[]): Promise<void> {
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked, folder } = compiled;
  const judge = openJudge(bundle, checked.catalogue);
  const now = nowSeconds(this.process.env);
  const context = { plan: bundle.plan, catalogue: checked.catalogue, buckets: judge.buckets, now };
  const written = readConversation(words.join(' '), context);
  if (written.kind === 'unreadable') throw new PlatformError('usage', written.reason);
  const judgements = judge.judgeAll(written.keys);
  const answers = written.keys.flatMap((key, index): ExplainAnswer[] => {
    const judgement = judgements[index];
    if (judgement === undefined) return [];
    const verdict = describeVerdict(judgement.verdict);
    return [
      {
        source: {
          address: key.source,
          zone: judgement.source.attributes.zone,
          asset: judgement.source.attributes.asset,
        },
        destination: {
          address: key.destination,
          zone: judgement.destination.attributes.zone,
          asset: judgement.destination.attributes.asset,
        },
        service: serviceOf(judgement, key),
        operation: key.operation,
        object: key.object,
        verdict,
        grants: describeGrants(verdict.grants, bundle.plan),
      },
    ];
  });
  const report: ExplainReport = {
    schema: 'zonewright/explain/v1',
    policy: policyName(bundle),
    time: new Date(written.time * 1000).toISOString(),
    activeWindows: judge.buckets.windowsIn(judge.buckets.bucketOf(written.time * 1_000_000)),
    answers,
  };
  const { stdout } = this.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(renderExplanation(report, { palette: paletteFor(stdout, this), lines }));
  this.process.exitCode = answers.some((answer) => answer.verdict.kind !== 'allowed')
    ? exitCodes.findings
    : exitCodes.clean;
}
