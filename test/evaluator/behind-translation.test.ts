/** What a source names by the port alone, behind a port forward. */
import { describe, expect, test } from 'vitest';
import { withForwardedPorts } from '../../src/compiler/catalogue/forwarded-ports.ts';
import { behindTranslation } from '../../src/evaluator/behind-translation.ts';
import { isServerPort, protocolsByPort } from '../../src/model/catalogue-lookup.ts';
import type { ConversationKey } from '../../src/model/conversation.ts';
import { encryptedProtocol } from '../../src/model/encrypted-protocol.ts';
import { buildBoundary, buildPlan, spanAt } from '../support/plan-builder.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const observed: ConversationKey = {
  scope: 'north',
  source: '10.20.0.10',
  destination: '10.20.0.2',
  transport: 'tcp',
  port: 8443,
  protocol: null,
  operation: null,
  object: null,
  missing: [],
  bucket: 0,
};
const addresses = { source: '10.20.0.10', destination: '192.168.0.21' };

function behind(port: number, inside: number, protocol: string | null, missing: ConversationKey['missing'] = []) {
  const { key, protocols } = behindTranslation(
    { ...observed, port, protocol, missing },
    { addresses, port: inside },
    shippedCatalogue,
  );
  return { port: key.port, protocol: key.protocol, protocols, missing: key.missing };
}

describe('behind a port forward', () => {
  test('encryption is that of the port inside', () => {
    expect(behind(8443, 443, 'tls')).toMatchObject({ port: 443, protocol: 'https', protocols: null });
    expect(behind(8443, 802, 'tls')).toMatchObject({ protocol: 'modbus' });
    expect(behind(8443, 9443, 'tls')).toMatchObject({ protocol: 'tls' });
  });

  test('what the messages say stays', () => {
    expect(behind(8443, 443, 'modbus')).toMatchObject({ protocol: 'modbus', protocols: null });
    expect(behind(8443, 9000, 'https')).toMatchObject({ protocol: 'https', protocols: null });
  });

  test('encryption that only the port outside may have named is one of two', () => {
    expect(behind(443, 9443, 'https')).toMatchObject({ protocol: null, protocols: ['https', 'tls'] });
    expect(behind(443, 802, 'https')).toMatchObject({ protocol: null, protocols: ['https', 'modbus'] });
    expect(behind(443, 443, 'https')).toMatchObject({ protocol: 'https', protocols: null });
  });

  test('an unknown protocol has objects where that of the port inside has', () => {
    expect(behind(5020, 502, null, ['operation'])).toMatchObject({ missing: ['operation', 'object'] });
    expect(behind(502, 5020, null, ['operation', 'object', 'time'])).toMatchObject({ missing: ['operation', 'time'] });
    expect(behind(502, 5020, null, ['time'])).toMatchObject({ missing: ['time'] });
  });

  test('nothing changes where the port does not', () => {
    const key = { ...observed, port: 443, protocol: 'tls', missing: ['operation'] as const };
    expect(behindTranslation(key, { addresses, port: 443 }, shippedCatalogue)).toEqual({
      key: { ...key, ...addresses },
      protocols: null,
    });
  });
});

describe('the catalogue of a plant with port forwards', () => {
  const forward = (outside: number, inside: number, transport: 'tcp' | 'udp' = 'tcp') => ({
    id: `f${outside}`,
    transport,
    outside: { scope: 'north', ip: '10.20.0.2', port: outside },
    inside: { scope: 'line-1', ip: '192.168.0.11', port: inside },
    asset: 'plc-1',
    at: spanAt(1),
  });
  const plan = buildPlan({
    boundaries: [
      buildBoundary({}, 'b', { portForwards: [forward(15_020, 502), forward(9443, 443), forward(15_021, 502, 'udp')] }),
    ],
  });
  const catalogue = withForwardedPorts(shippedCatalogue, plan);

  test('expects what listens inside at the port outside, on its transport', () => {
    expect(protocolsByPort(catalogue, 'tcp', 15_020)).toEqual(['modbus']);
    expect(isServerPort(catalogue, 'tcp', 15_020)).toBe(true);
    expect(isServerPort(shippedCatalogue, 'tcp', 15_020)).toBe(false);
    expect(protocolsByPort(catalogue, 'udp', 15_020)).toEqual(protocolsByPort(shippedCatalogue, 'udp', 15_020));
    expect(protocolsByPort(catalogue, 'tcp', 502)).toEqual(protocolsByPort(shippedCatalogue, 'tcp', 502));
  });

  test('names encryption as before, since others may listen there too', () => {
    expect(encryptedProtocol(catalogue, 'tcp', 9443)).toBe('tls');
  });

  test('is the shipped one where no port is forwarded to another', () => {
    expect(withForwardedPorts(shippedCatalogue, buildPlan({ boundaries: [buildBoundary({})] }))).toBe(shippedCatalogue);
  });
});
