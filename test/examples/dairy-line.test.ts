/** The example's recordings against the answer key, which was written from the clients' own logs (tools/record-dairy-line). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AuditConversation, AuditReport } from '../../src/model/audit.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const plant = 'examples/plants/dairy-line';

interface Answer {
  readonly recording: string;
  readonly source: { readonly address: string; readonly zone: string | null; readonly asset: string | null };
  readonly destination: { readonly address?: string; readonly cast?: string; readonly zone: string | null };
  readonly protocol: string;
  readonly transport: string;
  readonly port: number | null;
  readonly operation?: { readonly class: string; readonly code: string; readonly name: string | null } | null;
  readonly object?: AuditConversation['object'];
  readonly verdict: string;
  readonly reason?: string;
  readonly requests?: number;
  readonly refused?: number;
  readonly housekeeping?: boolean;
}

const { answers } = parse(readFileSync(path.join(root, plant, 'answers.yaml'), 'utf8')) as { answers: Answer[] };

/** A line that says everything an answer says; sorted lists of them are compared as a whole. */
const lineOfAnswer = (answer: Answer): string =>
  JSON.stringify([
    answer.source.address,
    answer.destination.address,
    answer.protocol,
    answer.transport,
    answer.port,
    answer.operation ?? null,
    answer.object ?? null,
    answer.verdict,
    answer.reason ?? null,
    answer.requests ?? null,
    answer.refused ?? null,
  ]);

/** Counts are known for decoded operations only, as in the key. */
const lineOfConversation = (conversation: AuditConversation): string =>
  JSON.stringify([
    conversation.source.address,
    conversation.destination.address,
    conversation.service.protocol,
    conversation.service.transport,
    conversation.service.port,
    conversation.operation === null
      ? null
      : { class: conversation.operation.class, code: conversation.operation.code, name: conversation.operation.name },
    conversation.object,
    conversation.verdict.kind,
    conversation.verdict.reason,
    conversation.operation === null ? null : conversation.count,
    conversation.operation === null ? null : conversation.refused,
  ]);

const isHousekeeping = (conversation: AuditConversation): boolean =>
  ['arp', 'ndp'].includes(conversation.service.protocol ?? '');

describe.each(['tuesday.pcap', 'sunday.pcapng'])('%s', (recording) => {
  const key = answers.filter((answer) => answer.recording === recording);
  let report: AuditReport;

  beforeAll(async () => {
    const { stdout } = await runCli(['audit', '--plant', plant, `${plant}/flows/${recording}`, '--format', 'json'], {
      cwd: root,
    });
    report = JSON.parse(stdout) as AuditReport;
  });

  test('the report says exactly what the key says about every conversation', () => {
    const expected = key
      .filter((answer) => answer.housekeeping !== true)
      .map(lineOfAnswer)
      .sort();
    const actual = report.conversations
      .filter((each) => !isHousekeeping(each))
      .map(lineOfConversation)
      .sort();
    expect(actual).toEqual(expected);
    expect(expected.length).toBeGreaterThan(40);
  });

  test('resolves every address to the zone and asset of the key', () => {
    const places = new Map(key.map((answer) => [answer.source.address, [answer.source.zone, answer.source.asset]]));
    for (const { source } of report.conversations)
      expect([source.zone, source.asset]).toEqual(places.get(source.address));
  });

  test('judges address resolution as the key does; a reply is part of its request', () => {
    const lines = new Map<string, string>();
    for (const answer of key.filter((each) => each.housekeeping === true)) {
      const target = answer.destination.address ?? answer.destination.cast ?? '';
      lines.set(`${answer.source.address} ${target} ${answer.protocol}`, answer.verdict);
    }
    const seen = report.conversations.filter(isHousekeeping);
    expect(seen.length).toBeGreaterThan(20);
    for (const { source, destination, service, verdict } of seen) {
      const target = groupOf(destination.address) ?? destination.address;
      expect(`${source.address} ${target}: ${verdict.kind}`).toBe(
        `${source.address} ${target}: ${lines.get(`${source.address} ${target} ${service.protocol}`)}`,
      );
    }
  });

  test('leaves nothing out', () => {
    expect(report.summary.skipped).toBe(0);
    expect(report.inputs.flatMap((input) => input.problems)).toEqual([]);
  });
});

function groupOf(address: string): string | null {
  if (address === '255.255.255.255' || address === 'ff:ff:ff:ff:ff:ff') return 'broadcast';
  return address.startsWith('ff02:') ? 'multicast' : null;
}
