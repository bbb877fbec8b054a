/** The file formats that can be read, in the order in which they are tried. */
import { pcapFormat } from './capture/pcap.ts';
import { pcapngFormat } from './capture/pcapng.ts';
import type { FlowFormat } from './format.ts';
import { eveFormat } from './logs/suricata/eve.ts';
import { ulogdJsonFormat } from './logs/ulogd/ulogd-json.ts';
import { zeekJsonFormat } from './logs/zeek/zeek-json.ts';
import { zeekTsvFormat } from './logs/zeek/zeek-tsv.ts';
import { flowDatagramFormat } from './netflow/datagram-file.ts';
import { nfcapdFormat } from './netflow/nfcapd.ts';
import { nfdumpCsvFormat } from './netflow/nfdump-csv.ts';
import { nfdumpJsonFormat } from './netflow/nfdump-json.ts';

export const flowFormats: readonly FlowFormat[] = [
  pcapFormat,
  pcapngFormat,
  nfcapdFormat,
  flowDatagramFormat,
  nfdumpCsvFormat,
  nfdumpJsonFormat,
  zeekTsvFormat,
  zeekJsonFormat,
  eveFormat,
  ulogdJsonFormat,
];

/** How much of a file is looked at to tell its format. */
export const headBytes = 65_536;

/** The format of a file that begins with `head`; `more` when that cannot be told yet, null when it is none. */
export function recogniseFormat(head: Uint8Array): FlowFormat | 'more' | null {
  let undecided = false;
  for (const format of flowFormats) {
    const answer = format.recognise(head);
    if (answer === 'yes') return format;
    if (answer === 'more') undecided = true;
  }
  return undecided ? 'more' : null;
}
