/**
 * The Rego that joins a plant's allowlists to the decision: each `plant.allow.<name>` is asked only in the conduits
 * that name it, so Rego can never open a pair of zones that no conduit declares.
 */

/** Path of the generated module inside the bundle. */
export const gluePath = 'zonewright/allowlists.rego';

/** The module for these allowlists; with none of them nothing is ever granted. */
export function allowlistGlue(names: readonly string[]): string {
  const head = ["# Generated from the names of the plant's allowlists.", 'package zonewright.allowlists', ''];
  if (names.length === 0) return [...head, 'granted := set()', ''].join('\n');
  return [
    ...head,
    'speaking := data.keyed.allowlists[input.source.zone][input.destination.zone] if {',
    '\tinput.source.member',
    '\tinput.destination.member',
    '}',
    '',
    ...[...names].sort().flatMap(grantsOf),
  ].join('\n');
}

/**
 * Besides the grants as written, the session operations of a service come with any grant on it; a Rego grant says
 * which by being asked about each operation of the protocol.
 */
function grantsOf(name: string): string[] {
  const key = /^[a-z_][a-z0-9_]*$/i.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  const rule = `data.plant.allow${key}.grant`;
  const id = `concat("", [${JSON.stringify(`plant.allow.${name}/`)}, grant])`;
  return [
    `granted contains ${id} if {`,
    `\t${JSON.stringify(name)} in speaking`,
    `\tsome grant in ${rule}`,
    '}',
    '',
    `granted contains ${id} if {`,
    `\t${JSON.stringify(name)} in speaking`,
    '\tinput.operation.class == "session"',
    '\tsome operation in data.keyed.operations[input.service.protocol]',
    `\tsome grant in ${rule} with input.operation as operation`,
    '}',
    '',
  ];
}
