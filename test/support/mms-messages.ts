/** Hand-made MMS units, with and without session and presentation in front, in ISO transport. */
import { bytesOf } from './frames.ts';
import { connectionRequest, data } from './iso-transport.ts';

type Part = Uint8Array | readonly number[];

/** An element of the Basic Encoding Rules; a tag above 255 takes two octets. */
export function ber(tag: number, ...content: readonly Part[]): Uint8Array {
  const whole = bytesOf(...content);
  const tagBytes = tag > 255 ? [tag >>> 8, tag & 255] : [tag];
  return bytesOf(tagBytes, lengthOf(whole.length), whole);
}

function lengthOf(length: number): number[] {
  return length < 128 ? [length] : [0x82, length >>> 8, length & 255];
}

/** A context-specific tag with contents of its own, as services have. */
function serviceTag(service: number): number {
  return service < 31 ? 0xa0 | service : 0xbf00 | service;
}

const letters = (name: string): number[] => [...Buffer.from(name, 'latin1')];
const mmsIdentifier = [0x28, 0xca, 0x22, 0x02, 0x01];

/** What carries a unit once an association stands. */
export function carried(unit: Uint8Array): Uint8Array {
  const list = ber(0x30, ber(0x02, [3]), ber(0xa0, unit));
  return data(bytesOf([1, 0, 1, 0], ber(0x61, list)));
}

/** A session unit with its user data. */
function sessionUnit(kind: number, user: Uint8Array): Uint8Array {
  const parameters = bytesOf([0x05, 0x06, 0x13, 0x01, 0x00, 0x16, 0x01, 0x02], parameter(0xc1, user));
  return data(parameter(kind, parameters));
}

function parameter(kind: number, value: Uint8Array): Uint8Array {
  const length = value.length < 255 ? [value.length] : [255, value.length >>> 8, value.length & 255];
  return bytesOf(kind, length, value);
}

function presentation(contexts: Uint8Array, association: Uint8Array): Uint8Array {
  const list = ber(0x30, ber(0x02, [1]), ber(0xa0, association));
  return ber(0x31, ber(0xa0, ber(0x80, [1])), ber(0xa2, contexts, ber(0x61, list)));
}

function userInformation(unit: Uint8Array): Uint8Array {
  return ber(0xbe, ber(0x28, ber(0x02, [3]), ber(0xa0, unit)));
}

const initiateRequest = ber(0xa8, ber(0x80, [3, 0xe8]), ber(0x81, [5]), ber(0x82, [5]), ber(0xa4, ber(0x80, [1])));
const initiateResponse = ber(0xa9, ber(0x80, [3, 0xe8]), ber(0x81, [5]), ber(0x82, [5]), ber(0xa4, ber(0x80, [1])));
const contexts = ber(0xa4, ber(0x30, ber(0x02, [3]), ber(0x06, mmsIdentifier), ber(0x30, ber(0x06, [0x51, 1]))));

/** A client begins an association. */
export const associate: Uint8Array = sessionUnit(
  0x0d,
  presentation(
    contexts,
    ber(0x60, ber(0xa1, ber(0x06, [0x28, 0xca, 0x22, 0x02, 0x03])), userInformation(initiateRequest)),
  ),
);

/** The server agrees, refuses in ACSE, refuses in session, or refuses the initiation. */
export const accept: Uint8Array = sessionUnit(
  0x0e,
  presentation(ber(0xa5), ber(0x61, ber(0xa2, ber(0x02, [0])), userInformation(initiateResponse))),
);
export const reject: Uint8Array = sessionUnit(0x0e, presentation(ber(0xa5), ber(0x61, ber(0xa2, ber(0x02, [1])))));
export const refuseSession: Uint8Array = data(bytesOf(0x0c, 3, 0x32, 1, 1));
export const rejectInitiation: Uint8Array = sessionUnit(
  0x0e,
  presentation(ber(0xa5), ber(0x61, ber(0xa2, ber(0x02, [0])), userInformation(ber(0xaa, ber(0xa0, ber(0x88, [1])))))),
);

/** The units that begin an association, without the layers. */
export const plainInitiation: Uint8Array = data(initiateRequest);

const invokeId = (invocation: number): Uint8Array => ber(0x02, invocation > 127 ? [0, invocation] : [invocation]);

/** A confirmed request and its answers, as units. */
export function request(invocation: number, service: number, ...content: readonly Part[]): Uint8Array {
  return ber(0xa0, invokeId(invocation), ber(serviceTag(service), ...content));
}
export function response(invocation: number, service: number, ...content: readonly Part[]): Uint8Array {
  return ber(0xa1, invokeId(invocation), ber(serviceTag(service), ...content));
}
export function serviceError(invocation: number): Uint8Array {
  return ber(0xa2, ber(0x80, [invocation]), ber(0xa2, ber(0xa0, ber(0x87, [1]))));
}
export function rejectUnit(invocation: number): Uint8Array {
  return ber(0xa4, ber(0x80, [invocation]), ber(0x81, [1]));
}
export function informationReport(...content: readonly Part[]): Uint8Array {
  return ber(0xa3, ber(0xa0, ...content));
}
export const concludeRequest: Uint8Array = ber(0x8b);
export const concludeResponse: Uint8Array = ber(0x8c);

/** The name of a variable in a domain, or of the whole device where there is no domain. */
export function objectName(item: string, domain: string | null = 'LD0'): Uint8Array {
  return domain === null ? ber(0x80, letters(item)) : ber(0xa1, ber(0x1a, letters(domain)), ber(0x1a, letters(item)));
}

function variableList(names: readonly Uint8Array[]): Uint8Array {
  return ber(0xa0, ...names.map((name) => ber(0x30, ber(0xa0, name))));
}

export function readVariables(invocation: number, ...names: readonly Uint8Array[]): Uint8Array {
  return request(invocation, 4, ber(0xa1, variableList(names)));
}
export function readList(invocation: number, name: Uint8Array): Uint8Array {
  return request(invocation, 4, ber(0x80, [1]), ber(0xa1, ber(0xa1, name)));
}
export function writeVariables(
  invocation: number,
  names: readonly Uint8Array[],
  values: readonly Uint8Array[],
): Uint8Array {
  return request(invocation, 5, variableList(names), ber(0xa0, ...values));
}
export function readAnswer(invocation: number, ...results: readonly Uint8Array[]): Uint8Array {
  return response(invocation, 4, ber(0xa1, ...results));
}
export function writeAnswer(invocation: number, ...results: readonly Uint8Array[]): Uint8Array {
  return response(invocation, 5, ...results);
}

export const failure: Uint8Array = ber(0x80, [10]);
export const success: Uint8Array = ber(0x81);
export const structure: Uint8Array = ber(0xa2, ber(0x83, [1]), ber(0x85, [5]));
export const text = (content: string): Uint8Array => ber(0x8a, letters(content));

/** The answer to the identify service. */
export function identity(invocation: number, vendor: string, model: string, revision: string): Uint8Array {
  return response(invocation, 2, ber(0x80, letters(vendor)), ber(0x81, letters(model)), ber(0x82, letters(revision)));
}

/** What a connection may begin with in a capture, and who sends it. */
export const mmsSamples: readonly { readonly sender: 'client' | 'server' | 'either'; readonly bytes: Uint8Array }[] = [
  { sender: 'client', bytes: bytesOf(connectionRequest, associate) },
  { sender: 'server', bytes: accept },
  { sender: 'client', bytes: plainInitiation },
  { sender: 'client', bytes: data(request(1, 40, ber(0x80, [1]))) },
  { sender: 'client', bytes: carried(readVariables(1, objectName('LLN0$ST$Mod'))) },
  { sender: 'server', bytes: carried(readAnswer(1, success)) },
  { sender: 'server', bytes: carried(informationReport(objectName('RPT', null))) },
  { sender: 'either', bytes: carried(rejectUnit(1)) },
];
