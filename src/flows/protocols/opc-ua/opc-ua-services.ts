/**
 * The services of OPC UA (OPC 10000-4 5, encodings in OPC 10000-6 5.2) as far as the decoder needs them: where requests
 * name nodes, and where answers hold a status for each of them.
 */
import { read32Little } from '../../capture/bytes.ts';
import {
  arrayOf,
  dataValue,
  dataValueStatus,
  diagnosticInfo,
  extensionObject,
  fixed,
  inOrder,
  localizedText,
  namesNoNode,
  nodeId,
  qualifiedName,
  type Step,
  string,
  variant,
} from './opc-ua-encoding.ts';

/** A request for several things: what comes before their list, one of them, and where its node id stands in it. */
export interface RequestLayout {
  readonly head: Step;
  readonly item: Step;
  readonly node: Step;
}

/** An answer with a result for each thing asked for. */
export interface AnswerLayout {
  readonly item: Step;
  readonly status: (bytes: Uint8Array, at: number, end: number) => number;
}

const nothing = fixed(0);

/** The answer of a server that does not do a service at all. */
export const serviceFault = 397;

/** Requests by type; most answers have the number three above. */
const requestTypes: readonly number[] = [
  410, 416, 422, 428, 437, 446, 452, 461, 467, 473, 479, 488, 494, 500, 506, 527, 533, 554, 560, 566, 615, 621, 631,
  664, 673, 700, 712, 751, 763, 769, 775, 781, 787, 793, 799, 826, 832, 841, 847, 12_208, 12_211,
];

const requests: ReadonlySet<number> = new Set(requestTypes);

const requestOfAnswer: ReadonlyMap<number, number> = new Map(
  requestTypes.map((type) => [type >= 12_208 ? type + 1 : type + 3, type]),
);

export function isRequestType(type: number): boolean {
  return requests.has(type);
}

/** The type of the request that an answer of this type belongs to; undefined for other types. */
export function requestTypeOf(answer: number): number | undefined {
  return requestOfAnswer.get(answer);
}

/** Steps over the header of a request, behind its type. */
export const requestHeader: Step = inOrder(nodeId, fixed(16), string, fixed(4), extensionObject);

/** Where the service result stands behind the type of an answer. */
export const serviceResultOffset = 12;

/** Steps over the header of an answer, behind its type. */
export const responseHeader: Step = inOrder(fixed(16), diagnosticInfo, arrayOf(string), extensionObject);

export function requestLayout(type: number): RequestLayout | undefined {
  return requestLayouts[type];
}

export function answerLayout(type: number): AnswerLayout | undefined {
  return answerLayouts[type];
}

/** Node id, attribute, index range, encoding. */
const readValueId = inOrder(nodeId, fixed(4), string, qualifiedName);
const pathElement = inOrder(nodeId, fixed(2), qualifiedName);

/** Where the nodes of a request are, by its type. */
const requestLayouts: Readonly<Record<number, RequestLayout>> = {
  488: {
    head: nothing,
    item: inOrder(nodeId, nodeId, nodeId, qualifiedName, fixed(4), extensionObject, nodeId),
    node: newNode,
  },
  494: { head: nothing, item: inOrder(nodeId, nodeId, fixed(1), string, nodeId, fixed(4)), node: nothing },
  500: { head: nothing, item: inOrder(nodeId, fixed(1)), node: nothing },
  506: { head: nothing, item: inOrder(nodeId, nodeId, fixed(1), nodeId, fixed(1)), node: nothing },
  527: {
    head: inOrder(nodeId, fixed(12), fixed(4)),
    item: inOrder(nodeId, fixed(4), nodeId, fixed(9)),
    node: nothing,
  },
  554: { head: nothing, item: inOrder(nodeId, arrayOf(pathElement)), node: nothing },
  560: { head: nothing, item: nodeId, node: nothing },
  566: { head: nothing, item: nodeId, node: nothing },
  631: { head: fixed(12), item: readValueId, node: nothing },
  664: {
    head: inOrder(extensionObject, fixed(5)),
    item: inOrder(nodeId, string, qualifiedName, string),
    node: nothing,
  },
  673: { head: nothing, item: inOrder(nodeId, fixed(4), string, dataValue), node: nothing },
  // Each of the details begins with the node that it changes.
  700: { head: nothing, item: extensionObject, node: extensionBody },
  // The method says what is done; the object only where.
  712: { head: nothing, item: inOrder(nodeId, nodeId, arrayOf(variant)), node: nodeId },
  751: {
    head: fixed(8),
    item: inOrder(readValueId, fixed(4), fixed(12), extensionObject, fixed(5)),
    node: nothing,
  },
};

function statusFirst(bytes: Uint8Array, at: number): number {
  return read32Little(bytes, at);
}

const statusCode: AnswerLayout = { item: fixed(4), status: statusFirst };
const statusIn = (item: Step): AnswerLayout => ({ item, status: statusFirst });
const reference = inOrder(nodeId, fixed(1), nodeId, qualifiedName, localizedText, fixed(4), nodeId);
const browseResult = statusIn(inOrder(fixed(4), string, arrayOf(reference)));

/** Where the results of an answer are, by its type. */
const answerLayouts: Readonly<Record<number, AnswerLayout>> = {
  491: statusIn(inOrder(fixed(4), nodeId)),
  497: statusCode,
  503: statusCode,
  509: statusCode,
  530: browseResult,
  536: browseResult,
  557: statusIn(inOrder(fixed(4), arrayOf(inOrder(nodeId, fixed(4))))),
  634: { item: dataValue, status: dataValueStatus },
  667: statusIn(inOrder(fixed(4), string, extensionObject)),
  676: statusCode,
  703: statusIn(inOrder(fixed(4), arrayOf(fixed(4)), arrayOf(diagnosticInfo))),
  715: statusIn(inOrder(fixed(4), arrayOf(fixed(4)), arrayOf(diagnosticInfo), arrayOf(variant))),
  754: statusIn(inOrder(fixed(20), extensionObject)),
  766: statusIn(inOrder(fixed(16), extensionObject)),
  772: statusCode,
  784: statusCode,
  802: statusCode,
  844: statusIn(inOrder(fixed(4), arrayOf(fixed(4)))),
  850: statusCode,
};

/** The node id that a new node asks for; its parent when it leaves that to the server. */
function newNode(bytes: Uint8Array, at: number, end: number): number {
  const wanted = inOrder(nodeId, nodeId)(bytes, at, end);
  return wanted >= 0 && namesNoNode(bytes, wanted) ? at : wanted;
}

/** Where the body of an extension object begins, if it is in this encoding. */
function extensionBody(bytes: Uint8Array, at: number, end: number): number {
  const encodingAt = nodeId(bytes, at, end);
  return encodingAt >= 0 && bytes[encodingAt] === 1 && end - encodingAt >= 5 ? encodingAt + 5 : -1;
}
