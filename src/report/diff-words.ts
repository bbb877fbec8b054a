/** What a change opens or closes, in plain words. */
import { severities } from '../diagnostics/severity.ts';
import { counted, joinWords } from '../diagnostics/words.ts';
import type { EndpointId } from '../model/plan.ts';
import type {
  DiffApproval,
  DiffConversation,
  DiffEntry,
  DiffHold,
  DiffObjects,
  DiffOperation,
  DiffService,
} from '../model/plan-diff.ts';
import type { IntegerRange } from '../model/plant.ts';
import { knownService, requestWords } from '../model/request-words.ts';
import { formatSpan } from '../model/span.ts';
import { type DiffReport, type DiffSideName, type DiffSummary, isApproved } from './diff-json.ts';
import { countFindings } from './findings-text.ts';

/** The words of a sentence, so that each form of report can set them as it likes. */
export interface EntryWords {
  readonly sources: string;
  /** As `write`, `read and control`, `do anything`. */
  readonly operations: string;
  /** As `holding 120-139 of unit 1`; empty without objects. */
  readonly objects: string;
  readonly destinations: string;
  /** As `modbus on tcp/502, until 2027-03-31 24:00`. */
  readonly how: string;
}

/** What an entry of a comparison and a grant both say. */
export type Entry = Pick<DiffEntry, 'sources' | 'destinations' | 'services' | 'operations' | 'objects' | 'time'>;

export function entryWords(entry: Entry): EntryWords {
  return {
    sources: joinWords(entry.sources.map(endpointWords), 6),
    operations: operationWords(entry.operations),
    objects: entry.objects === null ? '' : joinWords(entry.objects.map(objectsWords)),
    destinations: joinWords(entry.destinations.map(endpointWords), 6),
    how: [servicesWords(entry.services), ...(entry.time === null ? [] : [entry.time])].join(', '),
  };
}

/** What may be done to whom, in one string: `write holding 120-139 of unit 1 of plc-filler`. */
export function deedWords({ operations, objects, destinations }: EntryWords): string {
  return [operations, objects, objects === '' ? '' : 'of', destinations].filter((word) => word !== '').join(' ');
}

/** As `1 opened (1 medium), 0 closed, 2 moved`. */
function changeCounts({ opened, closed, moved, severities: counts }: DiffSummary): string {
  const all = severities.flatMap((severity) => Array.from({ length: counts[severity] }, () => severity));
  return `${opened} opened${opened === 0 ? '' : ` (${countFindings(all)})`}, ${closed} closed, ${moved} moved`;
}

/** As `boundaries hold 1 grant less and 2 grants more`; null where nothing of that changes. */
function heldCounts({ widened, narrowed }: DiffSummary): string | null {
  const counts = [
    ...(widened === 0 ? [] : [`${counted(widened, 'grant')} less`]),
    ...(narrowed === 0 ? [] : [`${counted(narrowed, 'grant')} more`]),
  ];
  return counts.length === 0 ? null : `boundaries hold ${counts.join(' and ')}`;
}

/** As `nothing is opened and nothing is closed; boundaries hold 1 grant less`. */
export function summaryWords(summary: DiffSummary): string {
  const { opened, closed, moved } = summary;
  const held = heldCounts(summary);
  const counts = opened + closed + moved === 0 ? 'nothing is opened and nothing is closed' : changeCounts(summary);
  return held === null ? counts : `${counts}; ${held}`;
}

/** What becomes of a port that boundaries look into, as `widened: enforce: functions is gone, so that ... passes`. */
export function holdWords({ change, base, head, at, opened }: DiffHold): string {
  const written =
    base !== null && head !== null
      ? '`enforce: functions` stays'
      : head !== null
        ? '`enforce: functions` is new'
        : at === null
          ? 'the grant is gone'
          : '`enforce: functions` is gone';
  const openers = joinWords(
    opened.map((each) => `${each.id} ${formatSpan(each.at)}`),
    3,
  );
  const by = opened.length === 0 ? '' : openers;
  switch (change) {
    case 'widened':
      return `${written}; whatever is spoken on its ports passes at a boundary${by === '' ? '' : `, opened by ${by}`}`;
    case 'narrowed':
      return `${written}; only whole requests of its functions pass at a boundary that can tell them, where everything on its ports did${by === '' ? '' : ` by ${by}`}`;
    case 'same':
      return `${written}, which changes nothing at a boundary${by === '' ? '' : `: its ports are open by ${by}`}`;
  }
}

/** As `90 recorded requests would be denied`; null where none would. */
export function deniedWords(changed: readonly DiffConversation[] | null): string | null {
  const denied = (changed ?? []).filter((each) => each.verdict.kind === 'denied');
  const requests = denied.reduce((sum, each) => sum + each.count, 0);
  return requests === 0 ? null : `${counted(requests, 'recorded request')} would be denied`;
}

type WitnessedEntry = Pick<DiffEntry, 'witness' | 'operations' | 'time'>;

/** As `10.20.0.10 -> 10.20.1.11 modbus write write_single_register unit 1 holding 120 on tcp/502`. */
export function witnessWords({ witness, operations, time: limit }: WitnessedEntry): string {
  const { source, destination, protocol, transport, port, operation, object, time } = witness;
  const service = knownService(protocol, transport, port);
  // Where every operation is allowed, one that nobody has a name for shows nothing.
  const shown = operations === null && operation.name === null ? null : operation;
  const request = requestWords({ service, operation: shown, object });
  const ends = [source, destination].map(({ address, endpoint }) => address ?? endpointWords(endpoint));
  return `${ends.join(' -> ')} ${request}${time === null || limit === null ? '' : ` @${time.slice(0, 16)}Z`}`;
}

/** As `scada-1`, `any other address of office`, `the broadcast address of cell`. */
export function endpointWords(id: EndpointId): string {
  const slash = id.indexOf('/');
  const [zone, name] = [id.slice(0, slash), id.slice(slash + 1)];
  if (name === '*') return `any address of ${zone}`;
  return name.startsWith('~') ? `the ${name.slice(1)} addresses of ${zone}` : name;
}

function operationWords(operations: readonly DiffOperation[] | null): string {
  if (operations === null) return 'do anything with';
  const work = operations.filter((each) => each.class !== 'session');
  if (work.length === 0) return 'connect to';
  const byClass = Map.groupBy(work, (each) => each.class);
  return joinWords(
    [...byClass].map(([type, own]) => {
      const names = own.flatMap((each) => each.name ?? []);
      return names.length === 0 ? type : `${type} (${joinWords(names, 6)})`;
    }),
  );
}

/** Where a transport is open to what no protocol names, the protocols that it is open to as well need no list. */
function servicesWords(services: readonly DiffService[]): string {
  const isWhole = ({ ports }: DiffService): boolean => ports.from === 0 && ports.to === 65_535;
  const open = new Set(
    services.filter((each) => each.protocol === null && isWhole(each)).map((each) => each.transport),
  );
  const isListed = (each: DiffService): boolean =>
    each.protocol === null || !isWhole(each) || !open.has(each.transport);
  const left = services.length - services.filter(isListed).length;
  const words = services
    .filter(isListed)
    .map((each) =>
      left > 0 && each.protocol === null && isWhole(each)
        ? `any other protocol on ${each.transport}`
        : serviceWords(each),
    );
  return joinWords([...new Set(words)], 6);
}

function serviceWords({ protocol, transport, ports }: DiffService): string {
  const where = transport === 'icmp' || transport === 'icmpv6' ? transport : `${transport}/${rangeWords(ports)}`;
  if (protocol === null)
    return ports.from === 0 && ports.to === 65_535 ? `anything on ${transport}` : `anything on ${where}`;
  return protocol === transport ? where : `${protocol} on ${where}`;
}

function objectsWords({ units, tables, ranges }: DiffObjects): string {
  const what = [
    ...(tables === null ? [] : [joinWords(tables)]),
    ...(ranges === null ? [] : [joinWords(ranges.map(rangeWords), 6)]),
  ];
  const unit =
    units === null
      ? ''
      : `${units.length === 1 && units[0]?.from === units[0]?.to ? 'unit' : 'units'} ${joinWords(units.map(rangeWords), 6)}`;
  return [what.join(' '), unit].filter((word) => word !== '').join(' of ');
}

function rangeWords({ from, to }: IntegerRange): string {
  return from === to ? String(from) : to >= Number.MAX_SAFE_INTEGER - 4 ? `${from} and up` : `${from}-${to}`;
}

/** As `line-1 (one of carol and dave), for what opens into cell-filling (medium): given`. */
export function approvalWords(report: DiffReport, approval: DiffApproval): string {
  const { owner, zones, severity } = approval;
  const opens = `for what opens into ${joinWords(zones)} (${severity})`;
  if (owner === null)
    return `nobody: ${joinWords(zones)} ${zones.length === 1 ? 'has' : 'have'} no \`owner\` (${severity})`;
  const asked = report.approvedBy === null ? '' : isApproved(report, approval) ? ': given' : ': missing';
  return `${owner}${memberWords(approval.members)}, ${opens}${asked}`;
}

/** ` (carol)`, ` (one of carol and dave)`; empty where nobody is named. */
export function memberWords(members: readonly string[]): string {
  if (members.length === 0) return '';
  return ` (${members.length === 1 ? '' : 'one of '}${joinWords(members)})`;
}

/** A side by what it was called and by its commit; once where both are the same. */
export function sideWords({ name, revision }: DiffSideName): string {
  if (revision === null) return name;
  return name.startsWith(revision) ? revision : `${name} (${revision})`;
}
