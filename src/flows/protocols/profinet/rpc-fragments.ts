/** Puts the fragments of connectionless RPC requests together (C706 12.5.3), in bounded memory. */
import { read16As } from '../../capture/bytes.ts';
import { isRpcLittle, rpcCall, rpcHeaderBytes } from './dce-rpc.ts';

/** What has arrived of one request. */
export interface AssembledRequest {
  /** Header of the first fragment, then the bodies in order. */
  bytes: Uint8Array;
  /** Number of the fragment that comes next. */
  next: number;
  /** Records that have been counted. */
  counted: number;
}

export interface RpcFragments {
  /** Begins a request with its first fragment in `bytes[at, end)`. */
  begin(bytes: Uint8Array, at: number, end: number): AssembledRequest;
  /** Adds a later fragment; null when it does not continue anything, or the request has become too long. */
  add(bytes: Uint8Array, at: number, end: number): AssembledRequest | null;
  /** Nothing more will come of the request that the packet at `at` belongs to. */
  end(bytes: Uint8Array, at: number): void;
}

/** Requests that are put together at once, and octets of each. */
const mostRequests = 64;
const mostBytes = 65_536;

/** No requests yet. */
export function createRpcFragments(): RpcFragments {
  const open = new Map<string, AssembledRequest>();

  return {
    begin(bytes, at, end) {
      const request = { bytes: bytes.slice(at, end), next: 1, counted: 0 };
      open.set(rpcCall(bytes, at), request);
      if (open.size > mostRequests) {
        for (const oldest of open.keys()) {
          open.delete(oldest);
          break;
        }
      }
      return request;
    },
    add(bytes, at, end) {
      const request = open.get(rpcCall(bytes, at));
      const number = read16As(bytes, at + 76, isRpcLittle(bytes, at));
      if (request === undefined || number !== request.next) return null;
      const body = bytes.subarray(at + rpcHeaderBytes, end);
      if (request.bytes.length + body.length > mostBytes) return null;
      const joined = new Uint8Array(request.bytes.length + body.length);
      joined.set(request.bytes);
      joined.set(body, request.bytes.length);
      request.bytes = joined;
      request.next++;
      return request;
    },
    end(bytes, at) {
      open.delete(rpcCall(bytes, at));
    },
  };
}
