/** Records of one data set, as their template says (RFC 3954 5.3, RFC 7011 3.4.3 and 7). */

import type { PlaceUnit } from '../../model/conversation.ts';
import { read16 } from '../capture/bytes.ts';
import type { Tally } from '../tally.ts';
import type { FlowAccount } from './flow-account.ts';
import { noteSampling } from './flow-notes.ts';
import type { ExportTime } from './flow-times.ts';
import { clearFlowValues, createFlowValues, fillFlowRecord, readElement } from './flow-values.ts';
import { type Template, variableLength } from './template.ts';
import type { ObservationDomain } from './template-store.ts';

export interface DataSetReader {
  /** Reads the records in `bytes[start, end)`. */
  read(
    template: Template,
    domain: ObservationDomain,
    bytes: Uint8Array,
    start: number,
    end: number,
    exported: Readonly<ExportTime>,
    position: number,
  ): void;
}

const cutOff = -1;

/** A reader that counts flow records in an account and learns from the records that describe the exporter. */
export function createDataSetReader(account: FlowAccount, tally: Tally, unit: PlaceUnit): DataSetReader {
  const values = createFlowValues();
  const { record } = account;

  /** Reads the values of one record; answers where the next begins, or `cutOff`. */
  function readValues(template: Template, bytes: Uint8Array, start: number, end: number): number {
    const { elements, lengths } = template;
    clearFlowValues(values);
    let at = start;
    for (let field = 0; field < lengths.length; field++) {
      let length = lengths[field] ?? 0;
      if (length === variableLength) {
        length = bytes[at] ?? 0;
        at++;
        if (length === 255) {
          length = read16(bytes, at);
          at += 2;
        }
      }
      if (length > end - at) return cutOff;
      const element = elements[field] ?? 0;
      if (element !== 0) readElement(values, element, bytes, at, length);
      at += length;
    }
    return at;
  }

  function learn(domain: ObservationDomain, position: number): void {
    if (values.times.startedMillis > 0) domain.startedMillis = values.times.startedMillis;
    const { samplingInterval, samplingSpace } = values;
    if (samplingInterval > 1 || samplingSpace > 0) noteSampling(tally, unit, position);
  }

  return {
    read(template, domain, bytes, start, end, exported, position) {
      let at = start;
      // What is too short for a record is padding.
      while (end - at >= template.leastBytes) {
        const next = readValues(template, bytes, at, end);
        if (next === cutOff) {
          tally.broken('malformed-set', unit, position, 'a record whose field is longer than its set');
          return;
        }
        at = next;
        learn(domain, position);
        if (template.isOptions) {
          tally.records++;
          tally.skip('options');
          continue;
        }
        fillFlowRecord(record, values, exported);
        record.position = position;
        account.add();
      }
    },
  };
}
