/** Changes by hand to a running boundary: each is found by what it does, and what does nothing raises no alarm. */
import { expect } from 'vitest';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { driftFindings, type RunningBoundary, withRunning } from '../support/drift-case.ts';
import { exportCase } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { rulesetTest } from '../support/kernel.ts';
import { lineGrants, linePlant } from '../support/line-plant.ts';
import { sessionElement } from '../support/open-sessions.ts';
import { clean, confirm, tryOut } from '../support/running-table.ts';
import { parsedWitness, witnessPasses } from '../support/witness.ts';

/** What a change must bring: codes with a part of their messages, and nothing else. */
type Expected = readonly (readonly [code: string, words: RegExp])[];
type Change = readonly [claim: string, boundary: string, commands: string, expected: Expected];

const everyPair = /at most it lets pass everything from zone \w+ to zone sis/;

const changes: readonly Change[] = [
  [
    'an element that somebody added',
    'overlaps',
    'add element inet zonewright allow { 0x00050003 . tcp . 23 : goto open }',
    [
      [
        'drift/open',
        /^tcp 23 passes from zone `site` to zone `cell`, which nobody granted: .*element 0x00050003 \. tcp \. 23 : goto open of map allow$/,
      ],
    ],
  ],
  [
    'an element for every pair of groups at once',
    'overlaps',
    `add map inet zonewright every { type mark . inet_proto . inet_service : verdict; flags interval; }
     add element inet zonewright every { 0-0xffffffff . tcp . 0-99 : goto open }
     insert rule inet zonewright conduit meta mark . meta l4proto . th dport vmap @every`,
    [['drift/open', /^tcp 0-99 passes from zone `site` to zone `cell`, and between 4 more pairs of zones/]],
  ],
  [
    'an element that somebody deleted',
    'overlaps',
    'delete element inet zonewright to4 { 10.1.1.10 }',
    [
      [
        'drift/closed',
        /^3 grants, such as `conduit\/wide`, do not pass: tcp 100-200, as .*the lack of a rule or element/,
      ],
    ],
  ],
  [
    'a group behind an interface that is not its own',
    'overlaps',
    'add element inet zonewright behind { 0x00050000 . "eth2" }',
    [['drift/open', /by interfaces that are not theirs.*: 10\.1\.0\.1 behind eth2 ->/]],
  ],
  [
    'a function more than is granted',
    'functions',
    'insert rule inet zonewright request_2 @ih,32,16 0x6 @ih,88,8 >= 0x0 @ih,56,8 0x5 goto open_2',
    [['drift/open', /^tcp 502 passes .* modbus function 5, length 6, .* rule "@ih,32,16 0x6 .*" of chain request_2/]],
  ],
  [
    'answers of servers that are looked into',
    'functions',
    'insert rule inet zonewright functions_2 ct direction reply @ih,0,8 >= 0x0 goto request_2',
    [['drift/live-closed', /stops packets of connections that may begin: .* which does not pass as a reply/]],
  ],
  [
    'a rule that accepts earlier in the hook',
    'overlaps',
    'insert rule inet zonewright forward tcp dport 22 accept',
    [
      [
        'drift/open-safety',
        /^tcp 22 passes .* to zone `sis`, .*rule "tcp dport 22 accept" of chain forward, handle \d+$/,
      ],
      ['drift/open', /^tcp 22 passes .* to zone `cell`, and between 15 more pairs of zones/],
    ],
  ],
  [
    'a rule that accepts everything',
    'overlaps',
    'insert rule inet zonewright forward accept',
    [
      [
        'drift/unfiltered',
        /forwards IPv4 and IPv6 and judges nothing: rule "accept" of chain forward, handle \d+ lets/,
      ],
    ],
  ],
  [
    'a rule that accepts under a condition that nobody here understands',
    'overlaps',
    'insert rule inet zonewright forward ip ttl 1 accept',
    [['drift/may-open', /^rule "ip ttl 1 accept" of chain forward, handle \d+ .*not understood/]],
  ],
  [
    'a rate limit that accepts',
    'overlaps',
    'insert rule inet zonewright enforce limit rate 1/second accept',
    [['drift/may-open', everyPair]],
  ],
  [
    'a condition that nobody understands beside others that narrow it',
    'overlaps',
    'insert rule inet zonewright forward iifname "eth0" ip daddr 10.1.1.10 tcp dport 7 ip ttl 1 accept',
    [
      [
        'drift/may-open',
        /at most it lets pass tcp 7 from zone far to zone cell and tcp 7 from zone site to zone cell, such as/,
      ],
    ],
  ],
  [
    'a rule that drops under a condition that nobody understands',
    'overlaps',
    'insert rule inet zonewright forward ip ttl 1 drop',
    [['drift/may-close', /^rule "ip ttl 1 drop" of chain forward, .*at most it stops .* from zone site to zone cell/]],
  ],
  [
    'a rule that drops what is granted',
    'overlaps',
    'insert rule inet zonewright forward ip daddr 10.1.1.10 drop',
    [['drift/closed', /^3 grants, .*; stopped by rule "ip daddr 10\.1\.1\.10 drop" of chain forward/]],
  ],
  [
    'a chain that is jumped to and returns for one source',
    'overlaps',
    `add chain inet zonewright extra
     add rule inet zonewright extra ip saddr 10.1.0.1 return
     add rule inet zonewright extra ip daddr 10.1.1.10 tcp dport 5 accept
     insert rule inet zonewright enforce jump extra`,
    [['drift/open', /^tcp 5 passes .* let through by rule "ip daddr 10\.1\.1\.10 tcp dport 5 accept" of chain extra/]],
  ],
  [
    'verdicts written in a rule',
    'overlaps',
    'insert rule inet zonewright enforce ip daddr . tcp dport vmap { 10.1.1.11 . 9999 : drop, 10.1.1.10 . 8 : accept }',
    [
      ['drift/open', /^tcp 8 passes from/],
      ['drift/closed', /^grant `conduit\/any` does not pass: tcp 9999, as/],
    ],
  ],
  [
    'live connections that are accepted whatever became of their grants',
    'overlaps',
    'insert rule inet zonewright enforce ct state established accept',
    [['drift/live-open', /passes in a connection of another ruleset, .*rule "ct state established accept"/]],
  ],
  [
    'a mark of connections that nobody gave',
    'windows',
    'add element inet zonewright flows { 0x12340000 : accept }',
    [['drift/live-open', /let through by element 0x12340000 : accept of map flows$/]],
  ],
  [
    'a window that somebody took away',
    'windows',
    'flush chain inet zonewright when_2\nadd rule inet zonewright when_2 goto open_2',
    [['drift/open', /^tcp 2 passes at some times from zone `office` to zone `cell`/]],
  ],
  [
    'error messages that are no longer let through',
    'overlaps',
    `flush chain inet zonewright enforce
     add rule inet zonewright enforce ct state invalid counter name invalid drop
     add rule inet zonewright enforce ct state established ct mark 0x267a0000 accept
     add rule inet zonewright enforce ct state established ct direction reply goto judge_reply
     add rule inet zonewright enforce ct state established goto judge
     add rule inet zonewright enforce meta l4proto tcp tcp flags & (fin|syn|rst|ack) != syn goto stray
     add rule inet zonewright enforce goto judge`,
    [['drift/live-closed', /does not pass as an error about a connection/]],
  ],
  [
    'a chain without its rules',
    'overlaps',
    'flush chain inet zonewright forward',
    [['drift/closed', /^5 grants, .*stopped by the policy drop, at the end of chain forward$/]],
  ],
  [
    'a policy of accept that nothing meets yet',
    'overlaps',
    'add chain inet zonewright forward { policy accept; }',
    [['drift/weakened', /the policy of chain forward is accept/]],
  ],
  [
    'a policy of accept that everything meets',
    'overlaps',
    'add chain inet zonewright forward { policy accept; }\nflush chain inet zonewright forward',
    [
      ['drift/unfiltered', /the policy accept, at the end of chain forward lets everything through/],
      ['drift/weakened', /the policy of chain forward is accept/],
    ],
  ],
  [
    'a table that is switched off',
    'overlaps',
    'add table inet zonewright { flags dormant; }',
    [['drift/unfiltered', /switched off \(flags dormant\)/]],
  ],
  ['a table that is gone', 'overlaps', 'delete table inet zonewright', [['drift/unfiltered', /there is no table/]]],
  [
    'a chain that is gone',
    'overlaps',
    'flush chain inet zonewright forward\ndelete chain inet zonewright forward',
    [['drift/unfiltered', /no chain of the table inet zonewright sees forwarded packets/]],
  ],
  [
    'a chain at another priority',
    'overlaps',
    `flush chain inet zonewright forward
     delete chain inet zonewright forward
     add chain inet zonewright forward { type filter hook forward priority 10; policy drop; }
     add rule inet zonewright forward goto enforce`,
    [['drift/weakened', /priority 10 instead of 0/]],
  ],
];

rulesetTest.for(changes)('%s', async ([, name, commands, expected]) => {
  await withRunning(boundary(name), async (running) => {
    await running.nft(commands);
    await expectFindings(running, expected);
  });
});

rulesetTest('a table that is switched off is one whatever else it holds, and so is a table beside it', async () => {
  for (const name of Object.keys(goldenBoundaries))
    await withRunning(boundary(name), async ({ nft, drift }) => {
      await nft('add table inet off { flags dormant; }');
      expect(driftFindings(await drift())).toEqual([]);
      await nft('add table inet zonewright { flags dormant; }');
      expect(driftFindings(await drift()).map(({ message }) => message)).toEqual([
        expect.stringContaining('switched off (flags dormant)'),
      ]);
    });
});

const besides: readonly Change[] = [
  [
    'a chain of others that drops what is granted',
    'overlaps',
    `add table ip filter
     add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }
     add rule ip filter FORWARD ct state established accept
     add rule ip filter FORWARD tcp dport 100-200 accept`,
    [
      [
        'drift/foreign-closes',
        /^chain FORWARD of table ip filter, hook forward, priority 0 .* stops what the plant grants: .*tcp 443 from zone cell to zone world/,
      ],
    ],
  ],
  [
    'a chain of others that may drop what is granted',
    'overlaps',
    `add table inet guard
     add chain inet guard forward { type filter hook forward priority -5; }
     add rule inet guard forward ip ttl 7 drop`,
    [['drift/foreign-closes', /may stop what the plant grants/]],
  ],
  [
    'a second chain in the table of the boundary',
    'overlaps',
    `add chain inet zonewright extra { type filter hook forward priority -5; }
     add rule inet zonewright extra tcp dport 443 drop`,
    [
      [
        'drift/foreign-closes',
        /^chain extra, .* in the table of the boundary .* stops .*tcp 443 from zone cell to zone world/,
      ],
    ],
  ],
  [
    'translation of destinations, and of sources',
    'overlaps',
    `add table ip nat
     add chain ip nat pre { type nat hook prerouting priority -100; }
     add rule ip nat pre tcp dport 80 dnat to 10.1.1.1:8080
     add chain ip nat post { type nat hook postrouting priority 100; }
     add rule ip nat post oifname "eth2" masquerade`,
    [
      ['drift/rewritten', /rule "tcp dport 80 dnat to 10\.1\.1\.1:8080".*sends packets to another destination/],
      ['drift/rewritten', /rule "oifname "eth2" masquerade".*another source address after they were judged/],
    ],
  ],
  [
    'packets that are not tracked, change their source, or mark their connection',
    'overlaps',
    `add table ip raw
     add chain ip raw pre { type filter hook prerouting priority -300; }
     add rule ip raw pre ip saddr 10.1.0.9 notrack
     add chain ip raw mangle { type filter hook prerouting priority -150; }
     add rule ip raw mangle ip saddr 10.1.0.9 ip saddr set 10.1.0.1
     add rule ip raw mangle ct mark set 0x267a0000`,
    [
      ['drift/rewritten', /takes packets out of connection tracking/],
      ['drift/bypass', /changes addresses, ports or other bytes of packets before they are judged/],
      ['drift/bypass', /sets the mark of connections/],
    ],
  ],
  [
    'packets that leave or are copied before any rule',
    'overlaps',
    `add table netdev early
     add chain netdev early in { type filter hook ingress device "eth0" priority 0; }
     add rule netdev early in ip daddr 10.9.9.9 fwd to "eth1"
     add rule netdev early in ip daddr 10.9.9.8 dup to "eth1"`,
    [
      ['drift/bypass', /sends packets out by an interface of its own choice/],
      ['drift/bypass', /sends copies of packets elsewhere/],
    ],
  ],
];

rulesetTest.for(besides)('finds beside the boundary %s', async ([, name, commands, expected]) => {
  await withRunning(boundary(name), async (running) => {
    await running.nft(commands);
    await expectFindings(running, expected);
  });
});

const harmless: readonly (readonly [
  claim: string,
  change: (running: RunningBoundary, each: BoundaryCase) => Promise<unknown>,
])[] = [
  ['nothing', () => Promise.resolve()],
  ['the same file loaded twice', ({ nft }, each) => nft(exportCase(each))],
  ['a rule that counts', ({ nft }) => nft('insert rule inet zonewright forward ip ttl 1 counter')],
  [
    'a rule that drops what is denied anyway',
    ({ nft }) => nft('insert rule inet zonewright forward ct state new tcp dport 9 ip daddr 10.1.1.10 drop'),
  ],
  ['a condition that decides about nothing', ({ nft }) => nft('add rule inet zonewright deny ip ttl 1 accept')],
  [
    'a rule that was taken out and put back',
    ({ nft }) =>
      nft('flush chain inet zonewright forward\nadd rule inet zonewright forward goto enforce comment "by hand"'),
  ],
  [
    'an element that was deleted and added again, in two parts',
    ({ nft }) =>
      nft(`delete element inet zonewright ranges_tcp { 201-300 }
           add element inet zonewright ranges_tcp { 201-250 : goto tcp_4, 251-300 : goto tcp_4 }`),
  ],
  [
    'tables of others that forwarded packets do not meet, or that let them pass',
    ({ nft }) =>
      nft(`add table inet host
           add chain inet host input { type filter hook input priority 0; policy drop; }
           add chain inet host output { type filter hook output priority 0; policy drop; }
           add table ip filter
           add chain ip filter USER
           add rule ip filter USER return
           add chain ip filter FORWARD { type filter hook forward priority 0; policy accept; }
           add rule ip filter FORWARD jump USER
           add rule ip filter FORWARD ct state vmap { established : accept, invalid : drop }
           add rule ip filter FORWARD meta mark 0x1 accept
           add table inet off { flags dormant; }
           add chain inet off forward { type filter hook forward priority 0; policy drop; }`),
  ],
];

rulesetTest.for(harmless)('is not alarmed by %s', async ([, change]) => {
  const each = boundary('overlaps');
  await withRunning(each, async (running) => {
    await change(running, each);
    await expectFindings(running, []);
  });
});

rulesetTest('is not alarmed by any boundary as it was loaded', async () => {
  for (const each of Object.values(goldenBoundaries)) await withRunning(each, (running) => expectFindings(running, []));
});

rulesetTest('says that nothing is judged, but nothing passes either, where the kernel does not forward', async () => {
  await withRunning(boundary('overlaps'), async (running) => {
    await running.nft('delete table inet zonewright');
    const { router } = running;
    for (const file of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'])
      await router.run(['sh', '-c', `echo 0 > /proc/sys/net/${file}`]);
    await expectFindings(running, [['drift/not-loaded', /the kernel does not forward packets either/]]);
  });
});

rulesetTest('says which interface is missing, and that a bridge passes frames by', async () => {
  await withRunning(boundary('overlaps'), async (running) => {
    const { router } = running;
    await router.run(['ip', 'link', 'set', 'eth2', 'name', 'wan0']);
    await router.run(['ip', 'link', 'add', 'br0', 'type', 'bridge']);
    await expectFindings(running, [['drift/interface', /has no interface `eth2`, .*: `world`$/]]);
  });
});

rulesetTest(
  'compares the policy that is on trial, says until when, and then the one before it with what is left over',
  async () => {
    const { whole: _, ...others } = lineGrants;
    const [before, after] = [linePlant(), linePlant(Object.values(others))];
    await withRunning(before, async (running) => {
      const { router, drift, driftOf } = running;
      await tryOut(router, after, 60);
      expect(driftFindings(await driftOf(after)).map(({ code, message }) => [code, message])).toEqual([
        [
          'drift/trial',
          expect.stringMatching(
            /^boundary `fw-line` has .* on trial until 2026-08-03T12:0[01]:\d\dZ; after that, .* judges again$/,
          ),
        ],
      ]);
      const tried = await drift();
      expect(driftFindings(tried).map(({ code }) => code)).toEqual([
        'drift/closed',
        'drift/trial',
        'drift/older-policy',
      ]);
      expect(tried).toMatchObject({
        facts: { running: { isOfPlant: false, trialUntil: expect.stringMatching(/^2026/) } },
      });
      await router.run(['nft', 'flush set inet zonewright trial']);
      expect(driftFindings(await drift()).map(({ code, message }) => [code, message])).toEqual([
        ['drift/leftovers', expect.stringMatching(/still holds the policy .*, whose trial is over$/)],
      ]);
      await clean(router);
      await expectFindings(running, []);
      await tryOut(router, after, 60);
      await confirm(router);
      await clean(router);
      expect(driftFindings(await driftOf(after))).toEqual([]);
      await router.run(['nft', 'insert rule inet zonewright enforce_a tcp dport 9999 accept']);
      const [opened] = driftFindings(await driftOf(after));
      expect(opened?.message).toMatch(/let through by rule "tcp dport 9999 accept" of chain enforce_a, handle \d+$/);
    });
  },
);

rulesetTest('a session that is open is no drift, one without an end or without a plant is', async () => {
  await withRunning(boundary('sessions'), async (running) => {
    const add = (key: number, more: string) => running.nft(`add element inet zonewright sessions { ${key} ${more} }`);
    await add(sessionElement('acme-support'), 'timeout 1h');
    const drift = await running.drift();
    expect(driftFindings(drift)).toEqual([]);
    expect(drift).toMatchObject({
      facts: {
        running: { sessions: [{ window: 'acme-support', until: expect.stringMatching(/^2026-08-03T1[23]:/) }] },
      },
    });
    await add(sessionElement('tuning'), '');
    await add(7, 'timeout 1h');
    const found = driftFindings(await running.drift()).map(({ code }) => code);
    expect(found.toSorted()).toEqual(['drift/endless-session', 'drift/unknown-session']);
    await running.nft('insert rule inet zonewright forward ip daddr 10.2.0.1 tcp dport 3389 accept');
    const [opened] = driftFindings(await running.drift());
    expect(opened?.message).toMatch(/^tcp 3389 passes at some times .*, with no session open; let through by rule/);
  });
});

function boundary(name: string): BoundaryCase {
  const each = goldenBoundaries[name];
  if (each === undefined) throw new Error(`no boundary ${name}`);
  return each;
}

/** The findings are those, and the kernel says of each packet that they show what they say. */
async function expectFindings(running: RunningBoundary, expected: Expected): Promise<void> {
  const findings = driftFindings(await running.drift());
  const texts = findings.map(({ code, message }) => `${code}: ${message}`);
  expect(
    findings.map(({ code }) => code),
    texts.join('\n'),
  ).toEqual(expected.map(([code]) => code));
  for (const [index, [, words]] of expected.entries()) expect(findings[index]?.message).toMatch(words);
  for (const { code, message } of findings) {
    if (!/^drift\/(open|closed)/.test(code) || /by interfaces that are not theirs|at some times/.test(message))
      continue;
    const passes = await witnessPasses(running.router, parsedWitness(message));
    expect({ message, passes }).toEqual({ message, passes: code.startsWith('drift/open') });
  }
}
