/** Protocols that name themselves at the beginning of a connection and have no decoder here. */
import type { SideNumber } from './connection.ts';

/** A protocol with the side that asks, where the bytes tell. */
export interface Banner {
  readonly protocol: string;
  readonly client: SideNumber | null;
}

const requestMethods = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE '];

/** Recognises SSH (RFC 4253 4.2) and HTTP/1 (RFC 9112 3, 4) in bytes that `side` sends early in a connection. */
export function recogniseBanner(bytes: Uint8Array, start: number, end: number, side: SideNumber): Banner | null {
  const first = bytes[start] ?? 0;
  // All of them begin with a capital letter.
  if (first < 0x41 || first > 0x5a) return null;
  if (startsWith(bytes, start, end, 'SSH-2.0-') || startsWith(bytes, start, end, 'SSH-1.'))
    return { protocol: 'ssh', client: null };
  if (startsWith(bytes, start, end, 'HTTP/1.')) return { protocol: 'http', client: side === 0 ? 1 : 0 };
  const isRequest = requestMethods.some((method) => startsWith(bytes, start, end, method));
  return isRequest && namesHttpVersion(bytes, start, end) ? { protocol: 'http', client: side } : null;
}

/** RTSP and SIP have the same methods; only the version at the end of the line tells them apart. */
function namesHttpVersion(bytes: Uint8Array, start: number, end: number): boolean {
  const lineEnd = bytes.subarray(start, Math.min(end, start + 4096)).indexOf(13);
  return lineEnd >= 0 && startsWith(bytes, start + lineEnd - 8, end, 'HTTP/1.');
}

function startsWith(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (start < 0 || end - start < text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}
