/** What the page of a change says of it as a whole: who must agree, the configurations of boundaries, and what nobody can tell. */
import { formatSpan, type Span } from '../../model/span.ts';
import { enforcementWords, isSame, patchWords, presenceWords, shownLines } from '../configuration-words.ts';
import type { DiffConfiguration, DiffPatch, DiffReport } from '../diff-json.ts';
import { approvalWords, holdWords } from '../diff-words.ts';
import { joined, type Markup, markup, noMarkup } from '../markup.ts';

export function changeNotes(report: DiffReport): Markup {
  return joined([
    approvalsOf(report),
    heldOf(report),
    ...(report.boundaries ?? []).map(configurationOf),
    uncomparedOf(report),
  ]);
}

function approvalsOf(report: DiffReport): Markup {
  if (report.approvals.length === 0) return noMarkup;
  return markup`<section class="elsewhere approvals"><h3>Needs approval</h3><ul>${report.approvals.map(
    (approval) => markup`<li>${approvalWords(report, approval)}</li>`,
  )}</ul></section>`;
}

function heldOf({ held }: DiffReport): Markup {
  if (held.length === 0) return noMarkup;
  return markup`<section class="elsewhere"><h3>Held at boundaries</h3><ul>${held.map((hold) => {
    const { grant, change, severity, base, head, at } = hold;
    const places = [
      ...(head === null && at === null ? [] : [`now ${formatSpan(head ?? (at as Span))}`]),
      ...(base === null ? [] : [`before ${formatSpan(base)}`]),
    ];
    return markup`<li>${change === 'widened' ? markup`<strong class="severity ${severity}">${severity}</strong> ` : noMarkup}<strong>${change}</strong> <code>${grant}</code> <span class="place">${places.join(', ')}</span>: ${holdWords(hold)}</li>`;
  })}</ul></section>`;
}

function configurationOf(configuration: DiffConfiguration): Markup {
  const { id, enforcement, files } = configuration;
  const title = markup`<h3>Boundary ${id} ${presenceWords(configuration)}</h3>`;
  if (isSame(configuration))
    return markup`<section class="elsewhere boundary">${title}<p>Its configuration stays as it is.</p></section>`;
  const grants = enforcement.map(
    (each) =>
      markup`<li><code>${each.grant}</code> <span class="place">${formatSpan(each.at)}</span>: ${enforcementWords(each)}</li>`,
  );
  const patches = files.map(
    (file) => markup`<li><details><summary>${patchWords(file)}</summary><pre>${patchLines(file)}</pre></details></li>`,
  );
  return markup`<section class="elsewhere boundary">${title}<ul>${grants}${patches}</ul></section>`;
}

function patchLines({ patch }: DiffPatch): Markup {
  return joined(shownLines(patch).map((line) => markup`${line}`));
}

function uncomparedOf({ uncompared }: DiffReport): Markup {
  if (uncompared.length === 0) return noMarkup;
  return markup`<section class="elsewhere"><h3>Not compared, since only the compiled policy can judge it</h3><ul>${uncompared.map(
    ({ name, side }) => markup`<li>${name}, ${side === 'both' ? 'changed' : `only in the ${side}`}</li>`,
  )}</ul></section>`;
}
