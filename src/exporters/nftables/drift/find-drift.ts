/**
 * Compares what runs on a boundary with what the plant says: which packets pass, not how the rules are written. Whatever the
 * reader does not understand is bounded by what it could do at most.
 */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { BoundaryState } from '../../../model/boundary-state.ts';
import type { DriftFacts, DriftLeft, RunningPolicy } from '../../../model/drift.ts';
import type { ExportRequest } from '../../dialect.ts';
import { type ListedChain, type ListedTable, type Listing, parseListing } from '../../nft/read/listing.ts';
import { parseNftText } from '../../nft/read/parse-text.ts';
import type { NftTable } from '../../nft/read/ruleset.ts';
import { expectedOf } from '../../proof/expected.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { table as ownTable } from '../generation.ts';
import { nftables } from '../nftables.ts';
import { routerShape } from '../running/table-shape.ts';
import { aroundBoundary } from './around.ts';
import { isAsWritten } from './as-written.ts';
import { chainsBeside } from './beside.ts';
import { closedFindings } from './closed-findings.ts';
import { type CompareOptions, type Comparison, compareRunning } from './compare-running.ts';
import type { DifferenceContext } from './difference-context.ts';
import { openFamilies, openFindings } from './open-findings.ts';
import { createRuleWords } from './rule-words.ts';
import { type Running, runningOf, withUnclearRules } from './running.ts';
import { type RunningState, runningState } from './running-state.ts';
import { tellPacket } from './tell-packet.ts';
import { translationDrift, withoutChains } from './translation-drift.ts';
import { liveFindings, unclearFindings } from './unclear-findings.ts';
import { writtenParts } from './written-parts.ts';

/** What was found, or why nothing can be said. */
export type Drift =
  | { readonly kind: 'compared'; readonly diagnostics: readonly Diagnostic[]; readonly facts: DriftFacts }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

/** Finds the drift of a boundary; `now` in seconds since the epoch. */
export function findDrift(request: ExportRequest, state: BoundaryState, now: number): Drift {
  const listing = parseListing(state.listing);
  if (listing.value === null) return { kind: 'unreadable', refusal: listing.refusal };
  const { boundary, plan } = request;
  const result = nftables.render(request);
  const written = parseNftText(result.files.map(({ text }) => text).join('')).value;
  const own = listing.value.tables.find(({ family, name }) => `${family} ${name}` === ownTable) ?? null;
  const running = runningState(request, own, written, state, { now, shape: routerShape, families: familiesOf(state) });
  const options: CompareOptions = {
    expected: expectedOf(request, nftables.capabilities, result.residual),
    interfaces: boundary.interfaces.map(({ name }) => name),
    now,
  };
  const nameRule = createRuleWords(state.words);
  const isJudged = own !== null && running.entry !== null;
  const translation = isJudged
    ? translationDrift(request, state.listing, nftables.capabilities.isInterfaceName)
    : { diagnostics: [], chains: new Set<string>() };
  const chains = chainsBeside(listing.value, {
    ...options,
    plan,
    boundary,
    nameRule,
    words: state.words,
    own:
      running.entry === null
        ? []
        : [running.entry, ...(own?.chains ?? []).filter(({ name }) => translation.chains.has(name))],
    families: routerShape.families,
    bridged: state.interfaces.some(({ isBridge, bridge }) => isBridge || bridge !== null),
  });
  const around = [...aroundBoundary(boundary, state), ...chains.flatMap(({ diagnostics }) => diagnostics)];
  const compared =
    own === null || running.entry === null
      ? nothingCompared
      : compareTable(
          withoutChains(own, translation.chains),
          running.entry,
          { written, suffix: running.suffix, options },
          (each) => ({
            plan,
            boundary,
            behind: new Set(boundary.interfaces.flatMap(({ zones }) => zones)),
            expected: options.expected,
            teller: { running: each, nameRule, written: writtenParts(written, running.suffix) },
            now,
          }),
        );
  if ('found' in compared) return { kind: 'unreadable', refusal: compared };
  const older = compared.diagnostics.length + translation.diagnostics.length > 0 ? olderPolicy(request, running) : [];
  return {
    kind: 'compared',
    diagnostics: [...compared.diagnostics, ...translation.diagnostics, ...running.diagnostics, ...older, ...around],
    facts: {
      running: describeRunning(running, listing.value, compared),
      beside: chains.map(({ diagnostics, ...chain }) => ({ ...chain, findings: diagnostics.length })),
      left: compared.left,
    },
  };
}

interface Compared {
  readonly diagnostics: readonly Diagnostic[];
  readonly left: DriftLeft;
  readonly rules: number;
  readonly elements: number;
}

const nothingCompared: Compared = {
  diagnostics: [],
  left: { opened: 0, atLeast: false, closed: 0 },
  rules: 0,
  elements: 0,
};

interface Wanted {
  readonly written: NftTable | null;
  readonly suffix: string;
  readonly options: CompareOptions;
}

function compareTable(
  table: ListedTable,
  entry: ListedChain,
  { written, suffix, options }: Wanted,
  contextOf: (running: Running) => DifferenceContext,
): Compared | Refusal {
  const { running } = runningOf(table, entry, new Set());
  if (running !== null && isAsWritten(running, written, suffix)) return { ...nothingCompared, ...sizeOf(running) };
  const found = withUnclearRules(table, entry, (each) => {
    const comparisons = ([4, 6] as const).map((family) => compareRunning(family, each, options));
    return { comparisons, refusal: comparisons.find(({ refusal }) => refusal !== null)?.refusal ?? null };
  });
  if ('found' in found) return found;
  const { comparisons } = found.answer;
  const context = contextOf(found.running);
  const everything = openFamilies(comparisons, options.now);
  const rest = comparisons.filter((each) => !everything.includes(each));
  const open = openFindings(rest, context);
  const closed = closedFindings(comparisons, context);
  return {
    diagnostics: [
      ...unfiltered(everything, context),
      ...open.diagnostics,
      ...liveFindings(rest, context, new Set([...open.causes, ...closed.causes])),
      ...unclearFindings(rest, context),
      ...closed.diagnostics,
    ],
    left: { opened: open.left, atLeast: open.atLeast, closed: closed.left },
    ...sizeOf(found.running),
  };
}

function sizeOf({ flat }: Running): Pick<Compared, 'rules' | 'elements'> {
  return {
    rules: flat.table.chains.reduce((sum, chain) => sum + chain.rules.length, 0),
    elements: flat.table.sets.reduce((sum, set) => sum + set.elements.length, 0),
  };
}

function unfiltered(comparisons: readonly Comparison[], context: DifferenceContext): readonly Diagnostic[] {
  const [first] = comparisons;
  if (first === undefined) return [];
  const told = tellPacket(first.space, first.opened, context.teller);
  const families = comparisons.map(({ space }) => `IPv${space.family}`);
  const why = `${told?.through ?? 'its rules'} lets everything through`;
  return [diagnose('drift/unfiltered', null, { boundary: context.boundary.id, why, families })];
}

function familiesOf({ forwarding }: BoundaryState): readonly string[] {
  return [...(forwarding.ipv4 ? ['IPv4'] : []), ...(forwarding.ipv6 ? ['IPv6'] : [])];
}

/** Said beside differences where another policy of the plant runs. */
export function olderPolicy(
  { boundary, revision }: ExportRequest,
  { judging, isOfPlant }: RunningState,
): readonly Diagnostic[] {
  if (judging === null || isOfPlant !== false) return [];
  const running = judging.revision === null ? `model ${judging.model}` : `revision ${judging.revision}`;
  const wanted = revision === null ? 'another state of its files' : `revision ${revision}`;
  return [diagnose('drift/older-policy', null, { boundary: boundary.id, running, wanted })];
}

export function describeRunning(
  { state, judging, isOfPlant, trialUntil, sessions }: RunningState,
  { version }: Listing,
  { rules, elements }: Pick<Compared, 'rules' | 'elements'>,
): RunningPolicy {
  return {
    state,
    revision: judging?.revision ?? null,
    model: judging?.model ?? null,
    isOfPlant,
    trialUntil,
    sessions,
    nft: version,
    rules,
    elements,
  };
}
