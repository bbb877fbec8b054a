/** What the services of OPC UA ask for, node by node, and which of it a server refuses (OPC 10000-4 5). */
import { read32Little } from '../../capture/bytes.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { createBuildInfo } from './opc-ua-build-info.ts';
import { bodyType } from './opc-ua-chunk.ts';
import { identifierOf, isBad, lengthAt, namespaceOf, nodeId } from './opc-ua-encoding.ts';
import { identifyByAnswer, identifyByRequest } from './opc-ua-identity.ts';
import {
  answerLayout,
  type RequestLayout,
  requestHeader,
  requestLayout,
  requestTypeOf,
  responseHeader,
  serviceFault,
  serviceResultOffset,
} from './opc-ua-services.ts';

/** Reads bodies that lie in `bytes[body, end)`, from the type on; `end` may be too early in a message that is too long. */
export interface OpcUaMessages {
  request(bytes: Uint8Array, body: number, end: number, requestId: number): void;
  answer(bytes: Uint8Array, body: number, end: number, requestId: number): void;
  /** The server gives up the answer to a request; false when there is none. */
  giveUp(requestId: number): boolean;
}

const readRequest = 631;
const readAnswer = 634;

/** Nodes counted for one message; the rest of a longer one is counted as one. */
const mostNodes = 256;

/** A reader for one conversation. */
export function createOpcUaMessages(
  operationsOf: OperationCache,
  noTable: number,
  output: OperationOutput,
): OpcUaMessages {
  const pending = createPendingRequests();
  const buildInfo = createBuildInfo();

  function count(type: number, unit: number, first: number, missing: number): void {
    for (const known of operationsOf(type))
      pending.add(output.operation(known.operation, unit, noTable, first, first < 0 ? absent : 1, missing));
  }

  function countNodes(bytes: Uint8Array, start: number, end: number, type: number, layout: RequestLayout): void {
    const list = start < 0 ? -1 : layout.head(bytes, start, end);
    const nodes = list < 0 || end - list < 4 ? -1 : Math.max(lengthAt(bytes, list), 0);
    if (nodes === 0) count(type, absent, absent, 0);
    let index = 0;
    for (let at = list + 4; index < Math.min(nodes, mostNodes) && at >= 0; index++) {
      if (!countNode(bytes, at, end, type, layout, index)) break;
      at = layout.item(bytes, at, end);
    }
    // Cut off, or more than is counted one by one.
    if (index < nodes || nodes < 0) count(type, absent, absent, missingBits.object);
  }

  /** Counts one thing that is asked for; false when its node is not all there. */
  function countNode(
    bytes: Uint8Array,
    at: number,
    end: number,
    type: number,
    layout: RequestLayout,
    index: number,
  ): boolean {
    const node = at < end ? layout.node(bytes, at, end) : -1;
    if (node < 0 || nodeId(bytes, node, end) < 0) return false;
    const first = identifierOf(bytes, node);
    count(type, namespaceOf(bytes, node), first < 0 ? absent : first, 0);
    if (type === readRequest) buildInfo.note(bytes, node, end, index);
    return true;
  }

  function refuseAll(): void {
    for (const slot of pending.taken) output.refuse(slot);
  }

  function refuseSome(from: number, slots: number): void {
    for (const slot of pending.taken.slice(from, from + slots)) output.refuse(slot);
  }

  /** Refuses what the results of an answer say was not done. */
  function judge(bytes: Uint8Array, start: number, end: number, type: number): void {
    const layout = answerLayout(type);
    const request = requestTypeOf(type) ?? 0;
    const list = responseHeader(bytes, start, end);
    if (layout === undefined || list < 0 || end - list < 4) return;
    const results = lengthAt(bytes, list);
    const slotsPerNode = requestLayout(request) === undefined ? 0 : operationsOf(request).length;
    let bad = 0;
    for (let index = 0, at = list + 4; index < results && at < end; index++) {
      const next = layout.item(bytes, at, end);
      if (next < 0) return;
      if (type === readAnswer) buildInfo.tell(bytes, at, end, index, output);
      if (isBad(layout.status(bytes, at, end))) {
        bad++;
        refuseSome(index * slotsPerNode, slotsPerNode);
      }
      at = next;
    }
    // What is not asked node by node was refused when nothing of it was done.
    if (slotsPerNode === 0 && results > 0 && bad === results) refuseAll();
  }

  /** An answer to a request that was not captured. */
  function countAnswered(type: number, failed: boolean): void {
    const request = requestTypeOf(type);
    if (request === undefined) {
      const slot = output.concealed();
      if (failed) output.refuse(slot);
      return;
    }
    const missing = requestLayout(request) === undefined ? 0 : missingBits.object;
    for (const known of operationsOf(request)) {
      const slot = output.operation(known.operation, absent, noTable, absent, absent, missing);
      if (failed) output.refuse(slot);
    }
  }

  return {
    request(bytes, body, end, requestId) {
      const type = bodyType(bytes, body, end);
      const header = nodeId(bytes, body, end);
      pending.begin(requestId);
      buildInfo.begin(requestId);
      const layout = requestLayout(type);
      if (layout === undefined) count(type, absent, absent, 0);
      else countNodes(bytes, requestHeader(bytes, header, end), end, type, layout);
      identifyByRequest(bytes, header, end, type, output);
    },
    answer(bytes, body, end, requestId) {
      const type = bodyType(bytes, body, end);
      const header = nodeId(bytes, body, end);
      const result = end - header >= serviceResultOffset + 4 ? read32Little(bytes, header + serviceResultOffset) : 0;
      const failed = type === serviceFault || isBad(result);
      buildInfo.end(requestId);
      if (!pending.take(requestId)) countAnswered(type, failed);
      else {
        for (const slot of pending.taken) output.answered(slot);
        if (failed) refuseAll();
        else judge(bytes, header, end, type);
      }
      if (!failed) identifyByAnswer(bytes, header, end, type, output);
    },
    giveUp(requestId) {
      if (!pending.take(requestId)) return false;
      for (const slot of pending.taken) output.answered(slot);
      refuseAll();
      return true;
    },
  };
}
