/** Which grants, and which parts of them, recorded traffic did not use. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { OperationClass } from '../../model/catalogue.ts';
import type { EndpointId } from '../../model/plan.ts';
import { isActiveBetween } from '../activity.ts';
import type { AnalysisContext, Question } from '../analysis-context.ts';
import { endpointWords } from '../conversation-words.ts';
import { openedClasses } from '../opened-classes.ts';
import type { Opening } from '../opening.ts';
import type { Usage, UsedConversation } from '../usage.ts';

/** Says nothing of grants that held at no time of the recording: they could not be used. */
export const askUse: Question = function* (context): Generator<Diagnostic> {
  const { usage, openings } = context;
  if (usage === null) return;
  const uses = usesOf(context, usage);
  const { first, last, conversations } = usage;
  const seen = { since: minuteOf(first), until: minuteOf(last), conversations };
  for (const opening of openings.written) {
    const own = uses.get(opening.name);
    const args = { grant: opening.name, ...seen };
    if (own !== undefined) {
      const rest = unusedParts(opening, own, context);
      if (rest !== null) yield diagnose('grant/partly-used', opening.at, { ...args, ...rest });
    } else if (opening.grants.some(({ windows }) => isActiveBetween(openings.space.time, windows, first, last)))
      yield diagnose('grant/unused', opening.at, args);
  }
};

/** Conversations by the name of the grant as written. */
function usesOf({ openings }: AnalysisContext, usage: Usage): ReadonlyMap<string, readonly UsedConversation[]> {
  const names = new Map(openings.written.flatMap(({ name, grants }) => grants.map((each) => [each.id, name] as const)));
  const uses = new Map<string, UsedConversation[]>();
  for (const conversation of usage.used) {
    for (const name of new Set(conversation.grants.map((id) => names.get(id) ?? id))) {
      const known = uses.get(name);
      if (known === undefined) uses.set(name, [conversation]);
      else known.push(conversation);
    }
  }
  return uses;
}

interface Parts {
  readonly unused: readonly string[];
  readonly suffices: string;
}

/** Null when every endpoint and every class of operation was seen, or what was seen cannot be written down. */
function unusedParts(opening: Opening, uses: readonly UsedConversation[], context: AnalysisContext): Parts | null {
  const { protocols } = context.catalogue;
  // Whose address was asked for within some minutes is chance.
  if (opening.grants.every((grant) => protocols.get(grant.protocol)?.layer === 'housekeeping')) return null;
  const parts = [
    unusedEndpoints('from', opening.sources, new Set(uses.map((each) => each.source))),
    unusedEndpoints('to', opening.destinations, new Set(uses.map((each) => each.destination))),
    unusedOperations(opening, uses, context),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return { unused: parts.flatMap((part) => part.unused), suffices: parts.map((part) => part.suffices).join(', ') };
}

/** Undeclared members have no name that a grant could be cut down to. */
function unusedEndpoints(
  side: 'from' | 'to',
  granted: readonly EndpointId[],
  seen: ReadonlySet<EndpointId>,
): Parts | null {
  const unused = granted.filter((each) => !seen.has(each));
  const used = granted.filter((each) => seen.has(each));
  if (unused.length === 0 || used.length === 0 || used.some((each) => each.endsWith('/*'))) return null;
  const names = [...new Set(used.map((each) => each.replace(/^[^/]*\/~?/, '')))].sort();
  return {
    unused: unused.map((each) => `\`${side}\` ${endpointWords(each)}`),
    suffices: `${side}: [${names.join(', ')}]`,
  };
}

/** Where the traffic did not show some operation, nothing can be said of any. */
function unusedOperations(
  opening: Opening,
  uses: readonly UsedConversation[],
  { catalogue }: AnalysisContext,
): Parts | null {
  const hasOperations = opening.grants.some(
    (grant) => (catalogue.protocols.get(grant.protocol)?.operations.length ?? 0) > 0,
  );
  if (!hasOperations || uses.some((each) => each.operation === null || each.allowed === 'some')) return null;
  const seen = new Set<string>(uses.flatMap((each) => each.operation?.class ?? []));
  const granted = [...new Set(opening.grants.flatMap((grant) => openedClasses(grant, catalogue)))];
  const unused = granted.filter((each) => !seen.has(each as OperationClass));
  const used = granted.filter((each) => seen.has(each));
  if (unused.length === 0 || used.length === 0) return null;
  return {
    unused: unused.map((each) => `operations of class \`${each}\``),
    suffices: `operations: [${used.join(', ')}]`,
  };
}

function minuteOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`;
}
