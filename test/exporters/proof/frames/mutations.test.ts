/** Mistakes planted into files of bridges: each is refused, or answered with a frame that shows it. */
import { expect, test } from 'vitest';
import { exportBoundary } from '../../../../src/exporters/registry.ts';
import { exportText, requestOf } from '../../../support/export-request.ts';
import { goldenBridges } from '../../../support/golden-bridges.ts';
import { proveChanged } from '../../../support/prove-case.ts';
import { shippedCatalogue as catalogue } from '../../../support/shipped-catalogue.ts';

type Mutation = readonly [name: string, bridge: string, change: (text: string) => string];

const to = (pattern: RegExp | string, replacement: string) => (text: string) => text.replace(pattern, replacement);
const behind = (line: string, more: string) => (text: string) => text.replace(line, `${line}\n${more}`);
const judging = 'comment "model';

/** A frame shows these. */
const different: readonly Mutation[] = [
  ['moves an EtherType up', 'cell', to('. 0x88a4 comment', '. 0x88a5 comment')],
  ['begins a range of EtherTypes earlier', 'cell', to('0x9000-0x9010', '0x8fff-0x9010')],
  ['ends a range of EtherTypes earlier', 'cell', to('0x9000-0x9010', '0x9000-0x900f')],
  ['ends frame ids one later', 'cell', to('0x010000-0xfbffff', '0x010000-0xfc00ff')],
  ['begins frame ids one earlier', 'cell', to('0x010000-0xfbffff', '0x00ff00-0xfbffff')],
  ['takes a DCP response for a request', 'cell', to(/(0xfefe05 \. 0x00 : goto )heads_7/, '$1heads_8')],
  ['opens DCP Set with DCP Get', 'cell', to(/(0xfefe04 \. 0x00 : goto )heads_5/, '$1heads_7')],
  ['opens another APPID', 'cell', to('0x000200-0x0002ff', '0x000200-0x0003ff')],
  ['gives an address to another group', 'cell', to(/(00:1b:1b:00:00:20 : )0x00010000/, '$10x00020000')],
  ['gives a destination to another group', 'cell', to(/(00:0e:8c:00:00:12 : goto to_)8/, '$17')],
  ['puts a group behind another port', 'cell', to('0x00050000 . "eth1"', '0x00050000 . "eth0"')],
  ['sends multicast by another port', 'cell', to('"eth1" : goto to_3', '"eth2" : goto to_3')],
  ['takes broadcast for multicast', 'cell', to(/\t\tether daddr ff:ff:ff:ff:ff:ff goto broadcast\n/, '')],
  [
    'takes every address for a group',
    'cell',
    to('& 01:00:00:00:00:00 == 01:00:00:00:00:00', '& 01:00:00:00:00:00 == 00:00:00:00:00:00'),
  ],
  [
    'takes local addresses for groups',
    'cell',
    to('& 01:00:00:00:00:00 == 01:00:00:00:00:00', '& 02:00:00:00:00:00 == 02:00:00:00:00:00'),
  ],
  ['looks at no port of the source', 'cell', to(/\t\tmeta mark \. iifname != @behind goto spoofed\n/, '')],
  ['looks at no port of the destination', 'cell', to('oifname "eth1" goto conduit', 'goto conduit')],
  ['does not look behind tags', 'cell', to('\t\tether type 8021q goto conduit_tagged\n', '')],
  ['takes any VLAN', 'cell', to('vlan id 0 goto destination', 'vlan id 0-4095 goto destination')],
  ['takes a VLAN more', 'cell', to('vlan id { 40, 41 }', 'vlan id { 40, 41, 42 }')],
  ['takes a VLAN less', 'cell', to('vlan id { 40, 41 }', 'vlan id 40')],
  ['takes no priority tag', 'cell', to('\t\tvlan id 0 goto destination\n', '')],
  ['takes the VLAN of another scope', 'shared', to('vlan id 10 meta mark @tagged_1', 'vlan id 10 meta mark @tagged_2')],
  ['accepts what is denied', 'cell', to('counter name denied drop', 'counter name denied accept')],
  ['accepts what is spoofed', 'cell', to('counter name spoofed drop', 'counter name spoofed accept')],
  [
    'accepts an EtherType',
    'cell',
    (text) => text.replace(`goto enforce ${judging}`, `ether type arp accept\n\t\tgoto enforce ${judging}`),
  ],
  [
    'accepts from one port',
    'cell',
    (text) => text.replace(`goto enforce ${judging}`, `iifname "eth0" accept\n\t\tgoto enforce ${judging}`),
  ],
  [
    'accepts LLC frames',
    'cell',
    (text) => text.replace(`goto enforce ${judging}`, `ether type 0-1535 accept\n\t\tgoto enforce ${judging}`),
  ],
  ['takes a window for always', 'cell', to(/(names plant\.yaml:7" : )goto when_1/, '$1goto open')],
  ['opens a window an hour earlier', 'cell', to('meta hour 21600-', 'meta hour 18000-')],
  ['ends a window later', 'cell', to(/meta time < (\d+)\d\b/, 'meta time < $19')],
  ['keeps the mark', 'cell', to('chain open {\n\t\tmeta mark set 0x0\n', 'chain open {\n')],
  ['lets the bridge learn from anybody', 'cell', to('\t\tether saddr vmap @home\n', '')],
  [
    'lets the bridge learn at one port',
    'cell',
    to('iifname { "eth1", "eth2" } goto spoofed', 'iifname "eth1" goto spoofed'),
  ],
  [
    'drops frames of strangers before they are looked at',
    'cell',
    to('ether saddr vmap @home', 'ether saddr vmap @home\n\t\tdrop'),
  ],
  ['closes an EtherType early', 'cell', to('chain conduit {\n', 'chain conduit {\n\t\tether type 0x88a4 goto deny\n')],
];

/** Nobody knows what these do, so nothing is proven. */
const refused: readonly Mutation[] = [
  ['accepts by policy', 'cell', to('priority filter; policy drop;', 'priority filter; policy accept;')],
  ['is of another family', 'cell', (text) => text.replaceAll('bridge zonewright', 'inet zonewright')],
  ['hooks elsewhere', 'cell', to('hook forward', 'hook postrouting')],
  [
    'hooks twice',
    'cell',
    to('chain enforce {\n', 'chain enforce {\n\t\ttype filter hook prerouting priority filter; policy accept;\n'),
  ],
  ['has another priority', 'cell', to('hook forward priority filter', 'hook forward priority -100')],
  ['looks at other bytes', 'cell', to('. @nh,0,24 . @nh,24,8 vmap', '. @nh,8,24 . @nh,24,8 vmap')],
  ['looks at the link layer', 'cell', behind('policy drop;', '\t\t@ll,0,8 1 accept')],
  ['looks at packets', 'cell', behind('policy drop;', '\t\tip saddr 10.0.0.1 accept')],
  ['looks at connections', 'cell', behind('policy drop;', '\t\tct state established accept')],
  ['asks for the exit too early', 'cell', to('ether saddr vmap @home', 'oifname "eth1" accept')],
  [
    'masks more than the first byte',
    'cell',
    to('& 01:00:00:00:00:00 == 01:00:00:00:00:00', '& 01:00:00:00:00:01 == 01:00:00:00:00:00'),
  ],
  ['has an element twice', 'cell', to(/^(.*0x88a4 comment .*\n)/m, '$1$1')],
  ['has heads that overlap', 'cell', to('0x010000-0xfbffff', '0x008000-0xfbffff')],
  ['has a range in a hash map', 'cell', to('. 0x88a4 comment', '. 0x88a4-0x88a5 comment')],
  ['changes frames', 'cell', behind('policy drop;', '\t\tether daddr set 00:00:00:00:00:01')],
  ['redirects frames', 'cell', behind('policy drop;', '\t\tmeta pkttype set host')],
  ['does not clear the mark', 'cell', to(/(chain enforce \{\n)\t\tmeta mark set 0x0\n/, '$1')],
  ['flushes everything', 'cell', (text) => `flush ruleset\n${text}`],
];

test.each(different)('%s, and a frame shows it', (_, bridge, change) => {
  const proof = prove(bridge, changedBy(bridge, change));
  expect(proof).toMatchObject({ kind: 'different', difference: { packet: { source: expect.any(String) as unknown } } });
});

test.each(refused)('%s, and is refused with its place', (_, bridge, change) => {
  const proof = prove(bridge, changedBy(bridge, change));
  expect(proof.kind).toBe('unreadable');
  if (proof.kind === 'unreadable') expect(proof.refusal.at).toMatch(/^line \d+, column \d+$/);
});

test('every rule and every element counts', () => {
  const lines = textOf('cell').split('\n');
  const idle = lines.flatMap((line, index) => {
    if (!isLawful(line)) return [];
    const text = lines.filter((_, other) => other !== index).join('\n');
    return prove('cell', text.replaceAll(/,\n\}/g, '\n}')).kind === 'equal' ? [line] : [];
  });
  // The policy drops it as well, without a count.
  expect(idle).toEqual(['\t\tcounter name denied drop']);
});

/** Rules and elements, but for logs, and for what the policy does at the end of a chain as well. */
function isLawful(line: string): boolean {
  const rule = /^\t\t(?!type filter|limit|goto deny)/.test(line);
  return rule || (/^\t[^\t#}]/.test(line) && !/^\t(comment|counter|map|set|chain) /.test(line));
}

function changedBy(bridge: string, change: (text: string) => string): string {
  const text = textOf(bridge);
  const changed = change(text);
  if (changed === text) throw new Error('the mutation changes nothing');
  return changed;
}

function textOf(bridge: string): string {
  return exportText(exportBoundary(requestOf(caseOf(bridge), { catalogue })));
}

function prove(bridge: string, text: string) {
  return proveChanged(requestOf(caseOf(bridge), { catalogue }), () => text);
}

function caseOf(bridge: string) {
  const each = goldenBridges[bridge];
  if (each === undefined) throw new Error(`no bridge ${bridge}`);
  return each;
}
