/** `zonewright check`: parse, schema, references, rules; no output artefact. */
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { counted } from '../../diagnostics/words.ts';
import { checkReport } from '../../report/check-json.ts';
import { countFindings, renderFindings } from '../../report/findings-text.ts';
import { findingNotices } from '../../report/review/notice.ts';
import { isNoticeForm, type NoticeForm, renderNotices } from '../../report/review/render-notices.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor } from '../exit-code.ts';
import type { FailOnFlags, Format, PlantFlags } from '../flags.ts';
import { loadChecked } from '../load-plant.ts';
import { noticeFrame } from '../notice-frame.ts';
import { paletteFor } from '../palette.ts';

export interface CheckFlags extends PlantFlags, FailOnFlags {
  readonly format: Format | NoticeForm;
}

export async function check(this: CliContext, flags: CheckFlags): Promise<void> {
  const { folder, result } = await loadChecked(this, flags.plant);
  const { value, diagnostics } = result;
  const severities = diagnostics.map((each) => findingOf(each).severity);
  const report = checkReport(value.plan, diagnostics);
  const { stdout } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (isNoticeForm(flags.format)) {
    const frame = await noticeFrame(value.plan.plant, folder.root, flags.failOn);
    stdout.write(renderNotices(flags.format, findingNotices(report.findings), frame));
  } else {
    const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
    const text = renderFindings(diagnostics, { palette: paletteFor(stdout, this), lines });
    if (text !== '') stdout.write(`${text}\n`);
    const { zones, assets, conduits, grants } = report.summary;
    const size = [
      counted(zones, 'zone'),
      counted(assets, 'asset'),
      counted(conduits, 'conduit'),
      counted(grants, 'grant'),
    ];
    stdout.write(`${value.plan.plant}: ${size.join(', ')}; ${countFindings(severities)}\n`);
  }
  this.process.exitCode = exitCodeFor(severities, flags.failOn);
}
