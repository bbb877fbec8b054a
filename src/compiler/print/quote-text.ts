/** Text as a YAML scalar: bare where every reader of YAML takes it for that very text, else in double quotes. */
import { resolvePlainScalar } from '../parse/core-scalar.ts';

/** Words, of which the first may be `attribute:value`. */
const sentence = /^[A-Za-z][\w./+-]*(?::[A-Za-z0-9][\w./+-]*)?(?: [A-Za-z0-9(][\w./+()-]*)*$/;
/** What begins with a digit and is no number: addresses, networks, ranges, dates. */
const numberLike = /^\d[A-Za-z\d./-]*$/;
/** What other versions of YAML read as a truth value, nothing, or a number. */
const elsewhere = /^(?:y|n|yes|no|on|off|true|false|null|0b[01]+)$/i;
/** Characters that stay unescaped in JSON and do not show as themselves: ends of lines, nothing, other directions of writing. */
const invisible = /[\u007f-\u00a0\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

/** The text as a scalar, wherever in a document. */
export function quoteText(text: string): string {
  const bare = sentence.test(text) || numberLike.test(text);
  if (bare && !elsewhere.test(text) && resolvePlainScalar(text) === text) return text;
  return JSON.stringify(text).replace(invisible, escapeSign);
}

function escapeSign(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
