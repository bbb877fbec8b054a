/**
 * Reads the nftables files that Zonewright writes and evaluates one packet, written for tests from nft(8) alone so
 * that it shares no code and no mistake with the exporter. Anything that it does not know makes it throw.
 */

import { sessionElement } from './open-sessions.ts';

/** What the rules look at. */
export interface Packet {
  readonly iif: string;
  readonly oif: string;
  readonly source: string;
  readonly destination: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly port?: number;
  readonly icmpType?: number;
  /** Default: a SYN for TCP. */
  readonly flags?: 'syn' | 'ack';
  readonly state?: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  readonly direction?: 'original' | 'reply';
  readonly connectionMark?: number;
  /** Seconds since the epoch. */
  readonly time?: number;
  /** Vendor sessions that somebody has opened by then. */
  readonly sessions?: readonly string[];
}

export interface Outcome {
  readonly verdict: 'accept' | 'drop';
  /** The counter that was hit last, for drops. */
  readonly counter: string | null;
  /** Keys of elements that were hit, as `map key`. */
  readonly hits: readonly string[];
  readonly connectionMark: number;
}

interface Element {
  readonly parts: readonly (readonly [bigint, bigint] | string)[];
  readonly value: string | null;
  readonly key: string;
  readonly comment: string | null;
}

/** A parsed file. */
export interface ParsedRuleset {
  readonly chains: ReadonlyMap<string, readonly string[]>;
  readonly maps: ReadonlyMap<string, readonly Element[]>;
}

const protocolNumbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, 'ipv6-icmp': 58 };
const icmpNames: Readonly<Record<string, number>> = {
  'destination-unreachable': 3,
  'time-exceeded': 11,
  'parameter-problem': 12,
};
const icmpv6Names: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
};

export function parseRuleset(text: string): ParsedRuleset {
  const chains = new Map<string, string[]>();
  const maps = new Map<string, Element[]>();
  let chain: string[] | null = null;
  let map: Element[] | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const opened = /^chain (\S+) \{$/.exec(line)?.[1];
    const declared = /^(?:map|set) (\S+) \{ .* \}$/.exec(line)?.[1];
    const added = /^add element inet zonewright (\S+) \{$/.exec(line)?.[1];
    if (opened !== undefined) {
      if (chains.has(opened)) throw new Error(`chain ${opened} twice`);
      chain = [];
      chains.set(opened, chain);
    } else if (declared !== undefined) maps.set(declared, []);
    else if (added !== undefined) {
      map = maps.get(added) ?? null;
      if (map === null) throw new Error(`no map ${added}`);
    } else if (line === '}') {
      chain = null;
      map = null;
    } else if (chain !== null) chain.push(line);
    else if (map !== null) map.push(parseElement(line));
    else if (!/^((add|delete|) ?table inet zonewright( \{)?|comment ".*"|counter \S+ \{ \})$/.test(line))
      throw new Error(`unknown line: ${line}`);
  }
  return { chains, maps };
}

function parseElement(line: string): Element {
  const match = /^((?:"[^"]*" \. )?[^"]*?(?:"[^"]*")?)(?: comment "([^"]*)")?(?: : ([^,]+))?,?$/.exec(
    line.replace(/,$/, ''),
  );
  if (match === null) throw new Error(`unknown element: ${line}`);
  const key = match[1] ?? '';
  return {
    key,
    parts: key.split(' . ').map(parsePart),
    comment: match[2] ?? null,
    value: match[3] ?? null,
  };
}

function parsePart(text: string): readonly [bigint, bigint] | string {
  if (text.startsWith('"')) return text.slice(1, -1);
  if (text in protocolNumbers) return [BigInt(protocolNumbers[text] ?? 0), BigInt(protocolNumbers[text] ?? 0)];
  const [first = '', last = first] = text.split('-');
  const [address = '', prefix] = first.split('/');
  if (prefix === undefined) return [parseNumber(address), parseNumber(last)];
  const base = parseNumber(address);
  const bits = BigInt((address.includes(':') ? 128 : 32) - Number(prefix));
  return [base, base + (1n << bits) - 1n];
}

/** A number, or an address as a number; IPv6 addresses are kept apart by their map. */
export function parseNumber(text: string): bigint {
  if (/^(0x[0-9a-f]+|\d+)$/.test(text)) return BigInt(text);
  if (text.includes('.')) return text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  const [left = '', right] = text.split('::');
  const words = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const tail = right === undefined ? [] : words(right);
  const head = words(left);
  const zeros = right === undefined ? [] : new Array<string>(8 - head.length - tail.length).fill('0');
  const all = [...head, ...zeros, ...tail];
  if (all.length !== 8) throw new Error(`no address: ${text}`);
  return all.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
}

/** Runs the forward hook on a packet. */
export function evaluatePacket(ruleset: ParsedRuleset, packet: Packet): Outcome {
  const run: Run = {
    ruleset,
    packet,
    mark: 0xdeadbeef,
    connectionMark: packet.connectionMark ?? 0,
    counter: null,
    hits: [],
  };
  let chain = 'forward';
  for (let jumps = 0; jumps < 20; jumps++) {
    const verdict = runChain(run, chain) ?? 'drop';
    if (verdict === 'accept' || verdict === 'drop')
      return { verdict, counter: run.counter, hits: run.hits, connectionMark: run.connectionMark };
    chain = verdict.slice('goto '.length);
  }
  throw new Error('the rules go round in circles');
}

interface Run {
  readonly ruleset: ParsedRuleset;
  readonly packet: Packet;
  mark: number;
  connectionMark: number;
  counter: string | null;
  readonly hits: string[];
}

/** A final verdict or `goto chain`; null when the chain ends, which for a base chain means its policy. */
function runChain(run: Run, name: string): string | null {
  const rules = run.ruleset.chains.get(name);
  if (rules === undefined) throw new Error(`no chain ${name}`);
  for (const rule of rules) {
    const verdict = runRule(run, rule);
    if (verdict !== null) return verdict;
  }
  return null;
}

/** Consumes a rule from the left; the first statement that does not match ends it. */
function runRule(run: Run, rule: string): string | null {
  if (rule.startsWith('type filter hook forward priority filter; policy drop;')) return null;
  let rest = rule;
  while (rest !== '') {
    const step = steps.find(({ pattern }) => pattern.test(rest));
    const match = step?.pattern.exec(rest);
    if (step === undefined || match === null || match === undefined) throw new Error(`unknown statement: ${rest}`);
    const result = step.run(
      run,
      match.slice(1).map((group) => group ?? ''),
    );
    if (result === false) return null;
    if (typeof result === 'string') return result;
    rest = rest.slice(match[0].length).trimStart();
  }
  return null;
}

interface Step {
  readonly pattern: RegExp;
  /** False: no match; a text: a verdict; true: go on. */
  readonly run: (run: Run, groups: readonly string[]) => boolean | string;
}

const steps: readonly Step[] = [
  { pattern: /^(accept|drop|goto \S+)(?= |$)/, run: (_, [verdict = '']) => verdict },
  {
    pattern: /^counter name (\S+)/,
    run: (run, [name = '']) => {
      run.counter = name;
      return true;
    },
  },
  {
    pattern: /^limit rate \S+ burst \d+ packets log prefix "[^"]*" group 100 snaplen 96 queue-threshold 1$/,
    run: () => true,
  },
  { pattern: /^ct state (\w+)/, run: ({ packet }, [state]) => (packet.state ?? 'new') === state },
  { pattern: /^ct direction (\w+)/, run: ({ packet }, [direction]) => (packet.direction ?? 'original') === direction },
  {
    pattern: /^ct mark set (0x[0-9a-f]{8})/,
    run: (run, [mark = '']) => {
      run.connectionMark = Number(mark);
      return true;
    },
  },
  { pattern: /^ct mark (0x[0-9a-f]{8})/, run: ({ connectionMark }, [mark]) => connectionMark === Number(mark) },
  { pattern: /^ct mark vmap @(\S+)/, run: (run, [map = '']) => lookUp(run, map, [BigInt(run.connectionMark)]) ?? true },
  {
    pattern: /^meta mark set (0x[0-9a-f]+)(?=$| meta mark @)/,
    run: (run, [mark = '']) => {
      run.mark = Number(mark);
      return true;
    },
  },
  {
    pattern: /^meta mark @sessions/,
    run: (run) =>
      lookUp(run, 'sessions', [BigInt(run.mark)]) !== null ||
      run.packet.sessions?.some((window) => sessionElement(window) === run.mark) === true,
  },
  {
    pattern: /^meta mark set meta mark \| (0x[0-9a-f]{8})/,
    run: (run, [mark = '']) => {
      run.mark = (run.mark | Number(mark)) >>> 0;
      return true;
    },
  },
  {
    pattern: /^meta mark set (ip6?) ([sd])addr map @(\S+)/,
    run: (run, [family = '', side = '', map = '']) => {
      const address = addressOf(run.packet, family, side);
      const found = address === null ? null : lookUp(run, map, [address]);
      if (found !== null) run.mark = Number(found);
      return found !== null;
    },
  },
  {
    pattern: /^meta mark \. ([io])ifname != @(\S+)/,
    run: (run, [side = '', set = '']) =>
      lookUp(run, set, [BigInt(run.mark), side === 'i' ? run.packet.iif : run.packet.oif]) === null,
  },
  {
    pattern: /^(ip6?) ([sd])addr vmap @(\S+)/,
    run: (run, [family = '', side = '', map = '']) => {
      const address = addressOf(run.packet, family, side);
      return address === null ? false : (lookUp(run, map, [address]) ?? false);
    },
  },
  {
    pattern: /^meta mark \. meta l4proto \. th ([sd])port vmap @(\S+)/,
    run: (run, [side = '', map = '']) => {
      const port = side === 'd' ? run.packet.port : run.packet.sourcePort;
      if (port === undefined) return false;
      return lookUp(run, map, [BigInt(run.mark), BigInt(run.packet.protocol), BigInt(port)]) ?? false;
    },
  },
  {
    pattern: /^(tcp|udp) ([sd])port vmap @(\S+)/,
    run: (run, [transport, side, map = '']) => {
      const { port, sourcePort, protocol } = run.packet;
      const asked = side === 'd' ? port : sourcePort;
      if (asked === undefined || protocol !== (transport === 'tcp' ? 6 : 17)) return false;
      return lookUp(run, map, [BigInt(asked)]) ?? false;
    },
  },
  {
    pattern: /^(icmp|icmpv6) type vmap @(\S+)/,
    run: (run, [transport = '', map = '']) => {
      const { icmpType } = run.packet;
      if (!speaksIcmp(run.packet, transport) || icmpType === undefined) return false;
      return lookUp(run, map, [BigInt(icmpType)]) ?? false;
    },
  },
  {
    pattern: /^meta l4proto vmap @(\S+)/,
    run: (run, [map = '']) => lookUp(run, map, [BigInt(run.packet.protocol)]) ?? false,
  },
  {
    pattern: /^meta mark vmap @(\S+)/,
    run: (run, [map = '']) => lookUp(run, map, [BigInt(run.mark)]) ?? false,
  },
  {
    pattern: /^meta mark \. (icmp|icmpv6) type vmap @(\S+)/,
    run: (run, [transport = '', map = '']) => {
      const { icmpType } = run.packet;
      if (!speaksIcmp(run.packet, transport) || icmpType === undefined) return false;
      return lookUp(run, map, [BigInt(run.mark), BigInt(icmpType)]) ?? false;
    },
  },
  {
    pattern: /^meta mark \. meta l4proto vmap @(\S+)/,
    run: (run, [map = '']) => lookUp(run, map, [BigInt(run.mark), BigInt(run.packet.protocol)]) ?? false,
  },
  {
    pattern: /^(icmp|icmpv6) type \{ ([^}]*) \}/,
    run: ({ packet }, [transport = '', names = '']) => {
      const numbers = names.split(', ').map((name) => (transport === 'icmp' ? icmpNames : icmpv6Names)[name]);
      return speaksIcmp(packet, transport) && numbers.includes(packet.icmpType);
    },
  },
  { pattern: /^meta nfproto (ipv[46])/, run: ({ packet }, [family]) => familyOf(packet) === family },
  { pattern: /^meta l4proto tcp/, run: ({ packet }) => packet.protocol === 6 },
  { pattern: /^tcp flags & \(fin\|syn\|rst\|ack\) != syn/, run: ({ packet }) => (packet.flags ?? 'syn') !== 'syn' },
  { pattern: /^meta time >= (\d+)/, run: ({ packet }, [limit]) => (packet.time ?? 0) >= Number(limit) },
  { pattern: /^meta time < (\d+)/, run: ({ packet }, [limit]) => (packet.time ?? 0) < Number(limit) },
  {
    pattern: /^meta day (\d)(?:-(\d))?/,
    run: ({ packet }, [from = '', to = '']) => {
      const day = new Date((packet.time ?? 0) * 1000).getUTCDay();
      return Number(from) <= day && day <= Number(to === '' ? from : to);
    },
  },
  {
    pattern: /^meta hour (\d+)-(\d+)/,
    run: ({ packet }, [from, to]) => {
      const second = (((packet.time ?? 0) % 86_400) + 86_400) % 86_400;
      return Number(from) <= Math.floor(second) && Math.floor(second) <= Number(to);
    },
  },
  {
    pattern: /^([io])ifname (?:"([^"]*)"|\{ ([^}]*) \})/,
    run: ({ packet }, [side, one = '', several = '']) => {
      const names = several === '' ? [one] : several.split(', ').map((name) => name.slice(1, -1));
      return names.includes(side === 'i' ? packet.iif : packet.oif);
    },
  },
];

/** The value of the only element that a key is in; two would make the answer depend on their order. */
function lookUp(run: Run, map: string, key: readonly (bigint | string)[]): string | null {
  const elements = run.ruleset.maps.get(map);
  if (elements === undefined) throw new Error(`no map ${map}`);
  const found = elements.filter(
    ({ parts }) => parts.length === key.length && parts.every((part, index) => holds(part, key[index])),
  );
  const [element] = found;
  if (element === undefined) return null;
  if (found.length > 1)
    throw new Error(`${map} has overlapping elements ${found.map((each) => each.key).join(' and ')}`);
  run.hits.push(`${map} ${element.key}`);
  return element.value ?? '';
}

function holds(part: Element['parts'][number], value: bigint | string | undefined): boolean {
  if (typeof part === 'string' || typeof value === 'string' || value === undefined) return part === value;
  return part[0] <= value && value <= part[1];
}

function addressOf(packet: Packet, family: string, side: string): bigint | null {
  const text = side === 's' ? packet.source : packet.destination;
  return text.includes(':') === (family === 'ip6') ? parseNumber(text) : null;
}

function familyOf(packet: Packet): 'ipv4' | 'ipv6' {
  return packet.source.includes(':') ? 'ipv6' : 'ipv4';
}

function speaksIcmp(packet: Packet, transport: string): boolean {
  return transport === 'icmp'
    ? familyOf(packet) === 'ipv4' && packet.protocol === 1
    : familyOf(packet) === 'ipv6' && packet.protocol === 58;
}
