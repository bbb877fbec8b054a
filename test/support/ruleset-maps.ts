/** Maps of a ruleset as text that is the same for what was written and for what the kernel lists. */
import type { NftElement, NftValue } from '../../src/platform/nft/nft-element.ts';
import type { NftObject } from '../../src/platform/nft/nft-json.ts';
import { type ParsedRuleset, parseNumber } from './nft-interpreter.ts';

type Described = Readonly<Record<string, readonly string[]>>;

/** Keys and values of every map and set in a file, sorted. */
export function describeTextMaps(ruleset: ParsedRuleset): Described {
  return Object.fromEntries(
    [...ruleset.maps].map(([name, elements]) => [
      name,
      elements
        .map(({ parts, value }) => {
          const key = parts.map((part) => (typeof part === 'string' ? part : `${part[0]}-${part[1]}`)).join(' . ');
          return `${key} : ${value === null ? '' : normalValue(value)}`;
        })
        .sort(),
    ]),
  );
}

/** The same of what `nft -j list` shows. */
export function describeKernelMaps(objects: readonly NftObject[]): Described {
  return Object.fromEntries(
    objects.flatMap((object) =>
      object.kind === 'map' || object.kind === 'set'
        ? [[object.name, object.elements.map(describeElement).sort()]]
        : [],
    ),
  );
}

function describeElement({ key, value }: NftElement): string {
  const parts = key.kind === 'concat' ? key.parts : [key];
  return `${parts.map(describePart).join(' . ')} : ${value === null ? '' : describeValue(value)}`;
}

function describePart(value: NftValue): string {
  if (value.kind === 'scalar' && /^(eth|hall|lan|line)/.test(String(value.value))) return String(value.value);
  const [from, to] = boundsOf(value);
  return `${from}-${to}`;
}

function boundsOf(value: NftValue): readonly [bigint, bigint] {
  if (value.kind === 'scalar') return [numberOf(value.value), numberOf(value.value)];
  if (value.kind === 'range') return [numberOf(value.from), numberOf(value.to)];
  if (value.kind !== 'prefix') throw new Error(`unexpected ${JSON.stringify(value)}`);
  const base = numberOf(value.address);
  return [base, base + (1n << BigInt((value.address.includes(':') ? 128 : 32) - value.length)) - 1n];
}

function describeValue(value: NftValue): string {
  if (value.kind === 'verdict') return value.target === null ? value.verdict : `${value.verdict} ${value.target}`;
  if (value.kind === 'prefix') return `${value.address}/${value.length}`;
  if (value.kind === 'concat') return value.parts.map((part) => (part.kind === 'scalar' ? part.value : '')).join(' . ');
  return value.kind === 'scalar' ? String(numberOf(value.value)) : JSON.stringify(value);
}

function normalValue(value: string): string {
  return value.startsWith('0x') ? String(BigInt(value)) : value;
}

const names: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  'echo-reply': 0,
  'echo-request': 8,
  'timestamp-request': 13,
};

function numberOf(value: string | number | boolean): bigint {
  if (typeof value === 'number') return BigInt(value);
  const named = names[String(value)];
  return named === undefined ? parseNumber(String(value)) : BigInt(named);
}
