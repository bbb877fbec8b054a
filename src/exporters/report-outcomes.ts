/** What has become of each grant at a boundary: the residual report, and a finding for every one that is not exact. */
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../diagnostics/diagnostic-order.ts';
import type { PlanGrant } from '../model/plan.ts';
import type { Capabilities, ExportRequest, Loss, Residual, ResidualEntry } from './dialect.ts';
import { translationLimits } from './translation/translation-limits.ts';

/** A grant with what it loses. */
export interface Outcome {
  readonly grant: PlanGrant;
  readonly losses: readonly Loss[];
}

export interface Outcomes {
  /** Opened, exactly where nothing is lost. */
  readonly opened: readonly Outcome[];
  /** What no configuration of the dialect says; a grant may be opened with the rest. */
  readonly unsaid: readonly Outcome[];
  /** Not opened, for the safety zone that would be opened too far. */
  readonly unsafe: readonly (Outcome & { readonly zone: string })[];
  /** How many grants do not cross the boundary. */
  readonly elsewhere: number;
}

/** Reports what has become of the grants of a request. */
export function reportOutcomes(
  request: ExportRequest,
  dialect: string,
  capabilities: Capabilities,
  { opened, unsaid, unsafe, elsewhere }: Outcomes,
): { readonly residual: Residual; readonly diagnostics: readonly Diagnostic[] } {
  const sessions = new Set(request.plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : [])));
  const entryOf = createEntries(sessions);
  const exact = opened.filter((each) => each.losses.length === 0);
  const wider = opened.filter((each) => each.losses.length > 0);
  return {
    residual: {
      exact: exact.map((each) => entryOf(each, null)),
      wider: wider.map((each) => entryOf(each, watchedBy(each.losses))),
      refused: [...unsaid, ...unsafe]
        .map((each) => entryOf(each, null))
        .sort((a, b) => (a.grant < b.grant ? -1 : a.grant > b.grant ? 1 : 0)),
      elsewhere,
      guards: [...request.guards].sort((a, b) => (a.name < b.name ? -1 : 1)),
      limits: [...capabilities.limits, ...translationLimits(request, capabilities)],
    },
    diagnostics: orderDiagnostics([
      ...unsaid.map(({ grant, losses }) =>
        diagnose('export/cannot-say', grant.at, { grant: grant.id, dialect, what: describe(losses) }),
      ),
      ...unsafe.map(({ grant, losses, zone }) =>
        diagnose('export/refused', grant.at, {
          grant: grant.id,
          dialect,
          reason: `zone ${zone} is a safety zone, and ${describe(losses)} would be lost`,
        }),
      ),
      ...wider.map(({ grant, losses }) =>
        diagnose('export/wider', grant.at, { grant: grant.id, dialect, lost: describe(losses) }),
      ),
    ]),
  };
}

/** Entries of the report; `sessions` are the windows that are vendor sessions. */
function createEntries(sessions: ReadonlySet<string>): (outcome: Outcome, watched: string | null) => ResidualEntry {
  return ({ grant: { id, from, to, at, windows }, losses }, watched) => {
    const own = windows.filter((window) => sessions.has(window)).sort();
    return { grant: id, from, to, at, sessions: own, losses, watched };
  };
}

function describe(losses: readonly Loss[]): string {
  return losses.map((loss) => `${loss.kind} (${loss.detail})`).join(', ');
}

function watchedBy(losses: readonly Loss[]): string {
  const kinds = new Set(losses.map((loss) => loss.kind));
  if (kinds.has('operations') || kinds.has('objects'))
    return '`zonewright audit` finds it in a capture or a log that shows operations';
  if (kinds.has('replies') || kinds.has('members')) return '`zonewright audit` finds it in a capture';
  return '`zonewright audit` finds it in a capture or a log with times';
}
