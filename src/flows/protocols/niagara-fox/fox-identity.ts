/** What the greeting of Niagara Fox tells about a host: lines of `name=type:value`. */
import type { IdentityField } from '../../../model/identity.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { latin1Text } from '../shared/text.ts';

const fields: ReadonlyMap<string, IdentityField> = new Map([
  ['brandId', 'vendor'],
  ['app.name', 'model'],
  ['app.version', 'firmware'],
  ['station.name', 'name'],
  ['hostName', 'hostname'],
  ['hostId', 'device-id'],
  ['os.name', 'description'],
]);

/** Passes on the lines that are known; the greeting holds nothing secret. */
export function identifyHost(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: 'client' | 'server',
  output: OperationOutput,
): void {
  for (const line of latin1Text(bytes, start, end).split('\n')) {
    const [, name = '', value = ''] = /^([\w.]{1,32})=[a-z]:(.*)$/.exec(line.trimEnd()) ?? [];
    const field = fields.get(name);
    if (field !== undefined) output.identify(from, absent, field, value);
  }
}
