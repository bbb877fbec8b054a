/**
 * Mistakes of a ruleset: every rule left out, turned round or led elsewhere, and elements that are missing, too many, or
 * differ in one number. What is left out here changes nothing but counters and logs.
 */
import { createRandom, type Random } from '../../src/exporters/probes/random.ts';

export interface Mutant {
  readonly kind: string;
  /** The line that was changed, and into what. */
  readonly name: string;
  readonly text: string;
}

/** A change of one line: what takes its place, or null where it does not apply. */
interface Mutator {
  readonly kind: string;
  /** `rule` of a chain, or `element` of a map or set. */
  readonly of: 'rule' | 'element';
  readonly change: (line: string, around: Surroundings) => readonly (string | null)[];
}

interface Surroundings {
  readonly random: Random;
  readonly chains: readonly string[];
  /** Interfaces that the ruleset names. */
  readonly interfaces: readonly string[];
  /** Of a group that something is granted to. */
  readonly sourceMark: string;
  /** A few ports of elements. */
  readonly ports: readonly string[];
  /** The map or set of an element, the chain of a rule. */
  readonly place: string;
  /** Lines of elements of the same place. */
  readonly siblings: readonly string[];
}

const swap = (line: string, pattern: RegExp, by: string): string | null =>
  pattern.test(line) ? line.replace(pattern, by) : null;

const moved = (line: string, pattern: RegExp, by: number): string | null =>
  pattern.test(line)
    ? line.replace(pattern, (_, before: string, number: string) => `${before}${Number(number) + by}`)
    : null;

const mutators: readonly Mutator[] = [
  { kind: 'a rule is missing', of: 'rule', change: () => [''] },
  {
    kind: 'a rule leads elsewhere',
    of: 'rule',
    change: (line) => {
      const target = /goto (\w+)/.exec(line)?.[1];
      if (target === undefined) return [];
      const drops = ['deny', 'spoofed', 'stray'].includes(target);
      return [line.replace(/goto \w+/, drops ? 'goto open' : 'goto deny')];
    },
  },
  {
    kind: 'a verdict is another',
    of: 'rule',
    change: (line) => [
      swap(line, /\bdrop$/, 'accept'),
      swap(line, /\baccept$/, 'drop'),
      swap(line, /goto deny$/, 'accept'),
    ],
  },
  {
    kind: 'a comparison is turned round',
    of: 'rule',
    change: (line) => [
      swap(line, /!= /, '== '),
      swap(line, /(iifname|oifname) "/, '$1 != "'),
      swap(line, /ct direction reply/, 'ct direction original'),
      swap(line, /meta mark @sessions/, 'meta mark != @sessions'),
    ],
  },
  {
    kind: 'connection tracking is asked otherwise',
    of: 'rule',
    change: (line) => [
      swap(line, /ct state invalid/, 'ct state untracked'),
      swap(line, /ct state established (?=ct mark)/, 'ct state new '),
      swap(line, /ct state established ct mark vmap @flows/, 'ct state established accept'),
      swap(line, /ct state established ct mark 0x\w+ accept/, 'ct state established accept'),
      swap(line, /ct mark (0x\w{4})\w{4} accept/, 'ct mark $10001 accept'),
      swap(line, /ct state related (icmp|icmpv6) type \{[^}]*\} accept/, 'ct state related accept'),
      swap(line, /ct state related /, 'ct state new '),
      swap(line, /ct state established ct direction reply goto judge_reply/, 'ct state established goto judge_reply'),
      swap(line, /ct mark set 0x\w+/, 'ct mark set 0x0'),
    ],
  },
  {
    kind: 'another field is looked at',
    of: 'rule',
    change: (line) => [
      swap(line, /\bsaddr\b/, 'daddr'),
      swap(line, /\bdaddr\b/, 'saddr'),
      swap(line, /th dport/, 'th sport'),
      swap(line, /th sport/, 'th dport'),
      swap(line, /\biifname\b/, 'oifname'),
      swap(line, /\boifname\b/, 'iifname'),
      swap(line, /\b(tcp|udp) dport/, '$1 sport'),
      swap(line, /\b(tcp|udp) sport/, '$1 dport'),
      swap(line, /icmp type vmap/, 'icmp code vmap'),
    ],
  },
  {
    kind: 'a transport is another',
    of: 'rule',
    change: (line) => [
      swap(line, /\btcp ([ds]port vmap)/, 'udp $1'),
      swap(line, /\budp ([ds]port vmap)/, 'tcp $1'),
      swap(line, /@ranges_tcp/, '@ranges_udp'),
      swap(line, /@ranges_udp/, '@ranges_tcp'),
    ],
  },
  {
    kind: 'a family is another',
    of: 'rule',
    change: (line) => [
      swap(line, /ip6 (saddr|daddr) (map|vmap) @(from|to)6/, 'ip $1 $2 @$34'),
      swap(line, /\bip (saddr|daddr) (map|vmap) @(from|to)4/, 'ip6 $1 $2 @$36'),
      swap(line, /@(from|to)6/, '@$14'),
      swap(line, /nfproto ipv4/, 'nfproto ipv6'),
      swap(line, /nfproto ipv6/, 'nfproto ipv4'),
    ],
  },
  {
    kind: 'a flag of TCP is another',
    of: 'rule',
    change: (line) => [
      swap(line, /!= syn/, '!= ack'),
      swap(line, /meta l4proto tcp tcp flags/, 'meta l4proto udp tcp flags'),
    ],
  },
  {
    kind: 'an ICMP type is another',
    of: 'rule',
    change: (line) => [
      swap(line, /type \{ destination-unreachable, /, 'type { '),
      swap(line, /time-exceeded, /, ''),
      swap(line, /, parameter-problem/, ''),
      swap(line, /packet-too-big, /, ''),
      swap(line, /icmp type \{ /, 'icmp type { redirect, '),
    ],
  },
  {
    kind: 'a mark is another',
    of: 'rule',
    change: (line, { sourceMark }) => [
      swap(line, /meta mark set meta mark \| /, 'meta mark set '),
      line.replace(/(meta mark \| 0x0000)(\w{4})/, (_, before: string, mark: string) => `${before}${bit(mark)}`),
      swap(line, /meta mark set 0x0$/, `meta mark set ${sourceMark}`),
    ],
  },
  {
    kind: 'an interface is another',
    of: 'rule',
    change: (line, { random, interfaces }) => {
      const name = /(?:iifname|oifname) "([^"]+)"/.exec(line)?.[1];
      const other = random.pick(interfaces.filter((each) => each !== name));
      return name === undefined
        ? []
        : [line.replace(`"${name}"`, `"${other ?? 'eth9'}"`), line.replace(/(?:iifname|oifname) "[^"]+" /, '')];
    },
  },
  {
    kind: 'a window is another',
    of: 'rule',
    change: (line) => [
      swap(line, /meta time < \d+/, 'meta time < 1000000000'),
      swap(line, /meta time >= \d+/, 'meta time >= 4000000000'),
      swap(line, /meta day \S+ meta hour \S+ /, ''),
      swap(line, /meta time (<|>=) \d+ (?=goto)/, ''),
    ],
  },
  {
    kind: 'a stray rule comes first',
    of: 'rule',
    change: (line, { place, ports }) =>
      place !== 'enforce' || !line.includes('ct state invalid')
        ? []
        : [
            'accept',
            'ct state established accept',
            'iifname "eth1" accept',
            'oifname "eth0" accept',
            'ip daddr 10.0.0.0/8 accept',
            'ip6 saddr ::/0 accept',
            'icmp type echo-request accept',
            'meta l4proto icmpv6 accept',
            'meta l4proto 47 accept',
            'ip6 hoplimit < 255 accept',
            ...ports.flatMap((port) => [
              `tcp sport ${port} accept`,
              `udp dport ${port} accept`,
              `tcp dport ${port} drop`,
            ]),
          ].map((rule) => `\t\t${rule}\n${line}`),
  },
  { kind: 'an element is missing', of: 'element', change: () => [''] },
  {
    kind: 'a port is another',
    of: 'element',
    change: (line, { place }) =>
      !place.startsWith('allow')
        ? []
        : [
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?)(\d+)(?= )/, 1),
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?)(\d+)(?= )/, -1),
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?)(\d+)(?=-)/, 1),
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?)(\d+)(?=-)/, -1),
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?\d+-)(\d+)(?= )/, 1),
            moved(line, /^(\t0x\w+ \. (?:(?:tcp|udp) \. )?\d+-)(\d+)(?= )/, -1),
          ],
  },
  {
    kind: 'a range is another',
    of: 'element',
    change: (line, { place }) =>
      !place.startsWith('ranges')
        ? []
        : [
            moved(line, /^(\t)(\d+)(?=[- ])/, 1),
            moved(line, /^(\t)(\d+)(?=[- ])/, -1),
            moved(line, /^(\t\d+-)(\d+)(?= )/, 1),
            moved(line, /^(\t\d+-)(\d+)(?= )/, -1),
          ],
  },
  {
    kind: 'a range leads elsewhere',
    of: 'element',
    change: (line, { place, chains, random }) => {
      const target = /goto (\w+)/.exec(line)?.[1] ?? '';
      if (!place.startsWith('ranges')) return [];
      const others = chains.filter((each) => /^(?:tcp|udp|icmp|icmpv6|ip)_\d/.test(each) && each !== target);
      return ['deny', 'open', ...[random.pick(others) ?? []].flat()].map((other) =>
        line.replace(/goto \w+/, `goto ${other}`),
      );
    },
  },
  {
    kind: 'a protocol is another',
    of: 'element',
    change: (line) => [swap(line, / \. tcp \. /, ' . udp . '), swap(line, / \. udp \. /, ' . tcp . ')],
  },
  {
    kind: 'a zone is another',
    of: 'element',
    change: (line, { random, siblings, place }) => {
      if (!place.startsWith('allow')) return [];
      const marks = [...new Set(siblings.flatMap((each) => /^\t0x(\w{8})/.exec(each)?.[1] ?? []))];
      const mark = /^\t0x(\w{8})/.exec(line)?.[1];
      const other = random.pick(marks.filter((each) => each !== mark));
      if (mark === undefined) return [];
      return [
        ...(other === undefined ? [] : [line.replace(mark, other)]),
        line.replace(mark, `${mark.slice(4)}${mark.slice(0, 4)}`),
        line.replace(mark, `${bit(mark.slice(0, 4))}${mark.slice(4)}`),
        line.replace(mark, `${mark.slice(0, 4)}${bit(mark.slice(4))}`),
      ];
    },
  },
  {
    kind: 'an element too many',
    of: 'element',
    change: (line, { place, random }) => {
      const port = Number(/\. (?:tcp|udp) \. (\d+)/.exec(line)?.[1] ?? 0);
      const near = [port + 1, port - 1, ((port & 255) << 8) | (port >> 8), port ^ (1 << random.below(16))];
      const behindIt = (more: string): readonly string[] => [`${more.replace(/,?$/, ',')}\n${line}`];
      if (place === 'allow') return behindIt(line.replace(/ \. (tcp|udp) \. \d+/, ` . $1 . ${random.pick(near) ?? 1}`));
      if (place === 'ranges_icmp') return behindIt(line.replace(/^\t[\d-]+/, '\t13'));
      if (place === 'ranges_ip')
        return behindIt(line.replace(/^\t(\d+)(?= )/, (_, number: string) => `\t${Number(number) + 1}`));
      if (place.startsWith('allow_')) return behindIt(line.replace(/0x\w{4}/, '0x0001'));
      return place === 'behind' ? behindIt(line.replace(/"[^"]+"/, '"elsewhere"')) : [];
    },
  },
  {
    kind: 'an address is another',
    of: 'element',
    change: (line, { place }) => {
      if (!/^(from|to)/.test(place)) return [];
      return [
        swap(line, /^\t(\d+\.\d+\.\d+\.\d+)(?= )/, '\t$1/31'),
        line.replace(
          /^(\t[\d.]+-[\d.]+\.)(\d+)(?= )/,
          (_, before: string, last: string) => `${before}${Number(last) - 1}`,
        ),
        line.replace(
          /^(\t(?!0\.0)[\d.]+\.)(\d+)(?=-)/,
          (_, before: string, last: string) => `${before}${Number(last) + 1}`,
        ),
        line.replace(
          /^(\t[0-9a-f:]+:)([0-9a-f]+)(?= )/,
          (_, before: string, last: string) => `${before}${(Number.parseInt(last, 16) ^ 1).toString(16)}`,
        ),
        line.replace(
          /^(\t[0-9a-f:]+-[0-9a-f:]+:)([0-9a-f]+)(?= )/,
          (_, before: string, last: string) => `${before}${(Number.parseInt(last, 16) - 1).toString(16)}`,
        ),
      ];
    },
  },
  {
    kind: 'an address leads elsewhere',
    of: 'element',
    change: (line, { random, siblings, place }) => {
      if (!/^(from|to)/.test(place)) return [];
      const value = / : (.*?),?$/.exec(line)?.[1] ?? '';
      const others = [...new Set(siblings.map((each) => / : (.*?),?$/.exec(each)?.[1] ?? ''))];
      const other = random.pick(others.filter((each) => each !== value));
      return other === undefined ? [] : [line.replace(value, other)];
    },
  },
  {
    kind: 'a group lies behind another interface',
    of: 'element',
    change: (line, { random, interfaces, place }) => {
      const name = /"([^"]+)"/.exec(line)?.[1];
      if (place !== 'behind' || name === undefined) return [];
      return [line.replace(name, random.pick(interfaces.filter((each) => each !== name)) ?? 'eth9')];
    },
  },
  {
    kind: 'an element leads elsewhere',
    of: 'element',
    change: (line, { place }) => {
      if (place === 'flows') return [line.replace(/ : [^,]*/, ' : drop')];
      return place.startsWith('allow')
        ? [line.replace(/ : [^,]*/, ' : goto deny'), line.replace(/ : [^,]*/, ' : accept')]
        : [];
    },
  },
  {
    kind: 'connections of others count as known',
    of: 'element',
    change: (line, { place }) => (place === 'flows' ? [`\t0x00000000 : accept,\n${line}`] : []),
  },
];

/** The kinds of mistakes. */
export const mutantKinds: readonly string[] = mutators.map(({ kind }) => kind);

/**
 * So many mistakes of each kind, chosen by chance; none that no packet can show at a moment. `idle` are comments of elements
 * that no packet finds.
 */
export function mutateRuleset(
  text: string,
  seed: number,
  perKind: number,
  moment: Moment,
  idle: ReadonlySet<string>,
): readonly Mutant[] {
  const unreachable = closedChains(text, moment);
  const random = createRandom(seed);
  const lines = text.split('\n');
  const places = placesOf(lines);
  const used = lines.filter((line) => !idle.has(/ comment "([^"]*)"/.exec(line)?.[1] ?? '')).join('\n');
  const around = {
    random,
    chains: lines.flatMap((line) => /^\tchain (\w+) \{/.exec(line)?.[1] ?? []),
    interfaces: [...new Set([...text.matchAll(/(?:iifname|oifname|\.) "([^"]+)"/g)].map((match) => match[1] ?? ''))],
    sourceMark: `0x${/^\t0x(\w{4})\w{4} \. (?:tcp|udp)/m.exec(text)?.[1] ?? '0001'}0000`,
    ports: [...new Set([...text.matchAll(/\. (?:tcp|udp) \. (\d+)/g)].map((match) => match[1] ?? ''))].slice(0, 3),
  };
  return mutators.flatMap(({ kind, of, change }) => {
    const found = lines.flatMap((line, index): readonly Mutant[] => {
      const place = places[index];
      if (place === undefined || place.of !== of || unreachable.has(place.name)) return [];
      if (isOnlyCounted(line, place.name) || isIdle(line, used, unreachable)) return [];
      const siblings = lines.filter((_, other) => places[other]?.name === place.name && other !== index);
      return change(line, { ...around, place: place.name, siblings })
        .filter((changed) => changed !== null && changed !== line && !isThere(changed, line, siblings))
        .filter(
          (changed) =>
            !/^(when|empty)_/.test(place.name) || showsNow([line, ...siblings], [changed ?? '', ...siblings], moment),
        )
        .map((changed) => ({
          kind,
          name: `${place.name}: ${line.trim()} -> ${changed?.trim().replaceAll('\n', ' / ')}`,
          text: withoutDanglingCommas([...lines.slice(0, index), changed ?? '', ...lines.slice(index + 1)]),
        }));
    });
    return pickSome(found, perKind, random);
  });
}

/** Whether a changed line only repeats the key of another element. */
function isThere(changed: string, line: string, siblings: readonly string[]): boolean {
  const keyOf = (each: string): string => each.replace(/ (comment|:) .*$/s, '');
  const [first = ''] = changed.split('\n');
  return (
    /^\t(?:0x|\d+(?:-\d+)? )/.test(first) &&
    [...siblings, ...(changed.includes('\n') ? [line] : [])].some((each) => keyOf(each) === keyOf(first))
  );
}

/** When packets are sent, in seconds since the epoch, and the numbers of vendor sessions that are open then. */
export interface Moment {
  readonly time: number;
  readonly sessions: ReadonlySet<string>;
}

/** How long a run lasts at most, in seconds. */
const run = 900;

/** Chains of windows that are closed at a moment, so that no packet gets through them, or that change while packets are sent. */
function closedChains(text: string, moment: Moment): ReadonlySet<string> {
  const windows = [...text.matchAll(/^\tchain when_(\d+) \{\n([^}]*)\}/gm)];
  const closed = windows.filter(([, , body = '']) => {
    const targets = [0, run / 3, run].map((later) =>
      targetAt(body.split('\n'), { ...moment, time: moment.time + later }),
    );
    return targets[0] === null || targets.some((target) => target !== targets[0]);
  });
  return new Set(closed.flatMap(([, id]) => [`when_${id}`, `open_${id}`]));
}

function showsNow(before: readonly string[], after: readonly string[], moment: Moment): boolean {
  return targetAt(before, moment) !== targetAt(after, moment);
}

/** Where the rules of a window lead at a moment; null when none of them holds. */
function targetAt(rules: readonly string[], moment: Moment): string | null {
  const held = rules.find((rule) => /goto (?!deny)/.test(rule) && holds(rule, moment));
  return /goto (\w+)/.exec(held ?? '')?.[1] ?? null;
}

function holds(rule: string, { time, sessions }: Moment): boolean {
  const within = (pattern: RegExp, value: number): boolean => {
    const [, from, to = from] = pattern.exec(rule) ?? [];
    return from === undefined || (Number(from) <= value && value <= Number(to));
  };
  return (
    Number(/meta time >= (\d+)/.exec(rule)?.[1] ?? 0) <= time &&
    time < Number(/meta time < (\d+)/.exec(rule)?.[1] ?? Number.POSITIVE_INFINITY) &&
    within(/meta day (\d)(?:-(\d))?/, (Math.floor(time / 86_400) + 4) % 7) &&
    within(/meta hour (\d+)-(\d+)/, time % 86_400) &&
    [...rule.matchAll(/meta mark set (0x\w+) meta mark (!= )?@sessions/g)].every(
      ([, key = '', not]) => sessions.has(key) === (not === undefined),
    )
  );
}

/** Logs, and verdicts that a chain ends with anyway, change no packet. */
function isOnlyCounted(line: string, place: string): boolean {
  return (
    / log /.test(line) ||
    /^\t\tgoto deny$/.test(line) ||
    (/ drop$/.test(line) && ['deny', 'spoofed', 'stray'].includes(place))
  );
}

/** What no packet gets to: closed windows, maps without elements, and sources that nothing is granted to. */
function isIdle(line: string, text: string, unreachable: ReadonlySet<string>): boolean {
  const map = /@(\w+)/.exec(line)?.[1];
  const isEmpty =
    map !== undefined &&
    map !== 'sessions' &&
    !new RegExp(`^add element \\S+ \\S+ ${map} \\{\\n(\\s*#.*\\n)*\\t[^#}]`, 'm').test(text);
  const source = /^\t0x(\w{4})0000 \. "/.exec(line)?.[1] ?? / : 0x(\w{4})0000,?$/.exec(line)?.[1];
  const isUngranted =
    source !== undefined &&
    !new RegExp(`^\\t0x${source}\\w{4} \\. [^"]*$|^\\t0x${source}\\w{4} \\. [^"]* comment`, 'm').test(text);
  const isUnused = / comment "/.test(line) && !text.includes(line);
  return isEmpty || isUngranted || isUnused || [...unreachable].some((name) => line.includes(`goto ${name}`));
}

function placesOf(
  lines: readonly string[],
): readonly ({ readonly of: 'rule' | 'element'; readonly name: string } | undefined)[] {
  let name = '';
  let of: 'rule' | 'element' | null = null;
  return lines.map((line) => {
    const opened = /^\tchain (\w+) \{/.exec(line)?.[1] ?? /^add element \S+ \S+ (\w+) \{/.exec(line)?.[1];
    if (opened !== undefined) {
      name = opened;
      of = line.startsWith('add') ? 'element' : 'rule';
      return undefined;
    }
    if (/^\t?\}/.test(line)) of = null;
    if (of === null || line.trim() === '' || line.trim().startsWith('#')) return undefined;
    return { of, name };
  });
}

/** An element that is the last now has no comma; a list without elements is left out. */
function withoutDanglingCommas(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replaceAll(/^add element \S+ \S+ \w+ \{\n(?:\s*(?:#.*)?\n)*\}\n?/gm, '')
    .replaceAll(/,(\n(?:\s*(?:#.*)?\n)*\})/g, '$1');
}

function pickSome<T>(items: readonly T[], count: number, random: Random): readonly T[] {
  const left = [...items];
  const picked: T[] = [];
  while (picked.length < count && left.length > 0) picked.push(...left.splice(random.below(left.length), 1));
  return picked;
}

/** Another number of a group: its last bit is the other way. */
function bit(mark: string): string {
  return (Number.parseInt(mark, 16) ^ 1).toString(16).padStart(4, '0');
}
