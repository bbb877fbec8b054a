/** Names of the chains and maps of one policy, told from those of another in the same table by what is behind them. */
import { addElements, type NftElement } from './elements.ts';
import { sessionSet } from './session-set.ts';

/** Names of chains and maps in a line of a writer's own words; comments and names of interfaces are not looked at. */
export function withSuffix(line: string, suffix: string): string {
  if (suffix === '' || line.startsWith('#')) return line;
  return line.replaceAll(/"[^"]*"|((?:goto |@|^chain )\w+)/g, (text, name?: string) =>
    name === undefined || isShared(name) ? text : `${name}${suffix}`,
  );
}

/** What policies share, and bytes of a packet, such as `@nh,0,24`. */
function isShared(name: string): boolean {
  return [`@${sessionSet}`, '@nh', '@th', '@ll', '@ih'].includes(name);
}

/** The declaration of a map or set: `map allow { ... }`. */
export function declareWithSuffix(declaration: string, suffix: string): string {
  return declaration.replace(/^((?:map|set) \w+)/, `$1${suffix}`);
}

/** Commands that fill a map or set of a table, whose values may lead to chains of the same policy. */
export function fillWithSuffix(
  table: string,
  map: string,
  elements: readonly NftElement[],
  suffix: string,
): readonly string[] {
  const own = elements.map((each) => ({ ...each, value: each.value === null ? null : withSuffix(each.value, suffix) }));
  return addElements(`${table} ${map}${suffix}`, suffix === '' ? elements : own);
}
