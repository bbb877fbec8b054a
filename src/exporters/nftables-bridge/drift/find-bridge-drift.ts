/**
 * Compares what runs on a bridge with what the plant says: which frames pass, and from which the bridge learns, not how the
 * rules are written. Whatever the reader does not understand is bounded by what it could do at most.
 */
import type { BoundaryState } from '../../../model/boundary-state.ts';
import type { ExportRequest } from '../../dialect.ts';
import { type ListedTable, parseListing } from '../../nft/read/listing.ts';
import { parseNftText } from '../../nft/read/parse-text.ts';
import { missingInterfaces } from '../../nftables/drift/around.ts';
import { chainsBeside } from '../../nftables/drift/beside.ts';
import { type Drift, describeRunning, olderPolicy } from '../../nftables/drift/find-drift.ts';
import { createRuleWords } from '../../nftables/drift/rule-words.ts';
import { type RunningState, runningState } from '../../nftables/drift/running-state.ts';
import { writtenParts } from '../../nftables/drift/written-parts.ts';
import { listingOf } from '../../nftables/running/listing-of.ts';
import { readRunning } from '../../nftables/running/running-table.ts';
import { createFrameSpace } from '../../proof/frames/frame-space.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { bridgeShape } from '../bridge-candidate.ts';
import { nftablesBridge } from '../nftables-bridge.ts';
import { framesMentionedIn } from '../read-back.ts';
import { portFindings } from './bridge-ports.ts';
import { type FrameFindings, frameFindings } from './frame-findings.ts';
import { conditionsOf, runningBridge } from './running-bridge.ts';

/** Finds the drift of a bridge; `now` in seconds since the epoch. */
export function findBridgeDrift(request: ExportRequest, state: BoundaryState, now: number): Drift {
  const listing = parseListing(state.listing);
  if (listing.value === null) return { kind: 'unreadable', refusal: listing.refusal };
  const { boundary, plan } = request;
  const result = nftablesBridge.render(request);
  const written = parseNftText(result.files.map(({ text }) => text).join(''), 'bridge').value;
  const own = listing.value.tables.find(({ family, name }) => `${family} ${name}` === bridgeShape.table) ?? null;
  const isBridged = state.interfaces.some(({ bridge }) => bridge !== null);
  const families = isBridged ? ['Ethernet frames'] : [];
  const running = runningState(request, own, written, state, { now, shape: bridgeShape, families });
  const nameRule = createRuleWords(state.words);
  const names = bridgeShape.hooks.map(({ name }) => name);
  const chains = chainsBeside(listing.value, {
    plan,
    boundary,
    now,
    interfaces: boundary.interfaces.map(({ name }) => name),
    expected: null,
    families: bridgeShape.families,
    nameRule,
    words: state.words,
    own: own?.chains.filter(({ name }) => running.entry !== null && names.includes(name)) ?? [],
    bridged: true,
  });
  const table = running.entry === null ? null : tableOf(own, state, running);
  const compared = table === null ? nothingCompared : compare(table);
  if ('found' in compared) return { kind: 'unreadable', refusal: compared };
  const older = compared.diagnostics.length > 0 ? olderPolicy(request, running) : [];
  return {
    kind: 'compared',
    diagnostics: [
      ...compared.diagnostics,
      ...running.diagnostics,
      ...older,
      ...missingInterfaces(boundary, state),
      ...portFindings(boundary, state),
      ...chains.flatMap(({ diagnostics }) => diagnostics),
    ],
    facts: {
      running: describeRunning(running, listing.value, compared),
      beside: chains.map(({ diagnostics, ...chain }) => ({ ...chain, findings: diagnostics.length })),
      left: compared.left,
    },
  };

  function compare(each: ListedTable): FrameFindings | Refusal {
    const ports = boundary.interfaces.map(({ name }) => name);
    const bridge = runningBridge(each, (chain) => {
      const mentioned = framesMentionedIn(chain.flat.table);
      return createFrameSpace(mentioned.macs, [...mentioned.interfaces, ...ports], conditionsOf(chain));
    });
    if ('found' in bridge) return bridge;
    return frameFindings(request, result.residual, bridge, {
      nameRule,
      written: writtenParts(written, running.suffix),
      now,
    });
  }
}

const nothingCompared: FrameFindings = {
  diagnostics: [],
  left: { opened: 0, atLeast: false, closed: 0 },
  rules: 0,
  elements: 0,
};

/** The policy that judges now, as if it alone were there; a table that somebody has changed as it is. */
function tableOf(
  own: ListedTable | null,
  { listing }: BoundaryState,
  { trialUntil }: RunningState,
): ListedTable | null {
  const running = readRunning(listing, bridgeShape);
  if (running.kind !== 'table') return own;
  const judging = trialUntil === null ? running.confirmed : (running.trial ?? running.confirmed);
  const one = parseListing(listingOf(listing, judging.judge, bridgeShape)).value;
  return one?.tables[0] ?? own;
}
