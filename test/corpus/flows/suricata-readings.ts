/** What an expectation of Suricata's regression tests says about conversations: a rule alerts on what it is written for. */
import { dnp3Table } from '../../../src/flows/protocols/dnp3/dnp3-tables.ts';
import type { Conversation } from '../../../src/model/conversation.ts';
import type { SuricataExpectation } from '../../support/suricata-expectations.ts';

/** Whether a conversation is one that is meant. */
type Condition = (conversation: Conversation) => boolean;

/** An expectation, read: the count over all conversations that are meant should be the expected one. */
export interface Reading {
  /** In the catalogue, or `connections`. */
  readonly protocol: string;
  readonly count: (conversations: readonly Conversation[], facts: readonly string[]) => number;
}

const observations: Count = (conversations) => conversations.reduce((sum, { count }) => sum + count, 0);
/** A rule without a direction alerts on the request and on the answer. */
const bothWays: Count = (conversations) => 2 * observations(conversations);
const connections: Count = (conversations) =>
  new Set(
    conversations.map(({ source, destination, transport, port }) => `${source} ${destination} ${transport} ${port}`),
  ).size;
type Count = (conversations: readonly Conversation[]) => number;

function reading(protocol: string, condition: Condition, count: Count = observations): Reading {
  return {
    protocol,
    count: (conversations) =>
      count(
        conversations.filter((each) => (protocol === 'connections' || each.protocol === protocol) && condition(each)),
      ),
  };
}

const codeIs = (code: string) => (conversation: Conversation) =>
  conversation.operation?.code === code || conversation.operation?.code.startsWith(`${code}.`) === true;
const classIs = (type: string) => (conversation: Conversation) => conversation.operation?.class === type;
const tableIs = (table: string | null) => (conversation: Conversation) => conversation.object?.table === table;
const isReport = codeIs('130');
const all =
  (...conditions: readonly Condition[]): Condition =>
  (conversation) =>
    conditions.every((each) => each(conversation));

const identityRequest = '0x01/0x03';
const listIdentity = 'e0x63';

/** What a device says of itself in each answer to a list of identities. */
function saying(...said: readonly string[]): Reading {
  const { count } = reading('ethernet-ip', codeIs(listIdentity));
  return {
    protocol: 'ethernet-ip',
    count: (conversations, facts) =>
      said.every((fact) => facts.some((each) => each.endsWith(fact))) ? count(conversations, facts) : 0,
  };
}

/** By the text of the rule that alerts. */
const rules: readonly (readonly [pattern: RegExp, read: (found: RegExpExecArray) => Reading])[] = [
  [/modbus: function (\d+);/, ([, code = '']) => reading('modbus', codeIs(code))],
  [/modbus: function assigned;/, () => reading('modbus', ({ operation }) => /^\d/.test(operation?.code ?? ''))],
  [/modbus: access (read|write);/, ([, type = '']) => reading('modbus', classIs(type))],
  [/modbus: unit (\d+);/, ([, unit]) => reading('modbus', ({ object }) => object?.unit === Number(unit))],
  // Suricata counts objects from 1, and the range leaves its ends out.
  [
    /modbus: unit >9, access read coils, address 0<>2;/,
    () =>
      reading(
        'modbus',
        all(classIs('read'), tableIs('coils'), ({ object }) => (object?.unit ?? 0) > 9 && object?.first === 0),
      ),
  ],
  [/enip_command:\s*(?:99|list_identity)/, () => reading('ethernet-ip', codeIs(listIdentity), bothWays)],
  // The header of an answer to it with one identity, and that identity.
  [/frame:enip\.hdr; content:"\|63 00 33 00\|"/, () => reading('ethernet-ip', codeIs(listIdentity))],
  [/frame:enip\.enip\.item; content:"\|0c 00 2d 00\|"/, () => reading('ethernet-ip', codeIs(listIdentity))],
  // Every Multiple Service Packet of the capture asks for the identity once.
  [/cip_service: 10;/, () => reading('ethernet-ip', codeIs(identityRequest))],
  [
    /enip\.cip_attribute: 5; enip\.cip_class: 1; enip\.cip_instance: 1;/,
    () =>
      reading(
        'ethernet-ip',
        all(codeIs(identityRequest), ({ object }) => object?.unit === 1 && object.first === 1),
      ),
  ],
  [/enip\.product_name; content: "([^"]*)"/, ([, name]) => saying(` model ${name}`)],
  [/enip\.revision: 0x403;/, () => saying(' firmware 4.3')],
  [
    /enip\.serial: 0x([0-9A-F]+);/,
    ([, serial = '']) => saying(` serial-number ${serial.toLowerCase().padStart(8, '0')}`),
  ],
  [/enip\.device_type: 12;/, () => saying(' device-type Communications Adapter')],
  [/enip\.vendor_id: 1;/, () => saying(' vendor Rockwell Automation/Allen-Bradley')],
  [/dnp3_obj:(\d+),/, ([, group]) => reading('dnp3', all(isReport, tableIs(dnp3Table(Number(group)))))],
  // Group 2, variation 1, one octet of count and of index, one object, index 0: an event of binary input 0.
  [
    /to_server; dnp3_data; content:"\|02 01 28 01 00\|"/,
    () => reading('dnp3', (each) => !isReport(each) && tableIs(dnp3Table(2))(each)),
  ],
  [
    /dnp3_data; content:"\|02 01 28 01 00\|"/,
    () =>
      reading(
        'dnp3',
        all(isReport, tableIs(dnp3Table(2)), ({ object }) => object?.first === 0),
      ),
  ],
  // Classes of data are asked for, never reported.
  [/to_client; dnp3_data; content:"\|3c 04 06 3c\|"/, () => reading('dnp3', all(isReport, tableIs('class_data')))],
  [/itype:8;/, () => reading('icmp', codeIs('8'))],
];

/** Protocols as `app_proto` has them. */
const protocols: Readonly<Record<string, string>> = { dnp3: 'dnp3', enip: 'ethernet-ip' };

/** Null for what says nothing about a conversation, and for DNP3 messages, which are compared object by object. */
export function readExpectation({ name, match, rule }: SuricataExpectation): Reading | null {
  // From version 8 on the same rule alerts on answers too, of which one is missing in the capture.
  if (name.endsWith('min-version 8') && rule?.includes('cip_service') === true) return null;
  if (match['modbus.request.function_code'] === 'RdCoils') return reading('modbus', codeIs('1'));
  if (match['enip.request.cip.service'] === 'Multiple Service Packet')
    return reading('ethernet-ip', codeIs(identityRequest));
  if (match['event_type'] === 'enip' && match['enip.request.command'] === 'list_identity')
    return saying(
      ` vendor ${match['enip.response.identity.vendor_id']}`,
      ` model ${match['enip.response.identity.product_name']}`,
      ` firmware ${match['enip.response.identity.revision']}`,
    );
  if (match['event_type'] === 'flow') return readFlow(match);
  for (const [pattern, read] of rules) {
    const found = pattern.exec(rule ?? '');
    if (found === null) continue;
    if (match['modbus.request.function_code'] !== 'MEI') return read(found);
    const { protocol, count } = read(found);
    return { protocol, count: (conversations, facts) => count(conversations.filter(codeIs('43')), facts) };
  }
  return null;
}

/** One connection from here to there; of a tagged one, the outermost tag says its scope. */
function readFlow(match: SuricataExpectation['match']): Reading {
  const vlan = match['vlan[0]'] ?? (Array.isArray(match['vlan']) ? match['vlan'][0] : undefined);
  const named = match['app_proto'];
  const protocol = typeof named === 'string' ? protocols[named] : undefined;
  return reading(
    'connections',
    (each) =>
      each.transport !== 'ethernet' &&
      (vlan === undefined || each.scope === `vlan-${String(vlan)}`) &&
      (protocol === undefined || each.protocol === protocol) &&
      isSame(match['src_ip'], each.source) &&
      isSame(match['dest_ip'], each.destination) &&
      isSame(match['dest_port'], each.port),
    connections,
  );
}

function isSame(expected: unknown, actual: unknown): boolean {
  return expected === undefined || expected === actual;
}
