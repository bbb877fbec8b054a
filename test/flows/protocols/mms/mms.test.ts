import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws } from '../../../support/decoder-laws.ts';
import { bytesOf, hexBytes } from '../../../support/frames.ts';
import { connectionConfirm, connectionRequest, data, piece } from '../../../support/iso-transport.ts';
import {
  accept,
  associate,
  ber,
  carried,
  concludeRequest,
  concludeResponse,
  failure,
  identity,
  informationReport,
  objectName,
  plainInitiation,
  readAnswer,
  readList,
  readVariables,
  refuseSession,
  reject,
  rejectInitiation,
  rejectUnit,
  request,
  response,
  serviceError,
  structure,
  success,
  text,
  writeAnswer,
  writeVariables,
} from '../../../support/mms-messages.ts';
import { conversationLine, factLines, readContent } from '../../../support/read-conversations.ts';
import { type Talk, tcpTalk } from '../../../support/tcp-talk.ts';

const prefix = 'plant 10.0.0.1 -> 10.0.0.2 tcp/102, ';

function talkAt102(): Talk {
  return tcpTalk({ serverPort: 102 }).open();
}

/** What is counted, without the endpoints that all have. */
async function operationsOf(talk: Talk): Promise<string[]> {
  const { conversations } = await readContent(pcap(talk.frames));
  return conversations.map((each) => conversationLine(each).replace(prefix, ''));
}

/** The operations of one unit from the client, without the association in front. */
async function operationsOfUnit(unit: Uint8Array): Promise<string[]> {
  const talk = talkAt102().client(associate).server(accept).client(carried(unit));
  return (await operationsOf(talk)).filter((line) => !line.includes(' p8,'));
}

const position = objectName('CSWI1$CO$Pos$Oper');

describe('MMS requests', () => {
  test.each([
    ['status', request(1, 0, [1]), ['mms, discovery 0, x1']],
    ['identify', request(1, 2), ['mms, discovery 2, x1']],
    ['a service with a long tag', request(1, 36, [0x41]), ['mms, program 36, x1']],
    ['stop', request(1, 41, ber(0x80, [1])), ['mms, control 41, x1']],
    ['delete a file', request(300, 76, ber(0x19, [0x41])), ['mms, file 76, x1']],
    ['unknown service', request(1, 99), ['mms, unknown 99, x1']],
    ['read', readVariables(1, objectName('MMXU1$MX$A')), ['mms, read 4, x1']],
    ['read of three', readVariables(1, objectName('a'), objectName('b'), objectName('c', null)), ['mms, read 4, x3']],
    ['read of a list', readList(1, objectName('LLN0$dsRpt')), ['mms, read 4, x1']],
    ['select', readVariables(1, objectName('CSWI1$CO$Pos$SBO')), ['mms, control 4.sbo, x1']],
    ['write', writeVariables(1, [objectName('LLN0$RP$rcb$RptEna')], [ber(0x83, [1])]), ['mms, write 5, x1']],
    ['operate', writeVariables(1, [position], [structure]), ['mms, control 5.oper, x1']],
    [
      'part of a control object',
      writeVariables(1, [objectName('CSWI1$CO$Pos$Oper$ctlVal')], [ber(0x83, [1])]),
      ['mms, control 5.oper, x1'],
    ],
    [
      'select with value',
      writeVariables(1, [objectName('CSWI1$CO$Pos$SBOw')], [structure]),
      ['mms, control 5.sbow, x1'],
    ],
    ['cancel', writeVariables(1, [objectName('CSWI1$CO$Pos$Cancel')], [structure]), ['mms, control 5.cancel, x1']],
    [
      'a name that begins like a control object',
      writeVariables(1, [objectName('GGIO1$SP$Operator')], [structure]),
      ['mms, write 5, x1'],
    ],
    [
      'several at once',
      writeVariables(1, [objectName('GGIO1$SP$a'), position], [structure, structure]),
      ['mms, write 5, x1', 'mms, control 5.oper, x1'],
    ],
    ['a read that is cut off', request(1, 4, [0xa1, 9, 0xa0]), ['mms, read 4, x1']],
    ['cancel of a request', ber(0x85, [7]), ['mms, session p5, x1']],
    ['modifiers in front', ber(0xa0, ber(0x02, [1]), ber(0x30, [0x80, 0]), ber(0x82)), ['mms, discovery 2, x1']],
  ])('%s', async (_name, unit, expected) => {
    expect(await operationsOfUnit(unit)).toEqual(expected);
  });

  test('more variables than any message has count as one without a name', async () => {
    const names = Array.from({ length: 300 }, () => position);
    expect(await operationsOfUnit(writeVariables(1, names, []))).toEqual([
      'mms, write 5, x1',
      'mms, control 5.oper, x256',
    ]);
  });

  test('reports come from the server', async () => {
    const talk = talkAt102()
      .client(associate)
      .server(accept)
      .server(carried(informationReport(objectName('RPT', null))));
    expect(await operationsOf(talk)).toEqual(['mms, session p8, x1', 'mms, report u0, x1']);
  });

  test('conclusion is asked for once', async () => {
    const talk = talkAt102()
      .client(associate)
      .server(accept)
      .client(carried(concludeRequest))
      .server(carried(concludeResponse));
    expect(await operationsOf(talk)).toEqual(['mms, session p11, x1', 'mms, session p8, x1']);
    expect(
      await operationsOf(
        talkAt102()
          .server(carried(readAnswer(1, success)))
          .server(carried(concludeResponse)),
      ),
    ).toEqual(['mms, -, missing operation, x1', 'mms, session p11, x1']);
  });
});

describe('MMS answers', () => {
  test('failures refuse single variables', async () => {
    const talk = talkAt102()
      .client(carried(writeVariables(1, [objectName('GGIO1$SP$a'), position], [structure, structure])))
      .server(carried(writeAnswer(1, success, failure)))
      .client(carried(readVariables(2, objectName('a'), objectName('b'), objectName('CSWI1$CO$Pos$SBO'))))
      .server(carried(readAnswer(2, failure, structure, text('CSWI1'))));
    expect(await operationsOf(talk)).toEqual([
      'mms, read 4, x2, refused 1',
      'mms, control 4.sbo, x1',
      'mms, write 5, x1',
      'mms, control 5.oper, x1, refused 1',
    ]);
  });

  test('a list is refused when all of it is', async () => {
    const talk = talkAt102()
      .client(carried(readList(1, objectName('LLN0$ds'))))
      .server(carried(readAnswer(1, failure, structure)))
      .client(carried(readList(2, objectName('LLN0$ds'))))
      .server(carried(readAnswer(2, failure, failure)));
    expect(await operationsOf(talk)).toEqual(['mms, read 4, x2, refused 1']);
  });

  test('errors and rejects refuse the request with their invoke id', async () => {
    const talk = talkAt102()
      .client(carried(request(1, 41)))
      .client(carried(request(2, 40)))
      .client(carried(request(3, 76)))
      .client(carried(ber(0x85, [2])))
      .server(carried(serviceError(2)))
      .server(carried(rejectUnit(3)))
      .server(carried(ber(0xa7, ber(0x80, [2]))))
      .server(carried(response(1, 41)))
      .server(carried(serviceError(9)));
    expect(await operationsOf(talk)).toEqual([
      'mms, -, missing operation, x1, refused 1',
      'mms, control 40, x1, refused 1',
      'mms, control 41, x1',
      'mms, file 76, x1, refused 1',
      'mms, session p5, x1, refused 1',
    ]);
  });

  test('an answer without request tells of the service, unless the variables would', async () => {
    const talk = talkAt102()
      .server(carried(response(1, 1, ber(0xa0))))
      .server(carried(readAnswer(2, structure)))
      .server(carried(writeAnswer(3, success)));
    expect(await operationsOf(talk)).toEqual(['mms, -, missing operation, x2', 'mms, discovery 1, x1']);
  });

  test.each([
    ['in ACSE', reject],
    ['in session', refuseSession],
    ['of the initiation', rejectInitiation],
  ])('a refusal %s refuses the association', async (_name, message) => {
    const talk = talkAt102().client(associate).server(message);
    expect(await operationsOf(talk)).toEqual(['mms, session p8, x1, refused 1']);
  });
});

describe('links between control centres', () => {
  const version = objectName('TASE2_Version', null);

  test('are known by what they read first, and so is their association', async () => {
    const talk = talkAt102()
      .client(associate)
      .server(accept)
      .client(carried(readVariables(1, version)))
      .server(carried(readAnswer(1, structure)))
      .client(carried(writeVariables(2, [objectName('DSTrans1', 'ICC1')], [structure])))
      .client(carried(writeVariables(3, [objectName('Breaker7', 'ICC1')], [ber(0x85, [1])])));
    expect(await operationsOf(talk)).toEqual([
      'iccp, read 4, x1',
      'iccp, write 5, x1',
      'iccp, control 5.device_control, x1',
      'iccp, session p8, x1',
    ]);
  });

  test('are known by their reports', async () => {
    const talk = talkAt102().server(carried(informationReport(objectName('Transfer_Set_Name', null))));
    expect(await operationsOf(talk)).toEqual(['iccp, report u0, x1']);
  });

  test('are not known by requests without names', async () => {
    const talk = talkAt102()
      .client(associate)
      .server(accept)
      .client(carried(request(1, 2)))
      .client(carried(readVariables(2, version)));
    expect(await operationsOf(talk)).toEqual(['iccp, read 4, x1', 'iccp, session p8, x1', 'mms, discovery 2, x1']);
  });
});

test('what a peer asks in the same association is counted the other way round, what it fetches is not', async () => {
  const talk = talkAt102()
    .client(carried(readVariables(1, objectName('a'))))
    .server(carried(readVariables(1, objectName('b'))))
    .client(carried(readAnswer(1, failure)))
    .server(carried(request(2, 73, [0x41])));
  const { conversations } = await readContent(pcap(talk.frames));
  expect(conversations.map(conversationLine)).toEqual([
    'plant 10.0.0.1 -> 10.0.0.2 tcp/102, mms, read 4, x1',
    'plant 10.0.0.1 -> 10.0.0.2 tcp/102, mms, file 73, x1',
    'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, mms, read 4, x1, refused 1',
  ]);
});

describe('recognising MMS', () => {
  test('an association without requests counts', async () => {
    const talk = talkAt102()
      .client(connectionRequest)
      .server(connectionConfirm)
      .client(associate)
      .server(accept)
      .close();
    expect(await operationsOf(talk)).toEqual(['mms, session p8, x1']);
    expect(await operationsOf(talkAt102().server(accept))).toEqual(['mms, session p8, x1']);
  });

  test('it is found on any port, and its client by the messages', async () => {
    const talk = tcpTalk({ serverPort: 10_102 })
      .open()
      .client(connectionRequest)
      .server(connectionConfirm)
      .client(associate)
      .server(accept)
      .client(carried(readVariables(1, objectName('a'))))
      .server(carried(readAnswer(1, success)));
    for (const from of [0, 3, 5, 6, 7, 8]) {
      const { conversations } = await readContent(pcap(talk.frames.slice(from)));
      const between = conversations.map((each) => `${each.source} ${each.destination} ${each.protocol}`);
      expect([from, ...new Set(between)]).toEqual([from, '10.0.0.1 10.0.0.2 mms']);
    }
  });

  test('another application on the same layers is not MMS', async () => {
    const other = Uint8Array.from(associate);
    other[other.indexOf(0xca)] = 0xcb;
    other[other.lastIndexOf(0xca)] = 0xcb;
    expect(await operationsOf(talkAt102().client(other))).toEqual(['-, -, missing operation object, x1']);
  });

  test('units without the layers between are read', async () => {
    const talk = talkAt102()
      .client(plainInitiation)
      .client(data(request(1, 41, ber(0x80, [1]))))
      .server(data(serviceError(1)));
    expect(await operationsOf(talk)).toEqual(['mms, control 41, x1, refused 1', 'mms, session p8, x1']);
  });

  test('units in pieces and of indefinite length are read', async () => {
    const unit = bytesOf(0xa0, 0x80, ber(0x02, [1]), ber(0xbf29, ber(0x80, [1])), 0, 0);
    const whole = carried(unit).subarray(7);
    const talk = talkAt102()
      .client(associate)
      .client(piece(whole.subarray(0, 9)))
      .client(data(whole.subarray(9)));
    expect(await operationsOf(talk)).toEqual(['mms, control 41, x1', 'mms, session p8, x1']);
  });

  test('what is no unit is unknown payload', async () => {
    const talk = talkAt102()
      .client(associate)
      .client(data(hexBytes('320700000000')))
      .client(carried(ber(0xa0, ber(0x02, [1]))));
    expect(await operationsOf(talk)).toEqual(['mms, session p8, x1', 'mms, unknown payload, x2']);
  });
});

describe('what devices say of themselves', () => {
  test('comes with the identify service', async () => {
    const talk = talkAt102()
      .client(carried(request(1, 2)))
      .server(carried(identity(1, 'Example', 'Relay 7', '2.1')));
    expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual([
      '10.0.0.2 vendor: Example',
      '10.0.0.2 model: Relay 7',
      '10.0.0.2 firmware: 2.1',
    ]);
  });

  test('is on their name plate, of which single attributes are read', async () => {
    const names = ['vendor', 'serNum', 'swRev', 'owner'].map((name) => objectName(`LPHD1$DC$PhyNam$${name}`));
    const talk = talkAt102()
      .client(carried(readVariables(1, ...names, objectName('GGIO1$ST$vendor'))))
      .server(carried(readAnswer(1, text('Example'), text('S 42'), failure, text('secret'), text('value'))));
    expect(factLines((await readContent(pcap(talk.frames))).devices)).toEqual([
      '10.0.0.2 vendor: Example',
      '10.0.0.2 serial-number: S 42',
    ]);
  });
});

describeDecoderLaws('MMS', {
  transport: 'tcp',
  port: 102,
  messages: [
    { from: 'client', bytes: connectionRequest },
    { from: 'server', bytes: connectionConfirm },
    { from: 'client', bytes: associate },
    { from: 'server', bytes: accept },
    { from: 'client', bytes: carried(request(1, 2)) },
    { from: 'server', bytes: carried(identity(1, 'Example', 'Relay 7', '2.1')) },
    { from: 'client', bytes: carried(writeVariables(2, [objectName('a'), position], [structure, structure])) },
    { from: 'server', bytes: carried(writeAnswer(2, success, failure)) },
    { from: 'server', bytes: carried(informationReport(objectName('RPT', null))) },
  ],
  lines: ['discovery 2, x1', 'write 5, x1', 'control 5.oper, x1, refused 1', 'session p8, x1', 'report u0, x1'],
});
