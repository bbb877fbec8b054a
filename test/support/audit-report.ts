/** What `audit` reports of files, for plants in memory. */
import { scopeFinder } from '../../src/cli/scope-finder.ts';
import { plainPalette } from '../../src/diagnostics/palette.ts';
import { assembleAudit } from '../../src/evaluator/audit.ts';
import type { AuditReport } from '../../src/model/audit.ts';
import { renderAudit } from '../../src/report/audit-text.ts';
import type { ExplainedPlant } from './explained-plant.ts';
import { readContents } from './read-conversations.ts';

/** The report on files by their names, in the order in which they are read, and its text with everything in it. */
export async function auditFiles(
  { plant, judge }: ExplainedPlant,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<{ readonly report: AuditReport; readonly text: string }> {
  const { bundle, checked } = plant;
  const contents = Object.entries(files).map(([file, content]) => ({ file, content }));
  const { conversations, readings } = await readContents(contents, {
    catalogue: checked.catalogue,
    scopeOf: scopeFinder(bundle.plan, undefined),
    bucketOf: judge.buckets.bucketOf,
  });
  const report = assembleAudit({
    policy: { digest: '', revision: null, plant: bundle.plan.plant },
    inputs: readings.map(({ format, statistics, problems }, index) => ({
      file: contents[index]?.file ?? '',
      format,
      problems,
      ...statistics,
    })),
    conversations,
    judgements: judge.judgeAll(conversations),
    catalogue: checked.catalogue,
    plan: bundle.plan,
    devices: [],
  });
  return { report, text: renderAudit(report, { palette: plainPalette, show: 'all', ask: 'zonewright explain' }) };
}

/** Each conversation in a line: who asks for what, the verdict, what the boundary did, and the finding. */
export function reportLines({ conversations, findings }: AuditReport): string[] {
  return conversations.map(({ source, service, operation, verdict, enforcement }, index) => {
    const found = findings
      .filter((each) => each.conversation === index)
      .map(({ code, severity }) => `${code} ${severity}`);
    const who = source.asset ?? source.address;
    const what = `${service.port ?? service.transport} ${operation?.name ?? '-'}`;
    return `${who} ${what}: ${verdict.kind}, ${enforcement?.action ?? '-'}, ${found.join() || '-'}`;
  });
}
