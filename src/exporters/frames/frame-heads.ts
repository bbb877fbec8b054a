/**
 * What the first four bytes behind the EtherType say of a request: the frame id of PROFINET (IEC 61158-6-10), behind it
 * service and type of DCP (4.3 there), or the APPID of IEC 61850-8-1 and 61850-9-2.
 */
import { integerSet, intersectIntegers, subtractIntegers } from '../../algebra/integer-set.ts';
import type { OperationEntry, Protocol } from '../../model/catalogue.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';

/** Frames by their first bytes. */
export interface FrameHead {
  /** The first three bytes as a number. */
  readonly lead: IntegerRange;
  /** The fourth byte. */
  readonly type: IntegerRange;
}

type Layout = 'rt' | 'dcp' | 'appid';

const layouts: Readonly<Record<string, Layout>> = {
  'profinet-rt': 'rt',
  'profinet-dcp': 'dcp',
  goose: 'appid',
  'sampled-values': 'appid',
  'gse-management': 'appid',
};

const anyByte: IntegerRange = { from: 0, to: 0xff };
/** Clock synchronisation, cyclic data, alarms and fragments. */
const rtFrameIds: readonly IntegerRange[] = [
  { from: 0x0020, to: 0x0021 },
  { from: 0x0080, to: 0x0081 },
  { from: 0x0100, to: 0xfbff },
  { from: 0xfc01, to: 0xfc01 },
  { from: 0xfe01, to: 0xfe01 },
  { from: 0xff00, to: 0xff8f },
];
const dcpFrameIds = [0xfefc, 0xfefd, 0xfefe, 0xfeff];
const hello = 6;
const request: IntegerRange = { from: 0, to: 0 };
/** Success, and a request that is not supported. */
const responses: readonly IntegerRange[] = [
  { from: 1, to: 1 },
  { from: 5, to: 5 },
];

/** Heads of the requests of a grant; null when they do not tell its protocol or what it asks. */
export function requestHeads(grant: PlanGrant, protocol: Protocol | undefined): readonly FrameHead[] | null {
  const layout = layouts[grant.protocol];
  if (protocol === undefined || layout === undefined) return null;
  if (layout === 'appid') {
    const units = (grant.objects ?? [{ unit: null }]).map((object) => object.unit);
    return units.includes(null) ? null : units.flatMap((unit) => (unit === null ? [] : [headsBehind(unit)]));
  }
  const { operations } = grant;
  const known = protocol.operations;
  if (operations === null) return [null, ...known].flatMap((entry) => headsOf(entry, protocol));
  const session = known.filter((entry) => entry.class === 'session').flatMap((entry) => headsOf(entry, protocol));
  const asked = operations.flatMap(({ class: type, name }) => {
    if (name?.startsWith('code:'))
      return headsOfCode(layout, name.slice(5)).flatMap((head) => meetHeads(head, headsOf(null, protocol)));
    const entries = known.filter((each) => each.class === type && (name === null || each.name === name));
    return (type === 'unknown' && name === null ? [null, ...entries] : entries).flatMap((entry) =>
      headsOf(entry, protocol),
    );
  });
  return [...asked, ...session];
}

/** Heads that only answers to some requests have; null when an answer looks like a request. */
export function answerHeads(protocol: string, requests: readonly FrameHead[] | null): readonly FrameHead[] | null {
  if (layouts[protocol] !== 'dcp' || requests === null) return null;
  const asked = everyService.filter(
    (service) => service !== hello && dcpHeads(service, request).some((head) => meetHeads(head, requests).length > 0),
  );
  return asked.flatMap((service) => responses.flatMap((type) => dcpHeads(service, type)));
}

/** Whether a request, null for one that the catalogue does not list, can be in a frame with such a head. */
export function canCarry(entry: OperationEntry | null, protocol: Protocol | undefined, head: FrameHead): boolean {
  const layout = layouts[protocol?.id ?? ''];
  if (protocol === undefined || layout === undefined || layout === 'appid') return true;
  return meetHeads(head, headsOf(entry, protocol)).length > 0;
}

/** The units that a head names, null where it names none. */
export function unitsIn(protocol: string, { lead }: FrameHead): IntegerRange | null {
  if (layouts[protocol] !== 'appid') return null;
  return { from: Math.floor(lead.from / 0x100), to: Math.floor(lead.to / 0x100) };
}

function meetHeads(a: FrameHead, others: readonly FrameHead[]): readonly FrameHead[] {
  const meet = (one: IntegerRange, other: IntegerRange): IntegerRange => ({
    from: Math.max(one.from, other.from),
    to: Math.min(one.to, other.to),
  });
  return others
    .map((b) => ({ lead: meet(a.lead, b.lead), type: meet(a.type, b.type) }))
    .filter(({ lead, type }) => lead.from <= lead.to && type.from <= type.to);
}

/** Heads of one operation of a protocol of PROFINET. */
function headsOf(entry: OperationEntry | null, protocol: Protocol): readonly FrameHead[] {
  const layout = layouts[protocol.id] ?? 'rt';
  if (entry !== null) return headsOfCode(layout, entry.code);
  if (layout === 'rt') {
    const listed = protocol.operations.flatMap((each) => frameIdsOf(each.code));
    return subtractIntegers(rtFrameIds, integerSet(listed)).map(headsBehind);
  }
  // What a Set writes is in blocks further behind, of which the catalogue does not list all.
  const listed = new Set(protocol.operations.flatMap(({ code }) => (code.includes('.') ? [] : [serviceOf(code)])));
  const sets = protocol.operations.flatMap(({ code }) => (code.includes('.') ? [serviceOf(code)] : []));
  return everyService
    .filter((service) => !listed.has(service) || sets.includes(service))
    .flatMap((service) => dcpHeads(service, request));
}

function headsOfCode(layout: Layout, code: string): readonly FrameHead[] {
  if (layout !== 'dcp') return frameIdsOf(code).map(headsBehind);
  const service = serviceOf(code);
  // A station that says hello asks nothing, whatever the type of its service is.
  return service === null ? [] : dcpHeads(service, service === hello ? anyByte : request);
}

/** `0x8000-0xbfff`. */
function frameIdsOf(code: string): readonly IntegerRange[] {
  const [, from, to = from] = /^(0x[0-9a-f]{4})(?:-(0x[0-9a-f]{4}))?$/.exec(code) ?? [];
  return from === undefined ? [] : intersectIntegers([{ from: Number(from), to: Number(to) }], rtFrameIds);
}

/** `4.2.2`, of which the first number is the service. */
function serviceOf(code: string): number | null {
  const number = Number(/^(\d{1,3})(?:\.|$)/.exec(code)?.[1] ?? 256);
  return number > 255 ? null : number;
}

const everyService: readonly number[] = Array.from({ length: 256 }, (_, service) => service);

function dcpHeads(service: number, type: IntegerRange): readonly FrameHead[] {
  return dcpFrameIds.map((id) => ({ lead: { from: id * 0x100 + service, to: id * 0x100 + service }, type }));
}

/** Frames with some first two bytes. */
function headsBehind(ids: IntegerRange): FrameHead {
  return { lead: { from: ids.from * 0x100, to: ids.to * 0x100 + 0xff }, type: anyByte };
}
