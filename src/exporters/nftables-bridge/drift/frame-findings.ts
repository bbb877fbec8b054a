/** What passes a running bridge and should not, what should and does not, and what rules that nobody understands do at most. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import { foreignText, quote } from '../../../diagnostics/words.ts';
import type { DriftLeft } from '../../../model/drift.ts';
import type { PlanGrant } from '../../../model/plan.ts';
import type { ExportRequest, Residual } from '../../dialect.ts';
import { unknownAxis } from '../../nft/trace/packet-model.ts';
import type { NameRule } from '../../nftables/drift/rule-words.ts';
import { wayWords } from '../../nftables/drift/tell-packet.ts';
import type { WrittenParts } from '../../nftables/drift/written-parts.ts';
import { followPoint } from '../../nftables/trace/follow-packet.ts';
import type { Point } from '../../proof/find-point.ts';
import { compareFrames, type FrameComparison } from '../../proof/frames/frame-comparison.ts';
import { findFrame, formatFrame, frameAt } from '../../proof/frames/frame-packet.ts';
import { type FramePair, framePairs } from '../../proof/frames/frame-pairs.ts';
import { frameAxes, framesWith } from '../../proof/frames/frame-space.ts';
import { learntFault } from '../../proof/frames/prove-frames.ts';
import type { Difference } from '../../proof/prove.ts';
import { lastMoment } from '../../proof/wire-space.ts';
import { nftablesBridge } from '../nftables-bridge.ts';
import { frameValue, noState, passingFrames, type RunningBridge, type RunningHook } from './running-bridge.ts';

export interface FrameFindings {
  readonly diagnostics: readonly Diagnostic[];
  readonly left: DriftLeft;
  readonly rules: number;
  readonly elements: number;
}

export interface FrameWords {
  readonly nameRule: NameRule;
  readonly written: WrittenParts;
  /** Seconds since the epoch: what was different before is over. */
  readonly now: number;
}

/** Pairs of zones that are looked at, and findings of a kind. */
const mostPairs = 200;
const mostFindings = 20;

export function frameFindings(
  request: ExportRequest,
  residual: Residual,
  bridge: RunningBridge,
  words: FrameWords,
): FrameFindings {
  const comparison = compareFrames(request, nftablesBridge.capabilities, residual, [bridge], bridge.conditions);
  const { space, expected } = comparison;
  const { diagrams } = space;
  const future = framesWith(space, frameAxes.moment, [{ from: Math.max(0, Math.floor(words.now)), to: lastMoment }]);
  const [last, first] = [passingFrames(bridge.forward, space), passingFrames(bridge.arrive, space)];
  const certain = diagrams.intersect(last.certain, first.certain);
  const atMost = diagrams.intersect(last.atMost, first.atMost);
  const wanted = diagrams.union(expected.grants.map(({ frames }) => frames));
  const now = (frames: DiagramNode): DiagramNode => diagrams.intersect(frames, future);
  const teller = createTeller(comparison, bridge, words);
  const open = openFindings(request, comparison, now(diagrams.subtract(certain, wanted)), teller);
  const closed = closedFindings(request, comparison, now(diagrams.subtract(wanted, atMost)), teller);
  const may = (frames: DiagramNode) => framePairs(comparison, request.boundary, now(frames), 6).pairs;
  const mayOpen = may(diagrams.subtract(atMost, diagrams.union([certain, wanted])));
  const mayClose = may(diagrams.subtract(diagrams.intersect(wanted, atMost), certain));
  const learnt = learntFault(comparison, request, nftablesBridge.capabilities, first.atMost);
  const chains = bridge.forward.running.flat.table.chains;
  return {
    diagnostics: [
      ...open.diagnostics,
      ...(learnt === null ? [] : [learntFinding(request, learnt)]),
      ...unclearFindings(request, bridge, 'drift/may-open', mayOpen, words),
      ...unclearFindings(request, bridge, 'drift/may-close', mayClose, words),
      ...closed.diagnostics,
    ],
    left: { opened: open.left, atLeast: open.atLeast, closed: closed.left },
    rules: chains.reduce((sum, chain) => sum + chain.rules.length, 0),
    elements: bridge.forward.running.flat.table.sets.reduce((sum, set) => sum + set.elements.length, 0),
  };
}

/** What decides about the frame at a point of the space. */
type Teller = (point: Point) => string;

function createTeller({ space }: FrameComparison, bridge: RunningBridge, { nameRule, written }: FrameWords): Teller {
  const follow = ({ running, modelOf }: RunningHook, point: Point) => {
    const whole = [...point];
    for (let number = 0; number < bridge.conditions; number++) whole[unknownAxis(space.diagrams, number)] = 0;
    const way = followPoint(running.ruleset, { model: modelOf(space), valueAt: frameValue(space) }, noState, whole);
    return { way, words: wayWords(way, { running, nameRule, written }) };
  };
  return (point) => {
    const first = bridge.arrive === null ? null : follow(bridge.arrive, point);
    return first?.way.verdict === 'drop' ? first.words : follow(bridge.forward, point).words;
  };
}

interface Told {
  readonly diagnostics: readonly Diagnostic[];
  readonly left: number;
}

/** What the same rule lets through, into safety zones or not, is one finding. */
function openFindings(
  request: ExportRequest,
  comparison: FrameComparison,
  frames: DiagramNode,
  tell: Teller,
): Told & { readonly atLeast: boolean } {
  const { boundary } = request;
  const { pairs, complete } = framePairs(comparison, boundary, frames, mostPairs);
  const isSafety = safetyIn(request);
  const told = pairs.map((pair) => ({ pair, through: tell(pair.point), safety: isSafety(pair.to) }));
  const groups = [...Map.groupBy(told, ({ through, safety }) => `${safety} ${through}`).values()];
  const inOrder = groups.sort((a, b) => Number(b[0]?.safety ?? false) - Number(a[0]?.safety ?? false));
  const diagnostics = inOrder.slice(0, mostFindings).flatMap((group): readonly Diagnostic[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { pair, through, safety } = first;
    const alike = new Set(group.map((each) => JSON.stringify([each.pair.from, each.pair.to])));
    return [
      diagnose(safety ? 'drift/open-safety' : 'drift/open', null, {
        boundary: boundary.id,
        from: pair.from,
        to: pair.to,
        others: alike.size - 1,
        misplaced: pair.misplaced,
        services: servicesOf(
          group.map((each) => each.pair).filter(({ from, to }) => from === pair.from && to === pair.to),
        ),
        sometimes: false,
        witness: pair.witness,
        through,
      }),
    ];
  });
  return { diagnostics, left: Math.max(0, groups.length - mostFindings), atLeast: !complete };
}

function closedFindings(
  request: ExportRequest,
  { space, expected }: FrameComparison,
  frames: DiagramNode,
  tell: Teller,
): Told {
  const isSafety = safetyIn(request);
  const closed = expected.grants.flatMap(({ grant, frames: own }) => {
    const lost = space.diagrams.intersect(own, frames);
    const point = lost === nothing ? null : findFrame(space, lost);
    return point === null ? [] : [{ grant, point, through: tell(point), witness: formatFrame(frameAt(space, point)) }];
  });
  const groups = [...Map.groupBy(closed, ({ grant, through }) => `${isSafety(grant.to)} ${through}`).values()];
  const diagnostics = groups.slice(0, mostFindings).flatMap((group): readonly Diagnostic[] => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    const { grant, witness, through } = first;
    const related = others.map((each) => ({
      at: each.grant.at,
      what: `grant ${quote(each.grant.id)} does not pass either, as ${foreignText(each.witness)}`,
    }));
    const args = {
      boundary: request.boundary.id,
      grant: grant.id,
      from: grant.from,
      to: grant.to,
      others: others.length,
      services: [serviceOf(grant)],
      sometimes: false,
      witness,
      through,
    };
    return [diagnose(isSafety(grant.to) ? 'drift/closed-safety' : 'drift/closed', grant.at, args, related)];
  });
  return { diagnostics, left: Math.max(0, groups.length - mostFindings) };
}

function unclearFindings(
  { boundary }: ExportRequest,
  { unknowns }: RunningBridge,
  code: 'drift/may-open' | 'drift/may-close',
  pairs: readonly FramePair[],
  { nameRule }: FrameWords,
): readonly Diagnostic[] {
  const [pair] = pairs;
  const [unknown] = unknowns;
  if (pair === undefined || unknown === undefined) return [];
  const { chain, rule } = unknown;
  return [
    diagnose(code, null, {
      boundary: boundary.id,
      rule: nameRule(chain, rule),
      count: unknowns.length,
      extent: [...new Set(pairs.map(({ from, to, service }) => `${service} from ${zoneOf(from)} to ${zoneOf(to)}`))],
      witness: pair.witness,
      show: `nft --handle list chain ${chain.family} ${chain.table} ${chain.name}`,
    }),
  ];
}

/** What the bridge learns is not judged by the chain `forward` any more. */
function learntFinding({ boundary }: ExportRequest, { what, witness }: Difference): Diagnostic {
  const effect = `lets through, or stops, more than it should before the bridge learns from it: a frame that ${what}, ${witness}`;
  const show = 'nft list chain bridge zonewright arrive';
  return diagnose('drift/bypass', null, { boundary: boundary.id, what: 'the chain arrive', effect, show });
}

function safetyIn({ plan }: ExportRequest): (zones: string | null) => boolean {
  const safe = new Set(plan.zones.filter(({ safety }) => safety).map(({ id }) => id));
  return (zones) => zones?.split(', ').some((zone) => safe.has(zone)) ?? false;
}

function servicesOf(pairs: readonly FramePair[]): readonly string[] {
  return [...new Set(pairs.map(({ service }) => service))];
}

function serviceOf({ protocol, services }: PlanGrant): string {
  const types = services.flatMap(({ transport, ports }) => (transport === 'ethernet' ? [ports] : []));
  const words = types.map(({ from, to }) => [from, to].map((type) => `0x${type.toString(16).padStart(4, '0')}`));
  return `${protocol} by ethernet ${words.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ')}`;
}

function zoneOf(zone: string | null): string {
  return zone ?? 'stations of no zone';
}
