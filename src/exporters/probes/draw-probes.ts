/**
 * Draws probes from the decks in turns and puts them into rounds, in which no two packets belong to one connection. A probe
 * whose answer changes while the run lasts is left out.
 */
import type { Place } from './atlas.ts';
import { messageOf } from './conversation.ts';
import { type Deck, layOutDecks } from './decks.ts';
import { isForwardable } from './forwardable.ts';
import type { Ground } from './ground.ts';
import type { Draft, Probe, ProbeKind, Settled } from './probe.ts';
import type { Random } from './random.ts';
import type { Translator } from './translate.ts';

export interface DrawnProbes {
  readonly rounds: readonly (readonly Probe[])[];
  /** How much of what can be counted was tried. */
  readonly coverage: readonly { readonly kind: ProbeKind; readonly tried: number; readonly of: number }[];
  /** Probes whose answer would have changed meanwhile. */
  readonly leftOut: number;
}

/** Shares of the decks in a round. */
const turns: readonly ProbeKind[] = [
  'inside',
  'service border',
  'source border',
  'destination border',
  'pair of endpoints',
  'one thing else',
  'inside',
  'at random',
  'one thing else',
];

/** Client ports begin here; the first thousand belong to servers. */
const firstPort = 1_024;
/** After so many cards in a row that give nothing, there is nothing more to try. */
const patience = 4_096;

/** Draws so many probes, as far as there are different ones. */
export function drawProbes(ground: Ground, translator: Translator, count: number, perRound: number): DrawnProbes {
  const shuffled = layOutDecks(ground).map((deck) => shuffle(deck, ground.random));
  const byKind = new Map(shuffled.map((deck) => [deck.kind, deck]));
  const rounds: (readonly Probe[])[] = [];
  const left = { out: 0, probes: count };
  let turn = 0;
  const isThrough = (kind: ProbeKind): boolean => {
    const { size, drawn } = byKind.get(kind) ?? { size: 0, drawn: () => 0 };
    return size !== null && drawn() >= size;
  };
  // A deck that begins anew leaves most of its turns to the largest one until that is through as well.
  const instead = (kind: ProbeKind): ProbeKind =>
    isThrough(kind) && !isThrough('pair of endpoints') && !ground.random.oneIn(4) ? 'pair of endpoints' : kind;
  const next = (): Drawn | null => {
    for (let attempt = 0; attempt < patience; attempt++) {
      const kind = instead(turns[turn++ % turns.length] ?? 'at random');
      const draft = byKind.get(kind)?.next() ?? null;
      if (draft === null || messageOf(draft)?.kind === 'undecided') continue;
      const settled = translator.choose(draft, ground.random);
      if (!isOnItsWay(settled)) continue;
      if (ground.oracle.ask(settled).verdict !== 'changes') return { kind, draft: settled };
      left.out += 1;
    }
    return null;
  };
  while (left.probes > 0) {
    const round = drawRound(next, Math.min(perRound, left.probes));
    if (round.length === 0) break;
    rounds.push(round);
    left.probes -= round.length;
  }
  return {
    rounds,
    coverage: shuffled.flatMap(({ kind, size, drawn }) =>
      size === null ? [] : [{ kind, tried: Math.min(drawn(), size), of: size }],
    ),
    leftOut: left.out,
  };
}

/** Translated addresses may be some that no router passes on. */
function isOnItsWay({ destination, asked, shown }: Settled & Draft): boolean {
  return [destination, asked.destination, shown].every(({ family, value }) => isForwardable(family, value));
}

interface Drawn {
  readonly kind: ProbeKind;
  readonly draft: Draft & Settled;
}

/** A round has a client port for each of its probes. */
function drawRound(next: () => Drawn | null, count: number): readonly Probe[] {
  const round: Probe[] = [];
  const used = new Set<string>();
  for (let attempt = 0; round.length < count && attempt < 4 * count; attempt++) {
    const drawn = next();
    if (drawn === null) break;
    const probe = { ...drawn.draft, kind: drawn.kind, clientPort: drawn.draft.clientPort ?? firstPort + round.length };
    const { there, back } = connectionsOf(probe);
    if (probe.source === probe.destination || [...there, ...back].some((name) => used.has(name))) continue;
    for (const name of there) used.add(name);
    round.push(probe);
  }
  return round;
}

/**
 * Names of the connection that a probe begins and of the one that its answer would, as each end sees them; protocols without
 * ports have one for each two addresses.
 */
function connectionsOf({ protocol, source, destination, clientPort, port, asked, shown }: Probe): {
  readonly there: readonly string[];
  readonly back: readonly string[];
} {
  const ways = [
    { client: source, server: asked.destination, serverPort: asked.port },
    { client: source, server: destination, serverPort: port },
    { client: shown, server: destination, serverPort: port },
  ];
  const names = ways.map(({ client, server, serverPort }) => namesOf(protocol, client, clientPort, server, serverPort));
  return { there: names.map(({ there }) => there), back: names.map(({ back }) => back) };
}

function namesOf(
  protocol: number,
  source: Place,
  clientPort: number,
  destination: Place,
  port: number,
): { readonly there: string; readonly back: string } {
  const [client, server] = [6, 17, 132].includes(protocol)
    ? [clientPort, port]
    : [1, 58].includes(protocol)
      ? [clientPort, clientPort]
      : [0, 0];
  return {
    there: `${protocol} ${source.number} ${client} ${destination.number} ${server}`,
    back: `${protocol} ${destination.number} ${server} ${source.number} ${client}`,
  };
}

interface ShuffledDeck {
  readonly kind: ProbeKind;
  readonly size: number | null;
  /** How many cards were drawn, repeats among them. */
  readonly drawn: () => number;
  readonly next: () => Draft | null;
}

/** Every card once before any comes again: steps that have no divisor in common with the size reach all of them. */
function shuffle({ kind, size, draw }: Deck, random: Random): ShuffledDeck {
  let drawn = 0;
  const start = random.below(size ?? 1);
  let step = Math.max(1, Math.floor((size ?? 1) * 0.618));
  while (size !== null && greatestDivisor(step, size) > 1) step += 1;
  return {
    kind,
    size,
    drawn: () => drawn,
    next: () => {
      if (size === 0) return null;
      const card = size === null ? 0 : (start + drawn * step) % size;
      drawn += 1;
      return draw(card);
    },
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
