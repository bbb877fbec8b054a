/**
 * What a bridge must let through, read off the grants and the residual report without what the exporters read off them:
 * each opened grant, its answers, and group frames where the sender's own zone allows them too. A grant that is neither
 * opened nor refused, and a part that is left out without a word, are objections.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { Capabilities, ExportRequest, Residual } from '../../dialect.ts';
import type { Opened } from '../excess.ts';
import { type Account, accountsOf, createTimes, expectLoss, type Objection, sessionsOf } from '../expected.ts';
import { crossingGrants } from './crossing-grants.ts';
import { createFrameSets, type GroupFrames, type Returned } from './frame-sets.ts';
import { hasOtherServices } from './frame-shapes.ts';
import type { FrameSpace } from './frame-space.ts';
import type { FrameStations } from './frame-stations.ts';

export interface ExpectedFrames {
  /** For each opened grant, all of its frames and their answers. */
  readonly grants: readonly { readonly grant: PlanGrant; readonly frames: DiagramNode }[];
  readonly objections: readonly Objection[];
  /** What is opened for whatever is asked there. */
  readonly opened: readonly Opened[];
  readonly returned: readonly Returned[];
}

/** What a grant opens, before it is put together with the others. */
interface Part {
  readonly grant: PlanGrant;
  readonly account: Account;
  readonly first: DiagramNode;
  /** Answers that may be requests as well. */
  readonly replies: DiagramNode;
  readonly toldReplies: DiagramNode;
  readonly groups: readonly GroupFrames[];
}

/** What the frames of a request must be. */
export function expectedFrames(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  stations: FrameStations,
  space: FrameSpace,
): ExpectedFrames {
  const { diagrams } = space;
  const accounts = accountsOf(residual);
  const objections: Objection[] = [];
  const { crossing, interfaces } = crossingGrants(request);
  const isOpened = ({ id }: PlanGrant): boolean => (accounts.get(id)?.opened ?? null) !== null;
  const times = createTimes(request.plan.windows, capabilities);
  const sets = createFrameSets({ request, interfaces, stations, space, opened: crossing.filter(isOpened), times });
  const waited = sessionsOf(request.plan);
  const parts: Part[] = [];
  for (const grant of crossing) {
    const account = accounts.get(grant.id) ?? { opened: null, refused: null };
    const object = (what: string): void => void objections.push({ grant: grant.id, what });
    if (account.opened === null) {
      if (account.refused === null) object('is neither opened nor refused');
      continue;
    }
    const losses = account.opened;
    if (!capabilities.sessions && grant.windows.some((id) => waited.has(id)))
      object('is opened, and waits for a vendor session that cannot be opened there');
    if (hasOtherServices(grant)) expectLoss(account, 'services', 'has services that are not opened', object);
    checkStations(grant, stations, account, object);
    const between = sets.between(grant, losses, object);
    const groups = sets.groups(grant, losses, object);
    if (groups.some((each) => each.partly)) expectLoss(account, 'members', 'has group frames that do not pass', object);
    if (groups.some((each) => each.untold)) expectLoss(account, 'replies', 'has frames that cannot come back', object);
    parts.push({
      grant,
      account,
      first: diagrams.union([between.first, ...groups.map((each) => each.first)]),
      replies: diagrams.union([between.replies, ...groups.map((each) => each.replies)]),
      toldReplies: diagrams.union([between.toldReplies, ...groups.map((each) => each.toldReplies)]),
      groups,
    });
  }
  const begun = diagrams.union(parts.map((part) => part.first));
  for (const part of parts) checkDeclared(part, parts, begun, space, objections);
  const ids = new Set(crossing.map((grant) => grant.id));
  for (const id of accounts.keys())
    if (!ids.has(id)) objections.push({ grant: id, what: 'does not cross the boundary' });
  if (residual.elsewhere !== request.grants.length - crossing.length)
    objections.push({ grant: '', what: `${residual.elsewhere} grants are said not to cross the boundary` });
  return {
    grants: parts.map(({ grant, first, replies, toldReplies }) => ({
      grant,
      frames: diagrams.union([first, replies, toldReplies]),
    })),
    objections,
    opened: sets.opened(),
    returned: sets.returned(),
  };
}

function checkStations(
  grant: PlanGrant,
  { of, unclear }: FrameStations,
  account: Account,
  object: (what: string) => void,
): void {
  const ends = [...grant.sources, ...grant.destinations.filter((endpoint) => !endpoint.includes('/~'))];
  if (ends.some((endpoint) => !of.has(endpoint) && !unclear.has(endpoint)))
    expectLoss(account, 'members', 'has endpoints without addresses', object);
  if (ends.some((endpoint) => unclear.has(endpoint)))
    expectLoss(account, 'addresses', 'has addresses that mean two endpoints', object);
}

/** What goes beyond a grant must be declared: answers that nobody may begin with, and zones that a group frame reaches. */
function checkDeclared(
  { grant, account, replies, groups }: Part,
  parts: readonly Part[],
  begun: DiagramNode,
  { diagrams }: FrameSpace,
  objections: Objection[],
): void {
  const says = (kind: string): boolean => (account.opened ?? []).some((loss) => loss.kind === kind);
  if (!diagrams.within(replies, begun) && !says('replies'))
    objections.push({ grant: grant.id, what: 'lets those who answer begin as well, and no loss says so' });
  const reached = groups.some(({ first, besides }) =>
    besides.some(({ zone, frames }) => {
      const meant = parts
        .filter((part) => part.grant.to === zone)
        .flatMap((part) => part.groups.map((each) => each.first));
      return !diagrams.within(diagrams.intersect(first, frames ?? everything), diagrams.union([nothing, ...meant]));
    }),
  );
  if (reached && !says('members'))
    objections.push({ grant: grant.id, what: 'lets group frames into another zone, and no loss says so' });
}
