/** Changes by hand to what a boundary translates: each is found by an address that leads elsewhere, and nothing else is. */
import { expect } from 'vitest';
import { driftFindings, withRunning } from '../support/drift-case.ts';
import { exportCase } from '../support/export-request.ts';
import { rulesetTest } from '../support/kernel.ts';
import { clean, confirm, tryOut } from '../support/running-table.ts';
import { allTranslations, translatedLines } from '../support/translated-lines.ts';

const each = translatedLines();

type Change = readonly [claim: string, commands: string, code: string, words: RegExp];

const changes: readonly Change[] = [
  [
    'a port that is forwarded',
    'add element inet zonewright forwards4 { "eth0" . 10.20.0.2 . tcp . 502 : 192.168.0.11 . 502 }',
    'drift/translation',
    /to 10\.20\.0\.2 from eth0, tcp 502 is left 192\.168\.0\.11 port 502, and by the plant unchanged/,
  ],
  [
    'a network that leads to another line',
    `delete element inet zonewright dnat4_1 { 10.20.2.0/25 }
     add element inet zonewright dnat4_1 { 10.20.2.0/25 : 192.168.0.0/25 }`,
    'drift/translation',
    /to 10\.20\.2\.0 from eth0.* is left 192\.168\.0\.0.*, and by the plant 192\.168\.2\.128/,
  ],
  [
    'one address that leads to another device, from one interface',
    'add element inet zonewright dnat4_2 { 10.20.1.11/32 : 192.168.2.140/32 }',
    'drift/translation',
    /to 10\.20\.1\.11 from eth1.* is left 192\.168\.2\.140.*, and by the plant unchanged/,
  ],
  [
    'an interface whose packets are translated as those of another',
    `delete element inet zonewright entering_by { "eth1" }
     add element inet zonewright entering_by { "eth1" : goto entering_1 }`,
    'drift/translation',
    /from eth1.* is left \d+\.\d+\.\d+\.\d+.*, and by the plant/,
  ],
  [
    'senders that are not translated any more',
    'flush map inet zonewright snat4_1',
    'drift/translation',
    /from 192\.168\.0\.0 toward eth0 is left unchanged, and by the plant 10\.20\.1\.0/,
  ],
  [
    'a network of IPv6 that leads nowhere',
    'flush map inet zonewright dnat6_1',
    'drift/translation',
    /to fd20:1:: from eth0.* is left unchanged, and by the plant fd99:1::/,
  ],
  [
    'a rule in front of the others',
    'insert rule inet zonewright entering ip daddr 10.20.1.11 dnat ip to 192.168.0.12',
    'drift/translation',
    /rules that translate addresses are not understood/,
  ],
  [
    'a rule that keeps packets from being translated',
    'insert rule inet zonewright prerouting tcp dport 502 accept',
    'drift/translation',
    /rules that translate addresses are not understood/,
  ],
  [
    'a hook that leads nowhere',
    'flush chain inet zonewright prerouting',
    'drift/translation',
    /to 10\.20\.\d+\.\d+ from eth0.* is left unchanged, and by the plant/,
  ],
  [
    'a way past the translation',
    'insert rule inet zonewright toward_2 oifname "eth1" goto conduit',
    'drift/open',
    /passes from zone .*, which nobody granted: .* -> 192\.168\.0\.\d+ behind eth1/,
  ],
  [
    'a table of others that translates',
    `add table ip nat
     add chain ip nat pre { type nat hook prerouting priority -110; }
     add rule ip nat pre ip daddr 10.20.1.11 dnat to 192.168.0.12`,
    'drift/rewritten',
    /chain pre of table ip nat.* sends packets to another destination before they are judged/,
  ],
];

rulesetTest.for(changes)('finds %s', async ([, commands, code, words]) => {
  await withRunning(each, async ({ nft, drift }) => {
    await nft(commands);
    const findings = driftFindings(await drift()).filter((finding) => finding.code !== 'drift/older-policy');
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.map(({ code: found, message }) => `${found}: ${message}`).join('\n')).toMatch(words);
    expect(findings.filter((finding) => finding.code === 'drift/rewritten').length).toBe(
      code === 'drift/rewritten' ? 1 : 0,
    );
  });
});

rulesetTest('is not alarmed by what translates as the plant says', async () => {
  await withRunning(each, async ({ router, nft, drift, driftOf }) => {
    expect(driftFindings(await drift())).toEqual([]);
    await nft(exportCase(each));
    await nft('insert rule inet zonewright entering counter\ninsert rule inet zonewright prerouting counter\n');
    await nft(`delete element inet zonewright dnat4_1 { 10.20.1.0/24 }
               add element inet zonewright dnat4_1 { 10.20.1.0/25 : 192.168.0.0/25, 10.20.1.128/25 : 192.168.0.128/25 }`);
    expect(driftFindings(await drift())).toEqual([]);
    await nft(exportCase(each));
    const part = translatedLines(['line-2', 'hmi-web']);
    await tryOut(router, part, 60);
    expect(driftFindings(await driftOf(part)).map(({ code }) => code)).toEqual(['drift/trial']);
    await confirm(router);
    await clean(router);
    expect(driftFindings(await driftOf(part))).toEqual([]);
    expect(driftFindings(await drift()).map(({ code }) => code)).toContain('drift/translation');
    const plain = translatedLines(allTranslations);
    await tryOut(router, plain, 60);
    await confirm(router);
    await clean(router);
    expect(driftFindings(await driftOf(plain))).toEqual([]);
  });
});
