/** `zonewright audit`: judges recorded traffic. */
import { type AuditParts, assembleAudit } from '../../evaluator/audit.ts';
import { placeDevices } from '../../evaluator/place-devices.ts';
import { withMacVendors } from '../../flows/identity/mac-vendor.ts';
import type { AuditReport } from '../../model/audit.ts';
import type { Conversation } from '../../model/conversation.ts';
import type { SeenDevice } from '../../model/devices.ts';
import type { DeviceIdentity } from '../../model/identity.ts';
import type { Plan } from '../../model/plan.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { loadMacVendors } from '../../platform/mac-vendors.ts';
import { renderAudit } from '../../report/audit-text.ts';
import { shellWord } from '../../report/shell-word.ts';
import type { AuditFlags } from '../audit-flags.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor } from '../exit-code.ts';
import { judgeFlows } from '../judge-flows.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';
import { reportUnread } from '../read-files.ts';
import { existingSessionLog, loadSessions } from '../session-log.ts';

export async function audit(this: CliContext, flags: AuditFlags, ...flows: readonly string[]): Promise<void> {
  if (flags.follow) {
    await (await import('./follow.ts')).follow(this, flags, flows);
    return;
  }
  const files = listFlowFiles(flows, this.cwd);
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked, folder } = compiled;
  const sessions = await loadSessions(existingSessionLog(flags, folder, this.cwd), bundle.plan);
  const judge = openJudge(bundle, checked.catalogue, sessions.value);
  const { inputs, conversations, judgements, devices } = await judgeFlows(this, files, {
    ...compiled,
    judge,
    scope: flags.scope,
    decoder: flags.decoder,
  });
  const parts: AuditParts = {
    policy: policyName(bundle),
    inputs,
    conversations,
    judgements,
    sessions: sessions.diagnostics,
    catalogue: checked.catalogue,
    plan: bundle.plan,
    devices: flags.format === 'text' ? [] : await describeDevices(devices, conversations, bundle.plan),
  };
  const report = assembleAudit(parts);
  this.log.debug(judge.counts(), 'decisions');
  writeReport(this, report, flags);
  this.process.exitCode = reportUnread(this, inputs)
    ? 2
    : exitCodeFor(
        report.findings.map((finding) => finding.severity),
        flags.failOn,
      );
}

/** Only where they are printed: the registry of MAC addresses is large. */
async function describeDevices(
  devices: readonly DeviceIdentity[],
  conversations: readonly Conversation[],
  plan: Plan,
): Promise<SeenDevice[]> {
  return placeDevices(withMacVendors(devices, conversations, await loadMacVendors()), plan);
}

function writeReport(context: CliContext, report: AuditReport, flags: AuditFlags): void {
  const { stdout } = context.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (flags.format === 'ndjson') {
    for (const conversation of report.conversations) stdout.write(`${JSON.stringify(conversation)}\n`);
    const { conversations: _conversations, ...rest } = report;
    stdout.write(`${JSON.stringify(rest)}\n`);
  } else {
    const show = flags.all ? 'all' : 'findings';
    stdout.write(renderAudit(report, { palette: paletteFor(stdout, context), show, ask: askWith(flags) }));
  }
}

/** Explain must read the same plant, the same address domain and the same sessions. */
function askWith({ plant, scope, sessions }: AuditFlags): string {
  const given = [
    ['--plant', plant],
    ['--scope', scope],
    ['--sessions', sessions],
  ] as const;
  const words = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, shellWord(value)]));
  return ['zonewright explain', ...words].join(' ');
}
