/** Several protocols in one text: `HTTP/S, DNS`, `Profinet / EtherNet/IP`, `SQL (TDS/MySQL)`. */

/** More names than these are no list that somebody wrote. */
const mostNames = 100;

/** The names in a text, each once; remarks in parentheses belong to the name before them. Null when they are too many. */
export function splitProtocols(text: string): readonly string[] | null {
  const names = text
    .split(/[,;|]| [/+&] | and /i)
    .map((name) =>
      name
        .replace(/\([^()]*\)/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((name) => name !== '')
    .flatMap(withSecureForm);
  if (names.length > mostNames) return null;
  // A text that names nothing is no reason to pass over what it permits.
  return names.length === 0 ? [''] : [...new Set(names)];
}

/** `HTTP/S` is HTTP and HTTPS. */
function withSecureForm(name: string): readonly string[] {
  const match = /^([A-Za-z]+)\/S$/i.exec(name);
  return match?.[1] === undefined ? [name] : [match[1], `${match[1]}S`];
}

/** What stands in parentheses, as `vendor only` of `SSH (vendor only)`; null when nothing does. */
export function remarksIn(text: string): string | null {
  const remarks = [...text.matchAll(/\(([^()]*)\)/g)].map((match) => (match[1] ?? '').trim());
  return remarks.filter((remark) => remark !== '').join('; ') || null;
}
