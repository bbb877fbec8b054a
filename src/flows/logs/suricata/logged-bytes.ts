/**
 * Bytes that Suricata logs as text (`set_string_from_bytes` of its JSON builder): UTF-8 as it is, and anything else with
 * `\x` and two hexadecimal digits for each byte that is not ASCII.
 */

/** The first bytes of what was logged, at most `count`. */
export function leadingBytes(text: string, count: number): Uint8Array {
  const beginning = text.slice(0, count * 4);
  // Only text that was no UTF-8 has escapes, and then every byte beyond ASCII is one.
  const isEscaped = !/\P{ASCII}/u.test(text.slice(0, 65_536));
  if (!isEscaped) return new TextEncoder().encode(beginning).subarray(0, count);
  const plain = beginning.replaceAll(/\\x([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Uint8Array.from([...plain].slice(0, count), (character) => character.charCodeAt(0));
}
