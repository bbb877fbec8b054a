/**
 * The Rego that joins a plant's allowlists to the decision: each `plant.allow.<name>` is asked only in the conduits
 * that name it, so Rego can never open a pair of zones that no conduit declares.
 */

/** Path of the generated module inside the bundle. */
export const gluePath = 'zonewright/allowlists.rego';

/**
 * The module for these allowlists; with none of them nothing is ever granted. What those in `onUsualPorts` grant is for the
 * usual ports of a protocol, as a grant without ports is.
 */
export function allowlistGlue(names: readonly string[], onUsualPorts: readonly string[] = []): string {
  const head = ["# Generated from the names of the plant's allowlists.", 'package zonewright.allowlists', ''];
  if (names.length === 0) return [...head, 'granted := set()', ''].join('\n');
  return [
    ...head,
    'speaking := data.keyed.allowlists[input.source.zone][input.destination.zone] if {',
    '\tinput.source.member',
    '\tinput.destination.member',
    '}',
    '',
    ...(onUsualPorts.length === 0 ? [] : usualPorts),
    ...[...names].sort().flatMap((name) => grantsOf(name, onUsualPorts.includes(name))),
  ].join('\n');
}

/** A protocol that the catalogue does not have is usual everywhere. */
const usualPorts: readonly string[] = [
  'usual if not data.keyed.usual[input.service.protocol]',
  '',
  'usual if {',
  '\tsome range in data.keyed.usual[input.service.protocol][input.service.transport]',
  '\trange.from <= input.service.port',
  '\tinput.service.port <= range.to',
  '}',
  '',
];

/**
 * Besides the grants as written, the session operations of a service come with any grant on it; a Rego grant says
 * which by being asked about each operation of the protocol.
 */
function grantsOf(name: string, usual: boolean): string[] {
  const key = /^[a-z_][a-z0-9_]*$/i.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  const rule = `data.plant.allow${key}.grant`;
  const id = `concat("", [${JSON.stringify(`plant.allow.${name}/`)}, grant])`;
  const limits = usual ? ['\tusual'] : [];
  return [
    `granted contains ${id} if {`,
    `\t${JSON.stringify(name)} in speaking`,
    ...limits,
    `\tsome grant in ${rule}`,
    '}',
    '',
    `granted contains ${id} if {`,
    `\t${JSON.stringify(name)} in speaking`,
    ...limits,
    '\tinput.operation.class == "session"',
    '\tsome operation in data.keyed.operations[input.service.protocol]',
    `\tsome grant in ${rule} with input.operation as operation`,
    '}',
    '',
  ];
}
