/** What two versions of nft list of one bridge reads the same, and anything beside it that frames would meet is refused. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nftablesBridge } from '../../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { readBackBridgeListing } from '../../../src/exporters/nftables-bridge/read-back.ts';
import { proveFrames } from '../../../src/exporters/proof/frames/prove-frames.ts';
import { exportBoundary } from '../../../src/exporters/registry.ts';
import { requestOf } from '../../support/export-request.ts';
import { goldenBridges } from '../../support/golden-bridges.ts';
import { shippedCatalogue as catalogue } from '../../support/shipped-catalogue.ts';

const listing = (version: string): string =>
  readFileSync(new URL(`listings/cell-${version}.json`, import.meta.url), 'utf8');

function prove(json: string) {
  const each = goldenBridges['cell'];
  if (each === undefined) throw new Error('no such bridge');
  const request = requestOf(each, { catalogue });
  const read = readBackBridgeListing(json);
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveFrames(request, nftablesBridge.capabilities, exportBoundary(request).residual, read.value);
}

test.each(['1.0.6', '1.1.3'])('reads what nft %s lists', (version) => {
  expect(prove(listing(version))).toMatchObject({ kind: 'equal' });
});

test.each<readonly [string, string, object]>([
  ['bridge', 'forward', { kind: 'unreadable' }],
  ['bridge', 'prerouting', { kind: 'unreadable' }],
  ['netdev', 'ingress', { kind: 'unreadable' }],
  ['inet', 'ingress', { kind: 'unreadable' }],
  ['bridge', 'input', { kind: 'equal' }],
  ['inet', 'forward', { kind: 'equal' }],
])('a table of family %s with the hook %s beside it counts as it must', (family, hook, outcome) => {
  const parsed = JSON.parse(listing('1.0.6')) as { nftables: unknown[] };
  const other = [
    { table: { family, name: 'other', handle: 90 } },
    { chain: { family, table: 'other', name: 'c', handle: 91, type: 'filter', hook, prio: 0, policy: 'accept' } },
  ];
  expect(prove(JSON.stringify({ nftables: [...parsed.nftables, ...other] }))).toMatchObject(outcome);
});
