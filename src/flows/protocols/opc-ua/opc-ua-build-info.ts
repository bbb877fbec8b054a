/**
 * What a server says about itself when a client reads the build information of its server object (OPC 10000-5 12.4):
 * the nodes are the same in every server.
 */
import type { IdentityField } from '../../../model/identity.ts';
import { read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { fixed, identifierOf, namespaceOf, nodeId, string } from './opc-ua-encoding.ts';
import { encodedText } from './opc-ua-identity.ts';

/** Remembers which results of the reads that wait for an answer are such nodes. */
export interface BuildInfo {
  /** A request is read from now on. */
  begin(requestId: number): void;
  /** Its node number `index` stands at `node`, its attribute behind it. */
  note(bytes: Uint8Array, node: number, end: number, index: number): void;
  /** The answer to a request is read from now on. */
  end(requestId: number): void;
  /** Its result number `index` stands at `at`. */
  tell(bytes: Uint8Array, at: number, end: number, index: number, output: OperationOutput): void;
}

const serverStatus = 2256;
const buildInfo = 2260;
const texts: Readonly<Record<number, IdentityField>> = {
  2261: 'model',
  2262: 'product-uri',
  2263: 'vendor',
  2264: 'firmware',
};
const valueAttribute = 13;

/** Three numbers for each node that is waited for: request, place, node. */
const mostNumbers = 192;

export function createBuildInfo(): BuildInfo {
  const waiting: number[] = [];
  let asked = 0;
  let answered = 0;
  return {
    begin(requestId) {
      asked = requestId;
    },
    note(bytes, node, end, index) {
      const attributeAt = nodeId(bytes, node, end);
      if (namespaceOf(bytes, node) !== 0 || end - attributeAt < 4) return;
      const id = identifierOf(bytes, node);
      const isWanted = id === serverStatus || id === buildInfo || texts[id] !== undefined;
      if (!isWanted || read32Little(bytes, attributeAt) !== valueAttribute) return;
      if (waiting.length >= mostNumbers) waiting.splice(0, 3);
      waiting.push(asked, index, id);
    },
    end(requestId) {
      answered = requestId;
    },
    tell(bytes, at, end, index, output) {
      for (let entry = 0; entry < waiting.length; entry += 3) {
        if (waiting[entry] !== answered || waiting[entry + 1] !== index) continue;
        tellNode(bytes, at, end, waiting[entry + 2] ?? 0, output);
        waiting.splice(entry, 3);
        return;
      }
    },
  };
}

/** Types of variants. */
const textType = 12;
const extensionObjectType = 22;

/** Reads a data value that begins with a variant. */
function tellNode(bytes: Uint8Array, at: number, end: number, id: number, output: OperationOutput): void {
  if (((bytes[at] ?? 0) & 1) === 0) return;
  const type = bytes[at + 1] ?? 0;
  const field = texts[id];
  if (field !== undefined && type === textType)
    output.identify('server', absent, field, encodedText(bytes, at + 2, end));
  if (field !== undefined || type !== extensionObjectType) return;
  const encodingAt = nodeId(bytes, at + 2, end);
  // Encoding 1 is this one; its length stands in front of the body.
  if (encodingAt < 0 || bytes[encodingAt] !== 1) return;
  // In the server status two times and the state come first.
  tellBuildInfo(bytes, encodingAt + 5 + (id === serverStatus ? 20 : 0), end, output);
}

/** In the order of the structure. */
const structure: readonly IdentityField[] = ['product-uri', 'vendor', 'model', 'firmware'];

function tellBuildInfo(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  let at = fixed(0)(bytes, start, end);
  for (const field of structure) {
    const next = at < 0 ? -1 : string(bytes, at, end);
    if (next < 0) return;
    output.identify('server', absent, field, encodedText(bytes, at, end));
    at = next;
  }
}
