/**
 * Gives endpoints numbers for the keys of slots, and forgets those that no slot counts in: a reader may keep a channel
 * as long as it likes, and it gets a number again when it is needed.
 */
import { type Channel, type Endpoints, fullSlot } from './observation-sink.ts';

export interface Channels {
  channel(endpoints: Endpoints): Channel;
  /** The number of a channel, a new one if it had been forgotten; `fullSlot` when all numbers are in use. */
  numberOf(channel: Channel): number;
  /** The channel with a number that is in use. */
  numbered(number: number): Channel | undefined;
}

/** Channels that readers look up before anything is counted in them. */
const lookedUpAhead = 10_000;

/**
 * Remembers `limit` channels and some that are only looked up; when there are more, those that `markUsed` does not name
 * are forgotten, and their numbers go to others.
 */
export function createChannels(limit: number, markUsed: (mark: (number: number) => void) => void): Channels {
  const most = limit + lookedUpAhead;
  const byText = new Map<string, Channel>();
  const remembered: (Channel | undefined)[] = [];
  const free: number[] = [];

  function forgetUnused(): void {
    const used = new Uint8Array(remembered.length);
    markUsed((number) => {
      used[number] = 1;
    });
    for (const [text, { place }] of byText) {
      if (used[place] === 1) continue;
      byText.delete(text);
      remembered[place] = undefined;
      free.push(place);
    }
  }

  function remember(text: string, channel: Channel): void {
    if (free.length === 0 && remembered.length >= most) forgetUnused();
    const place = free.pop() ?? remembered.length;
    if (place >= most) return;
    channel.place = place;
    remembered[place] = channel;
    byText.set(text, channel);
  }

  return {
    channel(endpoints) {
      const text = textOf(endpoints);
      const known = byText.get(text);
      if (known !== undefined) return known;
      const channel = { endpoints: copyOf(endpoints), place: fullSlot };
      remember(text, channel);
      return channel;
    },
    numberOf(channel) {
      if (remembered[channel.place] === channel) return channel.place;
      const text = textOf(channel.endpoints);
      // Somebody else may have asked for the same endpoints since this one was forgotten.
      const twin = byText.get(text);
      if (twin !== undefined) return twin.place;
      channel.place = fullSlot;
      remember(text, channel);
      return channel.place;
    },
    numbered: (number) => remembered[number],
  };
}

/** Reads only the fields of the key, as callers pass whole observations. */
function copyOf({ scope, source, destination, transport, port, protocol, drop = null }: Endpoints): Endpoints {
  return { scope, source, destination, transport, port, protocol, drop };
}

function textOf({ scope, source, destination, transport, port, protocol, drop = null }: Endpoints): string {
  const text = `${source} ${destination} ${transport} ${port} ${protocol} ${scope === null ? '' : `=${scope}`}`;
  return drop === null ? text : `${JSON.stringify(drop)} ${text}`;
}
