/** Mistakes planted into exported files: each is refused, or answered with a packet that shows it. */
import { expect, test } from 'vitest';
import { requestOf } from '../../support/export-request.ts';
import { goldenBoundaries } from '../../support/golden-boundaries.ts';
import { proveChanged } from '../../support/prove-case.ts';

type Mutation = readonly [name: string, boundary: string, change: (text: string) => string];

const to = (pattern: RegExp | string, replacement: string) => (text: string) => text.replace(pattern, replacement);
const behind = (line: string, more: string) => (text: string) => text.replace(line, `${line}\n${more}`);
const append = (more: string) => (text: string) => `${text}${more}\n`;

/** A packet shows these. */
const different: readonly Mutation[] = [
  ['drops an element of a port', 'overlaps', to(/^.*0x00050003 \. tcp \. 150 .*\n/m, '')],
  ['drops a range of ports', 'overlaps', to(/^\t201-300 : .*\n/m, '')],
  ['moves a port up', 'overlaps', to('0x00010007 . tcp . 443', '0x00010007 . tcp . 444')],
  ['moves a port down', 'overlaps', to('0x00010007 . tcp . 443', '0x00010007 . tcp . 442')],
  ['ends a range of ports later', 'overlaps', to(/\t201-300( : .*\n)\t301-/, '\t201-301$1\t302-')],
  ['begins a range of ports later', 'overlaps', to('\t201-300', '\t202-300')],
  ['opens another transport', 'overlaps', to('0x00010007 . tcp . 443', '0x00010007 . udp . 443')],
  ['opens another pair of groups', 'overlaps', to('0x00010007 . tcp', '0x00020007 . tcp')],
  [
    'swaps the groups of two sources',
    'line',
    to(/(10\.20\.0\.20 : )0x00050000(.*\n.*\n\t10\.20\.0\.10 : )0x00060000/, '$10x00060000$20x00050000'),
  ],
  ['shortens the prefix of a destination', 'overlaps', to('fd01:1::/124 : goto to_1', 'fd01:1::/125 : goto to_1')],
  ['ends the addresses of a destination later', 'overlaps', to('10.1.1.144-10.1.1.254', '10.1.1.144-10.1.1.255')],
  ['gives a destination to another group', 'overlaps', to('10.1.1.11 : goto to_4', '10.1.1.11 : goto to_3')],
  ['takes a destination away', 'overlaps', to(/^.*10\.1\.1\.11 : goto to_4.*\n/m, '')],
  ['leaves the destinations of IPv6 out', 'overlaps', to('\t\tip6 daddr vmap @to6\n', '')],
  ['leaves the sources of IPv6 out', 'overlaps', to('\t\tmeta mark set ip6 saddr map @from6\n', '')],
  ['puts a group behind another interface', 'overlaps', to('0x00050000 . "eth0"', '0x00050000 . "eth2"')],
  ['removes the check for spoofing', 'overlaps', to(/^.*meta mark \. iifname != @behind goto spoofed\n/m, '')],
  [
    'turns the check for spoofing round',
    'overlaps',
    to('iifname != @behind goto spoofed', 'iifname @behind goto spoofed'),
  ],
  ['lets another function pass', 'functions', to('@ih,56,8 { 0x1, 0x3 }', '@ih,56,8 { 0x1, 0x3, 0x5 }')],
  ['lets a function pass at all times', 'functions', to(/(@ih,56,8 0x6) meta mark .* goto open_/, '$1 goto open_')],
  ['lets a request pass that counts wrong', 'writes', to('@ih,96,8 0x2 ', '')],
  [
    'lets another function of its length pass',
    'writes',
    to(/(@ih,96,8 0x2 @ih,56,8 )\S.*? goto/, '$1{ 0x10, 0x17 } goto'),
  ],
  ['stops requests of one length', 'writes', to(/^.*@ih,96,8 0x2 .*\n/m, '')],
  ['leaves out a group of lengths', 'writes', to(/^.*goto request_\d_2\n/m, '')],
  ['stops a function', 'functions', to('@ih,56,8 { 0x1, 0x3 }', '@ih,56,8 0x1')],
  [
    'asks for another length',
    'functions',
    to('@ih,32,16 0x6 @ih,88,8 >= 0x0 @ih', '@ih,32,16 0x5 @ih,88,8 >= 0x0 @ih'),
  ],
  ['asks for no length', 'functions', to('@ih,32,16 0x6 @ih,88,8 >= 0x0 @ih', '@ih,88,8 >= 0x0 @ih')],
  ['lets a part of a request pass', 'functions', to('@ih,88,8 >= 0x0 @ih', '@ih')],
  ['lets more than a request pass', 'functions', to(/^.*@ih,96,8 >= 0x0 goto deny\n/m, '')],
  ['does not look for urgent data', 'functions', to(/^.*@th,104,8 & 0x20 != 0x0 goto deny\n/m, '')],
  ['lets other protocols pass', 'functions', to(/^.*@ih,16,16 != 0x0 goto deny\n/m, '')],
  ['lets every payload pass', 'functions', to(/^.*@ih,0,8 >= 0x0 goto request_2\n/m, '')],
  ['looks at the second byte for a payload', 'functions', to('@ih,0,8 >= 0x0 goto', '@ih,56,8 >= 0x0 goto')],
  ['judges what servers answer', 'functions', to(/^.*ct direction reply goto empty_2\n/m, '')],
  ['looks at first packets alone', 'functions', to(/(0x\w{4}0002) : goto functions_2/, '$1 : accept')],
  ['accepts at the beginning', 'overlaps', behind('policy drop;', '\t\taccept')],
  ['accepts what is denied', 'overlaps', to('counter name denied drop', 'counter name denied accept')],
  ['accepts what is invalid', 'overlaps', to('counter name invalid drop', 'counter name invalid accept')],
  ['accepts stray packets of TCP', 'overlaps', to('counter name stray drop', 'counter name stray accept')],
  ['does not look for stray packets', 'overlaps', to(/^.*goto stray\n/m, '')],
  ['turns the look for stray packets round', 'overlaps', to('!= syn goto stray', '== syn goto stray')],
  [
    'accepts every live connection',
    'overlaps',
    to(/ct state established ct mark 0x\w+ accept/, 'ct state established accept'),
  ],
  ['accepts one transport', 'overlaps', behind('policy drop;', '\t\ttcp dport 22 accept')],
  ['accepts from one interface', 'overlaps', behind('policy drop;', '\t\tiifname "eth0" accept')],
  ['accepts on an unknown interface', 'overlaps', behind('policy drop;', '\t\tiifname "wg0" accept')],
  [
    'accepts everything related',
    'overlaps',
    to(/ct state related icmp type \{[^}]*\} accept/, 'ct state related accept'),
  ],
  [
    'accepts one more kind of error',
    'overlaps',
    to('{ destination-unreachable, time-exceeded,', '{ destination-unreachable, redirect, time-exceeded,'),
  ],
  [
    'accepts one kind of error less',
    'overlaps',
    to('{ destination-unreachable, time-exceeded,', '{ destination-unreachable,'),
  ],
  ['goes from one chain to another', 'overlaps', to('oifname "eth1" goto conduit', 'oifname "eth1" goto open')],
  ['does not look at the exit', 'overlaps', to('oifname "eth1" goto conduit', 'goto conduit')],
  ['adds other bits to the mark', 'overlaps', to('meta mark | 0x00000003', 'meta mark | 0x00000004')],
  ['forgets the ranges', 'overlaps', to('\t\ttcp dport vmap @ranges_tcp\n', '')],
  ['takes one transport for another', 'overlaps', to('tcp dport vmap @ranges_tcp', 'tcp dport vmap @ranges_udp')],
  ['takes one range for another', 'overlaps', to('201-300 : goto tcp_4', '201-300 : goto tcp_3')],
  ['lets every pair have a range', 'overlaps', to(/(chain tcp_4 \{\n.*\n\t\t)goto deny/, '$1goto open')],
  ['forgets a pair of a range', 'overlaps', to(/(allow_tcp_2 \{\n)\t0x00040001 .*\n/, '$1')],
  ['takes the client for the server', 'overlaps', to('th dport vmap @allow\n', 'th sport vmap @allow\n')],
  ['forgets the replies', 'overlaps', to(/^.*tcp sport vmap @ranges_tcp\n/m, '')],
  ['judges replies as requests', 'overlaps', to('goto judge_reply', 'goto judge')],
  ['opens an IP protocol more', 'overlaps', to('18-57 : goto ip_1', '18-58 : goto ip_1')],
  ['takes the always open chain for a window', 'windows', to('goto when_2', 'goto open')],
  ['takes one window for another', 'windows', to(/(tcp \. 2 .*)goto when_2/, '$1goto when_1')],
  ['opens a window an hour earlier', 'windows', to('meta hour 1800-30599', 'meta hour 0-30599')],
  ['closes a window a second later', 'windows', to('meta hour 1800-30599', 'meta hour 1800-30600')],
  ['opens a window a day longer', 'windows', to('meta day 1-5', 'meta day 1-6')],
  ['begins a day earlier', 'windows', to('meta time >= 1792879200', 'meta time >= 1792792800')],
  [
    'ends a second later',
    'windows',
    to('meta time >= 1792879200 meta time < 1806530400', 'meta time >= 1792879200 meta time < 1806530401'),
  ],
  ['never ends', 'windows', to('meta time >= 1792879200 meta time < 1806530400', 'meta time >= 1792879200')],
  ['keeps connections of a window for ever', 'windows', to(/^(\t0x39b90002 : )goto when_2/m, '$1accept')],
  ['keeps connections of a window for another', 'windows', to(/^(\t0x39b90002 : )goto when_2/m, '$1goto when_1')],
  ['marks connections of a window as always open', 'windows', to('ct mark set 0x39b90002', 'ct mark set 0x39b90000')],
  ['does not mark its connections', 'windows', to(/^\t\tct mark set 0x39b90002\n/m, '')],
  ['marks before it judges', 'windows', behind('chain judge {', '\t\tct mark set 0x39b90000')],
  [
    'accepts a connection of another ruleset',
    'windows',
    to('ct mark 0x39b90000 accept', 'ct mark { 0x39b90000, 0x39b80000 } accept'),
  ],
  ['forgets the connections of a window', 'windows', to(/^\t0x39b90002 : goto when_2,\n/m, '')],
  [
    'does not know its own replies',
    'overlaps',
    to('established ct mark 0x', 'established ct direction original ct mark 0x'),
  ],
  ['accepts what is not tracked', 'overlaps', behind('policy drop;', '\t\tct state untracked accept')],
  ['drops what is not tracked', 'overlaps', behind('policy drop;', '\t\tct state untracked drop')],
  [
    'closes a port in a map that is asked earlier',
    'overlaps',
    to('\t0x00010007 . tcp . 443', '\t0x00050003 . tcp . 120 : drop,\n\t0x00010007 . tcp . 443'),
  ],
  ['takes one session for another', 'sessions', to('meta mark set 0xdad1ac2c', 'meta mark set 0xc72dee7f')],
  ['takes a session for one that nobody has', 'sessions', to('meta mark set 0xdad1ac2c', 'meta mark set 0xdad1ac2d')],
  [
    'opens without a session',
    'sessions',
    to('meta mark set 0xdad1ac2c meta mark @sessions goto open_6', 'goto open_6'),
  ],
  [
    'is content with one of two sessions',
    'sessions',
    to(' meta mark set 0xc72dee7f meta mark @sessions goto', ' goto'),
  ],
  ['forgets the date beside a session', 'sessions', to('meta time < 1806530400 meta mark', 'meta mark')],
  [
    'opens while a session is closed',
    'sessions',
    to('meta mark @sessions goto open_1', 'meta mark != @sessions goto open_1'),
  ],
  ['keeps connections when a session ends', 'sessions', to(/^(\t0xc8000001 : )goto when_1/m, '$1accept')],
  ['keeps connections for another session', 'sessions', to(/^(\t0xc8000001 : )goto when_1/m, '$1goto when_6')],
  ['asks about the mark of the packet', 'sessions', to('\t\tmeta mark set 0xc72dee7f meta mark @', '\t\tmeta mark @')],
  [
    'has sessions that do not end',
    'sessions',
    to('set sessions { type mark; flags timeout; }', 'set sessions { type mark; }'),
  ],
  ['keeps the mark of the packet', 'windows', to(/(ct mark set 0x39b90000\n)\t\tmeta mark set 0x0\n/, '$1')],
  [
    'lets packets past the translation',
    'translation',
    to('oifname "eth1" ct status dnat goto conduit', 'oifname "eth1" goto conduit'),
  ],
  [
    'lets answers past the translation',
    'translation',
    to('iifname "eth1" ct status dnat goto conduit_reply', 'iifname "eth1" goto conduit_reply'),
  ],
  [
    'takes an interface outside for one inside',
    'translation',
    to('iifname { "eth1", "eth3" } goto', 'iifname { "eth0", "eth1", "eth3" } goto'),
  ],
  [
    'takes an interface inside for one outside',
    'translation',
    to('iifname { "eth1", "eth3" } goto', 'iifname "eth1" goto'),
  ],
  ['stops what was translated', 'translation', to('\t\toifname "eth2" ct status dnat goto conduit\n', '')],
];

/** An address shows these. */
const elsewhere: readonly Mutation[] = [
  [
    'leads a network to another one',
    'translation',
    to('10.20.1.0/24 : 192.168.0.0/24', '10.20.1.0/24 : 192.168.1.0/24'),
  ],
  ['translates for another interface', 'translation', to('"eth3" : goto entering_4', '"wg0" : goto entering_4')],
  [
    'translates what comes in as from elsewhere',
    'translation',
    to('"eth3" : goto entering_4', '"eth3" : goto entering_1'),
  ],
  ['translates what leaves as for elsewhere', 'translation', to('"eth3" : goto leaving_4', '"eth3" : goto leaving_1')],
  ['leaves senders as they are', 'translation', to('\t\toifname vmap @leaving_by\n', '')],
  ['translates half of a network', 'translation', to(/\t10\.20\.1\.0\/24 : (\S+)\/24/, '\t10.20.1.0/25 : $1/25')],
  ['forgets a sender', 'translation', to(/^\t192\.168\.0\.0\/24 : .*\n/m, '')],
  [
    'gives a sender another address',
    'translation',
    to('192.168.2.128/25 : 10.20.2.0/25', '192.168.2.128/25 : 10.20.2.128/25'),
  ],
  ['forwards another port', 'translation', to('"eth4" . 10.20.0.2 . tcp . 8443', '"eth4" . 10.20.0.2 . tcp . 8444')],
  ['forwards to another port', 'translation', to('192.168.0.21 . 443', '192.168.0.21 . 444')],
  ['forwards another transport', 'translation', to('10.20.0.2 . tcp . 2222', '10.20.0.2 . udp . 2222')],
  ['translates destinations nowhere', 'translation', to(/\tchain prerouting \{[^}]*\}\n/, '')],
  ['leaves the senders of IPv6 as they are', 'translation', to('\t\tsnat ip6 prefix to ip6 saddr map @snat6_1\n', '')],
];

/** Nobody knows what these do, so nothing is proven. */
const refused: readonly Mutation[] = [
  [
    'translates by a rule of its own',
    'translation',
    behind('chain entering {', '\t\tip daddr 10.0.0.1 dnat ip to 10.0.0.2'),
  ],
  ['masquerades', 'translation', behind('chain leaving {', '\t\tmasquerade')],
  ['translates earlier than others', 'translation', to('priority dstnat', 'priority -300')],
  ['accepts before it translates', 'translation', behind('priority dstnat; policy accept;', '\t\ttcp dport 1 accept')],
  ['gives destinations where senders are meant', 'translation', to('snat ip prefix', 'dnat ip prefix')],
  ['looks into a map of ports for a network', 'translation', to('daddr map @dnat4_1', 'daddr map @forwards4')],
  [
    'looks for the interface that nothing comes in by',
    'translation',
    to('iifname vmap @entering_by', 'oifname vmap @entering_by'),
  ],
  ['looks into a map of marks for a chain', 'translation', to('iifname vmap @entering_by', 'iifname vmap @flows')],
  [
    'translates behind what leads elsewhere',
    'translation',
    behind('iifname vmap @entering_by', '\t\tdnat ip prefix to ip daddr map @dnat4_1'),
  ],
  ['accepts an interface before it translates', 'translation', to('"eth3" : goto entering_4', '"eth3" : accept')],
  [
    'leads to a network of another size',
    'translation',
    to('10.20.2.0/25 : 192.168.2.128/25', '10.20.2.0/25 : 192.168.2.0/24'),
  ],
  [
    'asks for a status that means nothing here',
    'translation',
    to('ct status dnat goto conduit', 'ct status snat goto conduit'),
  ],
  [
    'asks for the contrary of a status',
    'translation',
    to('ct status dnat goto conduit', 'ct status != dnat goto conduit'),
  ],
  ['accepts by policy', 'overlaps', to('policy drop;', 'policy accept;')],
  ['has another table', 'overlaps', append('table inet other { }')],
  ['has another table that is added', 'overlaps', append('add table inet other')],
  [
    'has a second hook',
    'overlaps',
    to('chain judge {\n', 'chain judge {\n\t\ttype filter hook forward priority filter; policy drop;\n'),
  ],
  ['hooks elsewhere', 'overlaps', to('hook forward', 'hook input')],
  ['has another priority', 'overlaps', to('priority filter', 'priority -10')],
  ['does not delete what was there', 'overlaps', to('delete table inet zonewright\n', '')],
  ['is of another family', 'overlaps', (text) => text.replaceAll('table inet', 'table ip')],
  ['has an unknown statement', 'overlaps', behind('policy drop;', '\t\tnotrack')],
  ['sends packets elsewhere', 'overlaps', behind('policy drop;', '\t\tdup to 10.0.0.1')],
  ['jumps and comes back', 'overlaps', to('goto judge\n', 'jump judge\n')],
  ['returns', 'overlaps', behind('policy drop;', '\t\treturn')],
  ['queues', 'overlaps', behind('policy drop;', '\t\tqueue num 0')],
  ['looks at bytes', 'overlaps', behind('policy drop;', '\t\t@th,16,16 22 accept')],
  ['looks at an unknown field', 'overlaps', behind('policy drop;', '\t\tip ttl 1 accept')],
  ['looks at the port of any protocol', 'overlaps', behind('policy drop;', '\t\tth dport 22 accept')],
  ['tells TCP flags apart', 'overlaps', to('(fin|syn|rst|ack)', '(fin|syn|rst)')],
  ['limits what it accepts', 'overlaps', behind('policy drop;', '\t\tlimit rate 1/second accept')],
  ['goes nowhere', 'overlaps', to('goto conduit\n', 'goto conduits\n')],
  ['goes round in a circle', 'overlaps', to('oifname "eth1" goto conduit\n', 'oifname "eth1" goto judge\n')],
  ['looks into a set that is not there', 'overlaps', to('vmap @to4', 'vmap @to5')],
  ['looks up a key of another type', 'overlaps', to('ip daddr vmap @to4', 'ip daddr vmap @to6')],
  ['has an element twice', 'overlaps', to(/^(.*0x00010007 \. tcp \. 443 .*\n)/m, '$1$1')],
  ['has ranges that overlap', 'overlaps', to('\t201-300', '\t200-300')],
  ['has a range in a hash map', 'overlaps', to('0x00010007 . tcp . 443', '0x00010007 . tcp . 443-444')],
  ['has an unknown flag', 'overlaps', to('flags interval;', 'flags interval, dynamic;')],
  ['has elements that time out', 'overlaps', to('10.1.0.1 : 0x', '10.1.0.1 timeout 1h : 0x')],
  [
    'has a session that is open from the start',
    'sessions',
    append('add element inet zonewright sessions { 0xdad1ac2c timeout 1h }'),
  ],
  ['has interfaces with a star', 'overlaps', to('oifname "eth1"', 'oifname "eth*"')],
  ['writes an hour in words', 'windows', to('meta hour 1800-30599', 'meta hour "00:30"-"08:30"')],
  ['writes a day in words', 'windows', to('meta day 1-5', 'meta day "Monday"')],
  ['does not clear the mark', 'overlaps', to(/(chain judge \{\n)\t\tmeta mark set 0x0\n/, '$1')],
  ['includes another file', 'overlaps', (text) => `include "/etc/other.nft"\n${text}`],
  ['defines a variable', 'overlaps', (text) => `define x = 1\n${text}`],
  ['flushes everything', 'overlaps', (text) => `flush ruleset\n${text}`],
  ['ends too early', 'overlaps', (text) => text.slice(0, -4)],
];

test.each(different)('%s, and a packet shows it', (_, boundary, change) => {
  const proof = prove(boundary, change);
  expect(proof).toMatchObject({ kind: 'different', difference: { packet: { source: expect.any(String) as unknown } } });
});

test.each(elsewhere)('%s, and an address shows it', (_, boundary, change) => {
  const proof = prove(boundary, change);
  expect(proof).toMatchObject({
    kind: 'different',
    difference: {
      what: expect.stringMatching(/^is left .* and not /) as unknown,
      witness: expect.stringMatching(/^(?:to|from) [0-9a-f.:]+ (?:from|toward) /) as unknown,
    },
  });
});

test.each(refused)('%s, and is refused with its place', (_, boundary, change) => {
  const proof = prove(boundary, change);
  expect(proof.kind).toBe('unreadable');
  if (proof.kind === 'unreadable') expect(proof.refusal.at).toMatch(/^line \d+, column \d+$/);
});

function prove(boundary: string, change: (text: string) => string) {
  const each = goldenBoundaries[boundary];
  if (each === undefined) throw new Error(`no boundary ${boundary}`);
  return proveChanged(requestOf(each), (text) => {
    const changed = change(text);
    if (changed === text) throw new Error('the mutation changes nothing');
    return changed;
  });
}
