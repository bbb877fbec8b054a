/** Modbus requests of a run, counted by who asks, function, unit and objects, to be compared with other tools. */
import type { Conversation } from '../../../src/model/conversation.ts';

/** By text: how often. */
export type RequestTally = ReadonlyMap<string, number>;

/** One request as text; what a tool does not show is null. */
export function requestText(
  client: string,
  server: string,
  code: string,
  unit: number,
  first: number | null,
  count: number | null,
): string {
  return `${client} ${server} ${code} unit ${unit} ${first ?? '-'}+${count ?? '-'}`;
}

/** The requests whose objects were seen; those known from an answer alone miss them. */
export function tallyConversations(
  conversations: readonly Conversation[],
  codeOf: (code: string) => string = (code) => code,
): RequestTally {
  const requests = conversations.filter(
    ({ protocol, operation, missing }) =>
      protocol === 'modbus' && operation !== null && operation.code !== 'connect' && missing.length === 0,
  );
  return tally(
    requests.map(({ source, destination, operation, object, count }) => [
      requestText(
        source,
        destination,
        codeOf(operation?.code ?? ''),
        object?.unit ?? -1,
        object?.first ?? null,
        object?.count ?? null,
      ),
      count,
    ]),
  );
}

/** Adds up counts by text. */
export function tally(entries: Iterable<readonly [string, number]>): RequestTally {
  const counts = new Map<string, number>();
  for (const [text, count] of entries) counts.set(text, (counts.get(text) ?? 0) + count);
  return counts;
}

/** By text: our count and theirs, where they are not the same. */
export function differences(ours: RequestTally, theirs: RequestTally): Record<string, readonly [number, number]> {
  const texts = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return Object.fromEntries(
    texts
      .map((text) => [text, [ours.get(text) ?? 0, theirs.get(text) ?? 0]] as const)
      .filter(([, [our, their]]) => our !== their),
  );
}
