import { describe, expect, test } from 'vitest';
import { commonEvent, type EveRow, eveLines, eveLog, flowRecord, modbusEvent, turned } from '../../../support/eve.ts';
import { conversationLine, readContent, readContents } from '../../../support/read-conversations.ts';

const dnsEvent: EveRow = { ...commonEvent, event_type: 'dns', dest_port: 53, proto: 'UDP', dns: { type: 'query' } };
const httpEvent: EveRow = { ...commonEvent, event_type: 'http', dest_port: 80, http: { hostname: 'a', url: '/' } };
const alertEvent: EveRow = { ...commonEvent, event_type: 'alert', alert: { signature_id: 1 }, direction: 'to_server' };
const readRequest = { function_raw: 3, read: { address: 10, quantity: 4 } };
const readAnswer = { function_raw: 3, read: { data: '\u0000\u0001' } };

describe('events of one connection count once', () => {
  const modbus = modbusEvent(readRequest, readAnswer);
  const operation = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 3 holding 10+4, x1';

  test('as their operations, in whatever order and file they come', async () => {
    for (const rows of [
      [modbus, flowRecord],
      [flowRecord, modbus],
    ]) {
      expect(await eveLines(rows)).toEqual([operation]);
      const files = rows.map((row, index) => ({ file: `eve.${index}.json`, content: eveLog([row]) }));
      expect((await readContents(files)).conversations.map(conversationLine)).toEqual([operation]);
    }
  });

  test('as their operations, where no log that shows more is read later', async () => {
    const { conversations } = await readContent(eveLog([modbus, flowRecord]), { laterLogs: 'none' });
    expect(conversations.map(conversationLine)).toEqual([operation]);
  });

  test('as a flow record that others repeat, in whatever order and file they come', async () => {
    const record = { ...flowRecord, dest_port: 80, app_proto: 'http' };
    const alert = { ...alertEvent, dest_port: 80, app_proto: 'http' };
    const file = { ...httpEvent, event_type: 'fileinfo', app_proto: 'http' };
    const netflow = { ...httpEvent, event_type: 'netflow', app_proto: 'http', netflow: { pkts: 1 } };
    const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/80, http, -, missing operation, x1';
    const rows = [httpEvent, httpEvent, alert, file, record, netflow];
    expect(await eveLines(rows)).toEqual([line]);
    expect(await eveLines([httpEvent, alert, file, netflow])).toEqual([line]);
    expect(await eveLines([record, httpEvent, alert])).toEqual([line]);
    const files = [[httpEvent], [record]].map((each, index) => ({ file: `${index}`, content: eveLog(each) }));
    for (const order of [files, files.toReversed()])
      expect((await readContents(order)).conversations.map(conversationLine)).toEqual([line]);
  });

  test('as a flow record that begins and ends within the file', async () => {
    const earlier = { ...dnsEvent, flow_id: 2, timestamp: '2023-11-14T22:13:18.000000+0000' };
    const record = { ...flowRecord, dest_port: 80, app_proto: 'http' };
    const netflow = { ...httpEvent, event_type: 'netflow', app_proto: 'http', netflow: { pkts: 1 } };
    const lines = [
      'plant 10.0.0.1 -> 10.0.0.2 tcp/80, http, -, missing operation, x1',
      'plant 10.0.0.1 -> 10.0.0.2 udp/53, dns, -, missing operation, x1',
    ];
    expect(await eveLines([earlier, record, netflow])).toEqual(lines);
    expect(await eveLines([earlier, httpEvent, record])).toEqual(lines);
  });

  test('as two when they are of two connections', async () => {
    expect(await eveLines([dnsEvent, { ...dnsEvent, flow_id: 2 }, { ...dnsEvent, flow_id: undefined }])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/53, dns, -, missing operation, x3',
    ]);
  });

  test('with the better name of two', async () => {
    const alert = { ...alertEvent, dest_port: 80 };
    expect(await eveLines([alert, httpEvent])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/80, http, -, missing operation, x1',
    ]);
  });
});

describe('an alert', () => {
  const body = (modbusEvent(readRequest, null) as { modbus: unknown }).modbus;
  const alert: EveRow = { ...alertEvent, tx_id: 4, app_proto: 'modbus', modbus: body };
  const line = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, read 3, unit 3 holding 10+4, x1';

  test('shows its transaction once, whatever rules fire on it', async () => {
    expect(await eveLines([alert, { ...alert, alert: { signature_id: 2 } }])).toEqual([line]);
    expect(await eveLines([alert, { ...alert, tx_id: 5 }])).toEqual([line.replace('x1', 'x2')]);
    const { tx_id: _, ...old } = alert;
    expect(await eveLines([old, old])).toEqual([line]);
  });

  test('repeats what an event of its own shows, in whatever file', async () => {
    const event = modbusEvent(readRequest, readAnswer);
    expect(await eveLines([alert, event])).toEqual([line]);
    expect(await eveLines([event, alert])).toEqual([line]);
    const files = [[alert], [event]].map((rows, index) => ({ file: `${index}`, content: eveLog(rows) }));
    expect((await readContents(files)).conversations.map(conversationLine)).toEqual([line]);
  });

  test('does not show all that its connection asks for', async () => {
    expect(await eveLines([alert, flowRecord])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, -, missing operation object, x1',
      line,
    ]);
  });

  test('on an answer has the server as its source', async () => {
    const answer = { ...turned(alert), direction: 'to_client' };
    expect(await eveLines([answer])).toEqual([line]);
    const strange = { ...turned(alertEvent), direction: 'to_client', src_port: 20_001, app_proto: 'ssh' };
    expect(await eveLines([strange])).toEqual(['plant 10.0.0.1 -> 10.0.0.2 tcp/20001, ssh, -, missing operation, x1']);
  });

  test('on an answer is read anew for each port of a server that nobody knows', async () => {
    const answers = [20_001, 20_002].map((port) => ({
      ...turned({ ...alert, dest_port: port, tx_id: port }),
      direction: 'to_client',
    }));
    expect(await eveLines(answers)).toEqual([20_001, 20_002].map((port) => line.replace('tcp/502', `tcp/${port}`)));
  });

  test('of a packet without addresses is counted and left out', async () => {
    const { src_ip: _, dest_ip: __, ...rest } = alertEvent;
    const { reading, conversations } = await readContent(eveLog([rest]));
    expect(conversations).toEqual([]);
    expect(reading.statistics.skipped).toEqual({ 'no-addresses': 1 });
  });

  test('and a drop tell of connections that nothing else shows', async () => {
    expect(await eveLines([{ ...alertEvent, dest_port: 22 }])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/22, -, -, missing operation, x1',
    ]);
    expect(await eveLines([{ ...alertEvent, event_type: 'drop', dest_port: 22, drop: { len: 60 } }])).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/22, -, -, missing operation, x1, refused 1',
    ]);
  });
});
