/** A catalogue of a handful of protocols, for tests that must not depend on the shipped one. */
import type { Catalogue, OperationClass, OperationEntry, Protocol, Transport } from '../../src/model/catalogue.ts';

/** Modbus with four operations, ICMP, and the generic protocols. */
export function smallCatalogue(): Catalogue {
  const protocols = [
    protocol('modbus', 'ot', [['tcp', 502]], {
      object: {
        unit: { title: 'unit', min: 0, max: 255 },
        tables: ['coils', 'holding'],
        range: { title: 'register', min: 0, max: 65_535 },
      },
      operations: [
        operation('1', 'read_coils', 'read', 'coils'),
        operation('3', 'read_holding', 'read', 'holding'),
        operation('6', 'write_register', 'write', 'holding'),
        operation('90', 'umas', 'program', null),
      ],
    }),
    protocol('opc-ua', 'ot', [['tcp', 4840]], {
      operations: [operation('631', 'read', 'read', null), operation('673', 'write', 'write', null)],
    }),
    protocol('https', 'dmz', [['tcp', 443]], {}),
    protocol('icmp', 'housekeeping', [['icmp', 0]], {
      operations: [
        operation('0', 'echo_reply', 'diagnostic', null),
        operation('5', 'redirect', 'control', null),
        operation('8', 'echo_request', 'diagnostic', null),
      ],
    }),
    protocol('icmpv6', 'housekeeping', [['icmpv6', 0]], {
      operations: [
        operation('128', 'echo_request', 'diagnostic', null),
        operation('129', 'echo_reply', 'diagnostic', null),
      ],
    }),
    protocol('ndp', 'housekeeping', [['icmpv6', 0]], {}),
    protocol('profinet-rt', 'ot', [['ethernet', 0x8892]], {}),
    ...(['tcp', 'udp', 'ip', 'ethernet'] as const).map((id) => protocol(id, 'generic', [[id, 0]], {})),
  ];
  return {
    protocols: new Map(protocols.map((each) => [each.id, each])),
    endpointClasses: new Map(),
    attack: { classes: new Map(), techniques: new Map() },
    templates: new Map(),
    portIndex: new Map(),
    zeekServices: new Map(),
    suricataNames: new Map(),
  };
}

function protocol(
  id: string,
  layer: Protocol['layer'],
  services: readonly (readonly [Transport, number])[],
  more: Partial<Protocol>,
): Protocol {
  return {
    id,
    title: id,
    layer,
    source: 'test',
    confidence: 'source',
    services: services.map(([transport, port]) => ({
      transport,
      ports: [{ from: port, to: port }],
      encrypted: false,
      dynamic: false,
      note: null,
    })),
    codes: null,
    object: null,
    operations: [],
    operationsByCode: new Map(),
    codePatterns: [],
    members: [],
    ...more,
  };
}

function operation(code: string, name: string, type: OperationClass, table: string | null): OperationEntry {
  return { code, name, class: type, table, attack: [] };
}
