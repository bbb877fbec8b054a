/** Tells logs that show connections only, so that a caller can read them last (`FlowContext.laterLogs`). */

/** Whether a file that begins like this is a `conn.log` of Zeek, in its own form or as JSON; a packed file is not. */
export function isConnectionLog(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 8192));
  if (text.startsWith('#')) return /^#path\s+conn\s*$/m.test(text);
  const [first = ''] = text.split('\n', 1);
  return first.startsWith('{') && first.includes('"conn_state"') && first.includes('"id.orig_h"');
}
