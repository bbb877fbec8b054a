/** Messages of templated records: NetFlow v9 (RFC 3954) and IPFIX (RFC 7011), set by set. */

import type { PlaceUnit } from '../../model/conversation.ts';
import { read16, read32 } from '../capture/bytes.ts';
import type { Tally } from '../tally.ts';
import { createDataSetReader } from './data-set.ts';
import type { FlowAccount } from './flow-account.ts';
import type { ExportTime } from './flow-times.ts';
import { leastTemplateId, readTemplate } from './template.ts';
import { createTemplateStore, type ObservationDomain } from './template-store.ts';

export interface MessageReader {
  /** Reads a message of version 9 in `bytes[start, end)`. */
  version9(exporter: number, bytes: Uint8Array, start: number, end: number, position: number): void;
  /** The same for IPFIX. */
  ipfix(exporter: number, bytes: Uint8Array, start: number, end: number, position: number): void;
  finish(): void;
}

export const version9HeaderBytes = 20;
export const ipfixHeaderBytes = 16;

/** A reader that counts records in an account. */
export function createMessageReader(account: FlowAccount, tally: Tally, unit: PlaceUnit): MessageReader {
  const store = createTemplateStore(tally, unit);
  const dataSets = createDataSetReader(account, tally, unit);
  const exported: ExportTime = { micros: 0, uptime: -1, startedMillis: 0 };
  let position = 0;

  function malformed(text: string): void {
    tally.broken('malformed-set', unit, position, text);
  }

  function readTemplates(
    domain: ObservationDomain,
    version: 9 | 10,
    isOptions: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    for (let at = start; ; ) {
      const entry = readTemplate(bytes, at, end, version, isOptions);
      if (entry.kind === 'padding') return;
      if (entry.kind === 'malformed') {
        malformed('a template that is cut off or has no valid number');
        return;
      }
      at = entry.next;
      if (entry.kind === 'withdrawal') {
        if (entry.id >= leastTemplateId) store.withdraw(domain, entry.id);
        else store.withdrawAll(domain, isOptions);
      } else if (entry.kind === 'empty') malformed(`template ${entry.id} has no fields with bytes`);
      else
        for (const set of store.define(domain, entry.id, entry.template))
          dataSets.read(entry.template, domain, set.bytes, 0, set.bytes.length, set.exported, set.position);
    }
  }

  function readData(domain: ObservationDomain, id: number, bytes: Uint8Array, start: number, end: number): void {
    const template = domain.templates.get(id);
    if (template !== undefined) {
      dataSets.read(template, domain, bytes, start, end, exported, position);
      exported.startedMillis = domain.startedMillis;
    } else
      store.hold(domain, {
        domain: domain.id,
        template: id,
        bytes: bytes.slice(start, end),
        exported: { ...exported },
        position,
      });
  }

  function readSets(domain: ObservationDomain, version: 9 | 10, bytes: Uint8Array, start: number, end: number): void {
    // Version 9 numbers its template sets 0 and 1, IPFIX 2 and 3.
    const templates = version === 9 ? 0 : 2;
    let at = start;
    while (end - at >= 4) {
      const id = read16(bytes, at);
      const length = read16(bytes, at + 2);
      // Some exporters fill datagrams up with zeros.
      if (id === 0 && length === 0) return;
      if (length < 4 || length > end - at) {
        malformed(`a set of ${length} bytes where ${end - at} are left`);
        return;
      }
      if (id >= leastTemplateId) readData(domain, id, bytes, at + 4, at + length);
      else if (id === templates || id === templates + 1)
        readTemplates(domain, version, id !== templates, bytes, at + 4, at + length);
      else tally.skip('reserved-set');
      at += length;
    }
  }

  function begin(domain: ObservationDomain, micros: number, uptime: number, place: number): void {
    exported.micros = micros;
    exported.uptime = uptime;
    exported.startedMillis = domain.startedMillis;
    position = place;
  }

  return {
    version9(exporter, bytes, start, end, place) {
      const domain = store.domain(exporter, 9, read32(bytes, start + 16));
      begin(domain, read32(bytes, start + 8) * 1_000_000, read32(bytes, start + 4), place);
      readSets(domain, 9, bytes, start + version9HeaderBytes, end);
    },
    ipfix(exporter, bytes, start, end, place) {
      const domain = store.domain(exporter, 10, read32(bytes, start + 12));
      begin(domain, read32(bytes, start + 4) * 1_000_000, -1, place);
      readSets(domain, 10, bytes, start + ipfixHeaderBytes, end);
    },
    finish: store.finish,
  };
}
