/** The places of a grant: where it stands, and where the text that decides stands when that is elsewhere. */
import { expect, test } from 'vitest';
import { freedomPlaces, inheritedPlaces } from '../../src/compiler/inherited-places.ts';
import type { ExplainGrant } from '../../src/model/explain.ts';
import { formatSpan } from '../../src/model/span.ts';
import { describeGrants } from '../../src/report/describe-grants.ts';
import { type ExplainedPlant, explainedPlant } from '../support/explained-plant.ts';

/** Grants behind allowed words, each place as `file:line:column what`. */
function grantsBehind({ plant, judgeWords }: ExplainedPlant, words: string): readonly unknown[] {
  return judgeWords(words).flatMap(({ verdict, source, destination }) => {
    if (verdict.kind !== 'allowed') throw new Error(`${words} is ${verdict.kind}`);
    const pair = { from: source.attributes.zone, to: destination.attributes.zone };
    const grants = describeGrants(verdict.grants, pair, plant.bundle.plan, {
      ofGrant: (grant) => inheritedPlaces(plant.checked.plant, grant),
      ofFreeZone: (zone) => freedomPlaces(plant.checked.plant, zone),
    });
    return grants.map(textOf);
  });
}

function textOf({ id, reason, at, places }: ExplainGrant): readonly (string | null)[] {
  const others = places.map((place) => `${formatSpan(place.at)} ${place.what}`);
  return [id, reason, at === null ? null : formatSpan(at), ...others];
}

const assets = `assets:
  scada: {zone: control, class: scada_server, ip: 10.20.0.10}
  hmi: {zone: control, class: hmi_modern, ip: 10.20.0.15}
  ews: {zone: control, class: engineering_workstation, ip: 10.20.0.20}
  plc: {zone: cell, class: plc, ip: 10.20.1.11}
  plc-2: {zone: cell, class: plc, ip: 10.20.1.12}
`;
const zones = `plant: small
zones:
  control: {level: 2, kind: control, networks: [10.20.0.0/24], owner: ops}
  cell: {level: 1, kind: cell, networks: [10.20.1.0/24], owner: line}
`;

test('behind an alias and a merge key, both the grant and the text are shown', async () => {
  const conduits = `conduits:
  down:
    from: control
    to: cell
    owner: ops
    allow:
      poll: &poll
        from: [scada]
        to: [plc]
        protocol: modbus
        operations: &reads [read]
        reason: overview
      panel: {from: [hmi], to: [plc], protocol: modbus, operations: *reads, reason: panel}
      faults:
        <<: *poll
        from: [ews]
        reason: fault finding
      twin:
        *poll
`;
  const plant = await explainedPlant({ 'plant.yaml': zones + assets, 'conduits/a.yaml': conduits });
  expect(grantsBehind(plant, 'hmi -> plc modbus read_coils coils 0 unit 1')).toEqual([
    ['down/panel', 'panel', 'conduits/a.yaml:13:7', 'conduits/a.yaml:11:29 its `operations`'],
  ]);
  expect(grantsBehind(plant, 'ews -> plc modbus read_coils coils 0 unit 1')).toEqual([
    [
      'down/faults',
      'fault finding',
      'conduits/a.yaml:14:7',
      'conduits/a.yaml:10:19 its `protocol`',
      'conduits/a.yaml:9:14 its `to`',
      'conduits/a.yaml:11:29 its `operations`',
    ],
  ]);
  const [poll, twin] = grantsBehind(plant, 'scada -> plc modbus read_coils coils 0 unit 1');
  expect(poll).toEqual(['down/poll', 'overview', 'conduits/a.yaml:7:7']);
  expect(twin).toEqual(
    expect.arrayContaining(['down/twin', 'conduits/a.yaml:18:7', 'conduits/a.yaml:8:16 its `from`']),
  );
});

test('where a template makes a zone what a selector asks for, the template is shown', async () => {
  const plantText = `plant: small
templates:
  machine: {kind: cell, level: 1, internal: free, labels: [line]}
  filler: {extends: machine, owner: line-1}
zones:
  control: {level: 2, kind: control, networks: [10.20.0.0/24], owner: ops}
  cell:
    extends: filler
    networks: [10.20.1.0/24]
${assets}conduits:
  down:
    from: control
    to: "kind:cell"
    owner: ops
    allow:
      poll: {from: [scada], to: ["label:line"], protocol: modbus, operations: [read], reason: overview}
`;
  const plant = await explainedPlant({ 'plant.yaml': plantText });
  expect(grantsBehind(plant, 'scada -> plc modbus read_coils coils 0 unit 1')).toEqual([
    [
      'down/poll',
      'overview',
      'plant.yaml:22:7',
      'plant.yaml:3:13 `kind` of zone cell, which comes from its template',
      'plant.yaml:3:51 `labels` of zone cell, which comes from its template',
    ],
  ]);
  expect(grantsBehind(plant, 'plc -> plc-2 ssh')).toEqual([
    [
      'internal:cell',
      'traffic inside the zone cell is free',
      'plant.yaml:7:3',
      'plant.yaml:3:35 `internal` of zone cell, which comes from its template',
    ],
  ]);
});

test('of Rego, the rule is shown with its title, and the helper that it asks', async () => {
  const rego = `# METADATA
# title: the historian's rules
package plant.allow.history

# METADATA
# title: read process values
grant contains "read" if {
	input.source.asset == "scada"
	is_read
}

grant contains "names" if {
	input.source.asset == "hmi"
	input.service.protocol == "dns"
}

is_read if input.operation.class == "read"
`;
  const conduits = 'conduits:\n  down: {from: control, to: "level:1", owner: ops, allowlists: [history]}\n';
  const plant = await explainedPlant({
    'plant.yaml': zones + assets,
    'conduits/a.yaml': conduits,
    'policies/h.rego': rego,
  });
  expect(grantsBehind(plant, 'scada -> plc modbus read_coils coils 0 unit 1')).toEqual([
    [
      expect.stringMatching(/^plant\.allow\.history\/read/),
      'read process values',
      'policies/h.rego:7:1',
      'policies/h.rego:17:12 its `operations`',
    ],
  ]);
  expect(grantsBehind(plant, 'hmi -> plc dns')).toEqual([
    [expect.stringMatching(/^plant\.allow\.history\/names/), "the historian's rules", 'policies/h.rego:12:1'],
  ]);
});
