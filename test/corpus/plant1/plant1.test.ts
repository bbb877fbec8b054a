/**
 * A real plant's traffic: one SCADA server, 29 PLCs, 48,501 packets, begun in mid-stream, the server's packets with bad
 * checksums. The capture, the Zeek logs of its Modbus part and an independent table of flows must tell the same story.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { AuditConversation, AuditReport } from '../../../src/model/audit.ts';
import { corpusFolder as corpus, describeCorpus } from '../../support/corpus.ts';
import { runCli } from '../../support/run-cli.ts';

const plant = path.join(import.meta.dirname, 'plant');

describeCorpus('plant1', [], () => {
  let capture: AuditReport;
  let zeek: AuditReport;

  const audit = async (...flows: string[]): Promise<AuditReport> => {
    const { stdout } = await runCli(['audit', '--plant', plant, ...flows, '--format', 'json'], { cwd: corpus });
    return JSON.parse(stdout) as AuditReport;
  };

  beforeAll(async () => {
    capture = await audit('plant1/plant1_merged.pcap');
    zeek = await audit('truth/zeek-ct-plant1-modbus/modbus.log', 'truth/zeek-ct-plant1-modbus/conn.log');
  });

  const modbus = (report: AuditReport) => report.conversations.filter((each) => each.service.protocol === 'modbus');

  /** Requests by function and unit of each device; the logs of this capture show no registers. */
  function counts(report: AuditReport): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { source, destination, operation, object, count } of modbus(report)) {
      const key = `${source.address} ${destination.address} ${operation?.code} unit ${object?.unit}`;
      sums.set(key, (sums.get(key) ?? 0) + count);
    }
    return sums;
  }

  test('every packet is read and every address is a declared asset', () => {
    expect(capture.summary).toMatchObject({ packets: 48_501, skipped: 0 });
    for (const { source, destination } of capture.conversations) {
      expect(source.asset).toBe('scada');
      expect(destination.asset).toMatch(/^plc-/);
    }
  });

  test('capture and Zeek show the same functions and units of the same devices', () => {
    expect([...counts(capture).keys()].sort()).toEqual([...counts(zeek).keys()].sort());
    expect(counts(capture).size).toBe(54);
  });

  test('their counts differ only by requests and answers that the capture cuts apart at its ends', () => {
    const logged = counts(zeek);
    let requests = 0;
    let answers = 0;
    for (const [key, count] of counts(capture)) {
      const answered = logged.get(key) ?? 0;
      requests += count;
      answers += answered;
      expect(count).toBeGreaterThanOrEqual(answered);
      expect(count - answered).toBeLessThanOrEqual(2);
    }
    // Zeek drops the server's packets for their checksums, so it counts answers: 7,986 of them. We count requests, and the
    // answers to requests from before the capture began; 7 requests,
    // at most two of one device, were not answered before it ended.
    expect(answers).toBe(7986);
    expect(requests).toBe(7993);
  });

  test('agrees with the table of flows: who serves what with which functions', () => {
    const table = readFileSync(path.join(corpus, 'truth/flows/plant1_merged.flows.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const expected = table.map((line) => {
      const [client, server, transport, port] = line.split(',');
      const functions = /req:modbus\.func_code=([\d|]+)/.exec(line)?.[1] ?? '';
      return `${client} ${server} ${transport} ${port} ${functions}`;
    });
    const found = Map.groupBy(
      capture.conversations,
      ({ source, destination, service }) =>
        `${source.address} ${destination.address} ${service.transport} ${service.port}`,
    );
    const actual = [...found].map(([pair, conversations]) => `${pair} ${functionsOf(conversations)}`);
    expect(actual.sort()).toEqual(expected.sort());
    expect(actual).toHaveLength(29);
  });

  test('register ranges lie where the requests say, and only answers without a request have none', () => {
    const shown = modbus(capture).filter((each) => each.object?.first !== null);
    expect(shown.length).toBeGreaterThan(150);
    const hidden = modbus(capture).filter((each) => each.object?.first === null);
    expect(hidden.reduce((sum, each) => sum + each.count, 0)).toBeLessThanOrEqual(10);
  });

  test('finds the one thing the plant does not declare: recipes written to plc-modbus-46', () => {
    const denied = capture.conversations.filter((each) => each.verdict.kind === 'denied');
    for (const { destination, operation, verdict } of denied) {
      expect(destination.asset).toBe('plc-modbus-46');
      expect(operation?.code).toBe('16');
      expect(verdict.reason).toBe('operation-not-granted');
    }
    expect(denied.length).toBe(9);
    expect(zeek.conversations.filter((each) => each.verdict.kind === 'denied')).toHaveLength(1);
  });
});

function functionsOf(conversations: readonly AuditConversation[]): string {
  const codes = conversations
    .filter((each) => each.service.protocol === 'modbus')
    .map((each) => Number(each.operation?.code));
  return [...new Set(codes)].sort((a, b) => a - b).join('|');
}
