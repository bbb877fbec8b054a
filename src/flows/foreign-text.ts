/** Names text that is in none of the accepted formats, by how its first lines look. */

export interface ForeignFile {
  /** As `a PNG image`. */
  readonly what: string;
  /** What to do instead, as `unpack it first`; null when nothing but another file helps. */
  readonly next: string | null;
}

/** Null when the bytes are no text. */
export function describeForeignText(head: Uint8Array): ForeignFile | null {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    return {
      what: 'text in UTF-16, as PowerShell writes with `>`',
      next: 'convert it to UTF-8; a capture has to be written by the tool that makes it (`-w FILE`)',
    };
  const text = textOf(head);
  if (text === null) return null;
  const start = text.trimStart();
  return looks.find(({ look }) => look.test(start)) ?? { what: 'plain text', next: null };
}

interface Look extends ForeignFile {
  readonly look: RegExp;
}

const theCapture = 'use the capture that it was made from';

/** The first that matches counts. Nothing in them can take long: no pattern repeats a pattern that repeats. */
const looks: readonly Look[] = [
  {
    look: /^version https:\/\/git-lfs\.github\.com\//,
    what: 'a Git LFS pointer',
    next: 'fetch the file with `git lfs pull`',
  },
  {
    look: /^(<\?xml[^>]*>\s*)?(<\?[^>]*>\s*)?(<!--[^>]*>\s*)?<pdml/,
    what: 'packets printed as PDML',
    next: theCapture,
  },
  {
    look: /^(<\?xml[^>]*>\s*)?(<\?[^>]*>\s*)?(<!--[^>]*>\s*)?<psml/,
    what: 'packets printed as PSML',
    next: theCapture,
  },
  { look: /^<(!doctype html|html)/i, what: 'an HTML page, as a failed download leaves', next: null },
  { look: /^<\?xml|^<[a-z][\w.-]*[\s>]/i, what: 'an XML document', next: null },
  { look: /^\[?\s*\{[^}]{0,200}"_index": ?"packets-/, what: 'packets printed as JSON', next: theCapture },
  { look: /^[[{]/, what: 'JSON of no known log', next: null },
  { look: /^"?No\."?,"?Time"?,"?Source"?,/, what: 'a packet list exported as CSV', next: theCapture },
  {
    look: /^(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} (IP6?|ARP|[0-9a-f:]{17})\b/,
    what: 'packets printed by tcpdump',
    next: 'record them with `tcpdump -w FILE`',
  },
  {
    look: /^\d+ +\d+\.\d{6,9} +\S+ (→|->) /,
    what: 'packets printed by tshark',
    next: 'record them with `tshark -w FILE`',
  },
  {
    look: /^\d\d\/\d\d\/\d{4}-\d\d:\d\d:\d\d\.\d{6} +\[\*\*\]/,
    what: 'alerts of Suricata (`fast.log`)',
    next: 'use its `eve.json`',
  },
  { look: /^(0x)?[0-9a-f]{4,8}:? +([0-9a-f]{2} ?){4}/i, what: 'a hex dump', next: 'convert it with `text2pcap`' },
  { look: /^-----BEGIN /, what: 'a PEM file', next: null },
  {
    look: /^[^\n,;]{1,80}([,;])[^\n,;]{0,80}\1[^\n]*\n[^\n,;]{0,80}\1[^\n,;]{0,80}\1/,
    what: 'a CSV table of no known log',
    next: null,
  },
];

/** The bytes as text; null when they hold what text does not. */
function textOf(head: Uint8Array): string | null {
  if (head.some((byte) => byte < 32 && (byte < 9 || byte > 13) && byte !== 27)) return null;
  try {
    // The last character may be cut off.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
}
