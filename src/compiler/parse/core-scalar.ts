/** What a plain (unquoted) scalar means: the core schema of YAML 1.2, section 10.3.2, whatever `%YAML` says. */

/** Reads a plain scalar. Infinity, not-a-number and integers too large to be exact stay text. */
export function resolvePlainScalar(text: string): string | number | boolean | null {
  switch (text) {
    case '':
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
  }
  const number = numberOfText(text);
  return number !== null && Number.isFinite(number) ? number : text;
}

function numberOfText(text: string): number | null {
  if (text.length > 40) return null;
  if (/^[-+]?\d+$/.test(text) || /^0o[0-7]+$/.test(text) || /^0x[\da-fA-F]+$/.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : null;
  }
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text) ? Number(text) : null;
}
