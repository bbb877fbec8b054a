/** Names of protocols as people spell them, and where one of the catalogue is spoken when no port is named. */
import { describe, expect, test } from 'vitest';
import { protocolNamesOf } from '../../../src/compiler/import/protocol-names.ts';
import { resolveFlow } from '../../../src/compiler/import/resolve-flow.ts';
import { splitProtocols } from '../../../src/compiler/import/split-protocols.ts';
import { usualServices } from '../../../src/compiler/usual-services.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

const nameOf = protocolNamesOf(shippedCatalogue);
const at = { file: 'f', line: 1, column: 1, endLine: 1, endColumn: 2 };

function grantsOf(name: string): readonly string[] {
  const flow = { at, text: name, protocols: [name], ports: null, begins: 'from', reason: null } as const;
  const { grants } = resolveFlow(flow, nameOf, shippedCatalogue);
  return grants.map(({ protocol, ports }) => `${protocol} ${ports.join(' ')}`.trim());
}

describe('a name', () => {
  test.each([
    ['Modbus/TCP', ['modbus']],
    ['MODBUS TCP/IP', ['modbus']],
    ['S7comm', ['s7comm']],
    ['S7comm+', ['s7comm-plus']],
    ['S7comm Plus', ['s7comm-plus']],
    ['EtherNet/IP', ['ethernet-ip tcp/44818']],
    ['IEC 60870-5-104', ['iec-104']],
    ['TASE.2', ['iccp']],
    ['IEEE C37.118', ['synchrophasor tcp/4712 tcp/4713']],
    ['MQTT TLS', ['mqtt tcp/8883']],
    ['DCOM', ['msrpc tcp/135']],
    ['GE-SRTP', ['ge-srtp']],
    ['TLS', []],
    ['constructor', []],
    ['__proto__', []],
    ['Modbus RTU', []],
    ['CIP Safety', []],
  ])('%s means %j', (name, wanted) => {
    expect(grantsOf(name)).toEqual(wanted);
  });

  test('of every protocol of the catalogue is known, and never grants more than the usual places', () => {
    for (const { id, layer, members } of shippedCatalogue.protocols.values()) {
      const meaning = nameOf(id);
      if (layer === 'generic' || members.length > 0) {
        expect(meaning.kind === 'protocols' && meaning.ids.includes(id), id).toBe(false);
        continue;
      }
      if (meaning.kind !== 'protocols') throw new Error(`${id} is not known`);
      expect(meaning.ids[0], id).toBe(id);
      const usual = usualServices(shippedCatalogue.protocols.get(id)).flatMap(({ transport }) => transport);
      const flow = { at, text: id, protocols: [id], ports: null, begins: 'from', reason: null } as const;
      for (const { ports } of resolveFlow(flow, nameOf, shippedCatalogue).grants)
        for (const port of ports) expect(usual, id).toContain(port.split('/')[0]);
    }
  });
});

describe('a list of names', () => {
  test.each([
    ['HTTP/S, DNS', ['HTTP', 'HTTPS', 'DNS']],
    ['Profinet / EtherNet/IP', ['Profinet', 'EtherNet/IP']],
    ['SSH and SFTP; rsync', ['SSH', 'SFTP', 'rsync']],
    ['S7comm+ & OPC UA', ['S7comm+', 'OPC UA']],
    ['SQL (TDS/MySQL)', ['SQL']],
    ['RDP, rdp, RDP', ['RDP', 'rdp']],
    [' , ;', ['']],
    ['(none)', ['']],
  ])('%s is %j', (text, names) => {
    expect(splitProtocols(text)).toEqual(names);
  });
});
