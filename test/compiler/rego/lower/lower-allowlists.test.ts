import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grantWords } from './grant-words.ts';
import { type LoweringExample, loweringExamples } from './lowering-examples.ts';
import { lowerRules, world } from './lowering-world.ts';

const oneConduit = { ...world, conduits: world.conduits.slice(0, 1) };

function rulesOf({ when = '', rules }: LoweringExample): string {
  if (rules !== undefined) return rules;
  return `grant contains "g" if {\n${when.endsWith(';') ? when.slice(0, -1) : `${when}; input.service.protocol == "modbus"`}\n}`;
}

describe('examples', () => {
  test.for(loweringExamples)('lowers $form', async (example) => {
    const { grants, guards } = await lowerRules(rulesOf(example), oneConduit, example.facts);
    expect(grants.map(grantWords)).toEqual(example.grants);
    expect(guards.map((guard) => guard.reason)).toEqual(example.guards);
  });

  test('are the rows of the documentation', () => {
    const page = readFileSync(new URL('../../../../docs/rego-lowering.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| (?!form |-)(.*?) \| (.*)\|$/gm)].map(([, form, example]) => [
      form?.trim(),
      example?.trim().replaceAll('\\|', '|'),
    ]);
    const told = loweringExamples.map(({ form, when }) => [
      form,
      when === undefined ? '' : `\`${when.replace(/;$/, '')}\``,
    ]);
    expect(rows.toSorted()).toEqual(told.toSorted());
  });
});

describe('provenance', () => {
  const rules = [
    'grant contains "first" if input.service.protocol == "s7comm"',
    '',
    'grant contains "second" if {',
    '\tinput.source.class == "jump_server"',
    '\tinput.service.protocol == "modbus"',
    '\tinput.operation.class == "read"',
    '\t"night" in input.windows',
    '}',
  ].join('\n');

  test('a grant names its rule, its conduit and the zone pair', async () => {
    const { grants } = await lowerRules(rules);
    expect(grants.map((grant) => grant.id)).toEqual([
      'plant.allow.t/first[dmz>cell]',
      'plant.allow.t/first[dmz>dmz]',
      'plant.allow.t/second[dmz>cell]',
      'plant.allow.t/second[dmz>dmz]',
    ]);
    expect(grants[2]).toMatchObject({
      conduit: 'data',
      from: 'dmz',
      to: 'cell',
      owner: 'ot',
      reason: 'tests',
      ticket: null,
      expires: null,
      at: { file: 'policies/t.rego', line: 5, endLine: 10 },
    });
  });

  test('a grant points at the condition behind each field', async () => {
    const { grants } = await lowerRules(rules);
    const lines = Object.entries(grants[2]?.fields ?? {}).map(([field, at]) => [field, at.line]);
    expect(lines.toSorted()).toEqual([
      ['during', 9],
      ['from', 6],
      ['operations', 8],
      ['protocol', 7],
    ]);
  });

  test('a guard names the grant, stands at the condition, and lists the zone pairs in which it may allow', async () => {
    const rule = 'grant contains "g" if {\n\tregex.match("^25", input.operation.code)\n}';
    expect((await lowerRules(rule)).guards).toMatchObject([
      {
        name: 'plant.allow.t/g',
        allowlist: 't',
        at: { file: 'policies/t.rego', line: 4, column: 2 },
        pairs: [
          { from: 'dmz', to: 'cell' },
          { from: 'dmz', to: 'dmz' },
        ],
      },
    ]);
    const inCell = rule.replace('if {', 'if {\n\tinput.destination.level < 2');
    expect((await lowerRules(inCell)).guards).toMatchObject([{ pairs: [{ from: 'dmz', to: 'cell' }] }]);
  });

  test('a guard whose condition stands in a helper stands at the rule', async () => {
    const helper = 'picked(asked) if regex.match("^25", asked.code)\n';
    const { guards } = await lowerRules(
      `${helper}grant contains "g" if {\n\tinput.source.class == "jump_server"\n\tpicked(input.operation)\n}`,
    );
    expect(guards).toMatchObject([{ at: { line: 4, column: 1 } }]);
  });

  test.for([
    ['# METADATA\n# title: read all\n# custom: {reason: trends}', 'read all'],
    ['# METADATA\n# custom: {reason: trends}', 'trends'],
    ['', 'tests'],
  ])('a grant gives the reason of its rule, else of its package: %j', async ([comment, reason]) => {
    const { grants } = await lowerRules(
      `${comment}\ngrant contains "a" if input.service.protocol == "s7comm"\n\ngrant contains "b" if input.service.protocol == "modbus"`,
      oneConduit,
    );
    expect(grants.map((grant) => grant.reason)).toEqual([reason, 'tests']);
  });
});

describe('conduits', () => {
  const open = 'grant contains "g" if input.service.protocol == "modbus"';

  test('an allowlist that no conduit names is not looked at', async () => {
    expect(await lowerRules('grant contains', { ...world, conduits: [] })).toEqual({ grants: [], guards: [] });
  });

  test('two conduits between the same zones make one grant', async () => {
    const [data] = world.conduits;
    const conduits = data === undefined ? [] : [data, { ...data, id: 'second' }];
    const { grants } = await lowerRules(open, { ...world, conduits });
    expect(grants.map((grant) => [grant.id, grant.conduit])).toEqual([['plant.allow.t/g[dmz>cell]', 'data']]);
  });

  test('Rego that does not compile guards the whole allowlist', async () => {
    const { grants, guards } = await lowerRules('grant contains "g" if nonsense(1)');
    expect(grants).toEqual([]);
    expect(guards).toMatchObject([{ name: 'plant.allow.t', reason: 'the Rego does not compile' }]);
  });

  test('a zone without assets opens nothing', async () => {
    const { grants } = await lowerRules(open, {
      ...oneConduit,
      assets: [],
      zones: oneConduit.zones.map((zone) => ({ ...zone, members: 'declared' as const })),
    });
    expect(grants).toEqual([]);
  });
});

describe('order', () => {
  test('the order of rules changes nothing but the places', async () => {
    const rules = [
      'grant contains "a" if { input.source.class == "jump_server"; input.service.protocol == "modbus" }',
      'grant contains "a" if { input.destination.class == "plc"; input.service.protocol == "modbus" }',
      'grant contains "b" if { "night" in input.windows; input.service.protocol == "s7comm" }',
    ];
    const [one, two] = await Promise.all([lowerRules(rules.join('\n')), lowerRules(rules.toReversed().join('\n'))]);
    const plain = ({ grants }: typeof one): readonly object[] =>
      grants.map((grant) => ({ ...grant, at: null, fields: null }));
    expect(plain(two)).toEqual(plain(one));
  });
});
