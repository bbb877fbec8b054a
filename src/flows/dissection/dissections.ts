/** The protocols that are read through tshark when a user asks for it, one entry each; see `docs/adding-a-protocol.md`. */
import type { DissectedValues, Dissection } from './dissection.ts';

export const dissections: readonly Dissection[] = [
  {
    protocol: 'ff-hse',
    layer: 'ff',
    fields: [
      'ff.hdr.proto_id',
      'ff.hdr.confirm_msg_type',
      'ff.hdr_srv.confirm_flag',
      'ff.hdr_srv.fda.service_id.confirm',
      'ff.hdr_srv.fda.service_id.unconfirm',
      'ff.hdr_srv.sm.service_id.confirm',
      'ff.hdr_srv.sm.service_id.unconfirm',
      'ff.hdr_srv.fms.service_id.confirm',
      'ff.hdr_srv.fms.service_id.unconfirm',
      'ff.hdr_srv.lan.service_id.confirm',
      'ff.hdr_srv.lan.service_id.unconfirm',
    ],
    read: (values) => {
      const protocol = numberOf(values, 0);
      const kind = numberOf(values, 1);
      const at = values.findIndex((each, index) => index > 2 && each.length > 0);
      const service = numberOf(values, at);
      if (protocol === null || service === null) return null;
      const isConfirmed = at % 2 === 1;
      if (isConfirmed && kind !== null && kind !== 0) return 'answer';
      return { code: `${protocol}/${isConfirmed ? 'c' : 'u'}${service}`, unit: null };
    },
  },
  {
    protocol: 'saia-s-bus',
    layer: 'sbus',
    fields: ['sbus.att', 'sbus.cmd', 'sbus.destination'],
    read: (values) => {
      if (numberOf(values, 0) !== 0) return 'answer';
      const command = numberOf(values, 1);
      return command === null ? null : { code: String(command), unit: numberOf(values, 2) };
    },
  },
];

/** The first value of a field as a number, decimal or hexadecimal; null when the frame has none. */
function numberOf(values: DissectedValues, field: number): number | null {
  const text = values[field]?.[0] ?? '';
  return /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : null;
}
