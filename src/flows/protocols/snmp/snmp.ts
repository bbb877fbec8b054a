/** SNMP (RFC 1157, RFC 3416, RFC 3412): reading, traps and, gravest, sets; the community never leaves this file's bytes. */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { identifySystem } from './snmp-identity.ts';
import { createSnmpMessage, readSnmp, type SnmpMessage } from './snmp-message.ts';

const response = 2;
const report = 8;
/** Traps and reports are not answered. */
const unanswered: ReadonlySet<number> = new Set([4, 7, 8]);
const versions: readonly (string | null)[] = ['v1', 'v2c', null, 'v3'];
const pduCount = 9;

type Operations = (version: number, pdu: number) => readonly KnownOperation[];

export const snmpDecoder: Decoder = {
  protocol: 'snmp',
  transports: ['udp'],
  trusted: 'any-port',
  probe: probeSnmp,
  prepare(lookup) {
    const known = versions.map((version) =>
      version === null ? [] : Array.from({ length: pduCount }, (_, pdu) => lookup(`${pdu}.${version}`)),
    );
    return (output) => openSnmp((version, pdu) => known[version]?.[pdu] ?? [], output);
  },
};

const probed = createSnmpMessage();

function probeSnmp(bytes: Uint8Array, start: number, end: number): Recognition {
  if (!readSnmp(bytes, start, end, probed)) return 'no';
  if (probed.pdu < 0) return 'either';
  return probed.pdu === response || probed.pdu === report ? 'server' : 'client';
}

function openSnmp(operationsOf: Operations, output: OperationOutput): Dialogue {
  const message = createSnmpMessage();
  const pending = createPendingRequests();

  function count({ version, pdu }: SnmpMessage): void {
    for (const { operation, table } of operationsOf(version, pdu))
      pending.add(output.operation(operation, absent, table, absent, absent, 0));
  }

  function answer(bytes: Uint8Array): void {
    identifySystem(bytes, message.start, message.end, output);
    if (!pending.take(message.request)) {
      // The request was not captured, and its answer does not tell what it was.
      const slot = output.concealed();
      if (message.error !== 0) output.refuse(slot);
      return;
    }
    for (const slot of pending.taken) {
      output.answered(slot);
      if (message.error !== 0) output.refuse(slot);
    }
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (!readSnmp(bytes, start, end, message)) return start;
    if (message.pdu < 0) output.concealed();
    else if (message.pdu === response) answer(bytes);
    else {
      pending.begin(message.request);
      count(message);
      if (unanswered.has(message.pdu)) pending.take(message.request);
    }
    return end;
  }

  return { client: read, server: read, lost: () => {} };
}
