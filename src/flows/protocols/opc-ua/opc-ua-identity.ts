/** What applications of OPC UA say about themselves: application descriptions (OPC 10000-4 7.2) and addresses. */
import { absent } from '../../observation-sink.ts';
import type { FactSubject, OperationOutput } from '../decoder.ts';
import { utf8Text } from '../shared/text.ts';
import { arrayOf, fixed, inOrder, lengthAt, localizedText, nodeId, type Step, string } from './opc-ua-encoding.ts';
import { requestHeader, responseHeader } from './opc-ua-services.ts';

const findServersAnswer = 425;
const getEndpointsAnswer = 431;
const registerServer = 437;
const createSession = 461;
const createSessionAnswer = 464;

/** Application URI, product URI, name, type, gateway, profile, addresses. */
const applicationDescription = inOrder(string, string, localizedText, fixed(4), string, string, arrayOf(string));
/** Session, token, timeout, nonce, certificate: the endpoints follow. */
const sessionGranted = inOrder(nodeId, nodeId, fixed(8), string, string);

/** Notes what the client of a request says about itself; `header` is behind the type. */
export function identifyByRequest(
  bytes: Uint8Array,
  header: number,
  end: number,
  type: number,
  output: OperationOutput,
): void {
  if (type !== createSession && type !== registerServer) return;
  const at = requestHeader(bytes, header, end);
  if (at < 0) return;
  if (type === createSession) identifyApplication(bytes, at, end, 'client', output);
  else identifyServer(bytes, at, end, output);
}

/** Notes what an answer says about servers; `header` is behind the type. */
export function identifyByAnswer(
  bytes: Uint8Array,
  header: number,
  end: number,
  type: number,
  output: OperationOutput,
): void {
  if (type !== findServersAnswer && type !== getEndpointsAnswer && type !== createSessionAnswer) return;
  let at = responseHeader(bytes, header, end);
  if (type === createSessionAnswer && at >= 0) at = sessionGranted(bytes, at, end);
  if (at < 0 || end - at < 4 || lengthAt(bytes, at) <= 0) return;
  if (type === findServersAnswer) identifyFound(bytes, at, end, output);
  else {
    // All endpoints of a server describe the same application.
    const application = string(bytes, at + 4, end);
    if (application >= 0) identifyApplication(bytes, application, end, 'server', output);
  }
}

/** The name of a host in an address such as `opc.tcp://plc-7:4840`, unless it is a number or the host itself. */
export function identifyHost(bytes: Uint8Array, at: number, end: number, output: OperationOutput): void {
  const host = hostOf(encodedText(bytes, at, end));
  if (host !== null && !isAddress(host) && host !== 'localhost') output.identify('server', absent, 'hostname', host);
}

/** A text with its length in front; empty when it is cut off. */
export function encodedText(bytes: Uint8Array, at: number, end: number): string {
  return string(bytes, at, end) < 0 ? '' : utf8Text(bytes, at + 4, at + 4 + Math.max(lengthAt(bytes, at), 0));
}

/** A discovery server tells of many servers: which of them is meant only an address in numbers says. */
function identifyFound(bytes: Uint8Array, list: number, end: number, output: OperationOutput): void {
  const count = Math.min(lengthAt(bytes, list), mostFound);
  for (let index = 0, at = list + 4; index < count && at >= 0 && at < end; index++) {
    const next = applicationDescription(bytes, at, end);
    if (next < 0) return;
    const subject = count === 1 ? 'server' : subjectByUrl(bytes, at, end);
    if (subject !== null) identifyApplication(bytes, at, end, subject, output);
    at = next;
  }
}

const mostFound = 64;

function subjectByUrl(bytes: Uint8Array, at: number, end: number): FactSubject | null {
  const urls = inOrder(string, string, localizedText, fixed(4), string, string)(bytes, at, end);
  if (urls < 0 || lengthAt(bytes, urls) <= 0) return null;
  const host = hostOf(encodedText(bytes, urls + 4, end));
  return host !== null && isAddress(host) ? { address: host } : null;
}

function identifyApplication(
  bytes: Uint8Array,
  at: number,
  end: number,
  subject: FactSubject,
  output: OperationOutput,
): void {
  const productAt = string(bytes, at, end);
  const nameAt = productAt < 0 ? -1 : string(bytes, productAt, end);
  if (nameAt < 0) return;
  output.identify(subject, absent, 'application-uri', encodedText(bytes, at, end));
  output.identify(subject, absent, 'product-uri', encodedText(bytes, productAt, end));
  output.identify(subject, absent, 'name', localText(bytes, nameAt, end));
}

/** A registered server: server URI, product URI, names. Whoever registers tells of itself. */
function identifyServer(bytes: Uint8Array, at: number, end: number, output: OperationOutput): void {
  const productAt = string(bytes, at, end);
  const namesAt = productAt < 0 ? -1 : string(bytes, productAt, end);
  if (namesAt < 0 || end - namesAt < 4) return;
  output.identify('client', absent, 'application-uri', encodedText(bytes, at, end));
  output.identify('client', absent, 'product-uri', encodedText(bytes, productAt, end));
  if (lengthAt(bytes, namesAt) > 0) output.identify('client', absent, 'name', localText(bytes, namesAt + 4, end));
}

/** The text of a localised text. */
function localText(bytes: Uint8Array, at: number, end: number): string {
  const mask = bytes[at] ?? 0;
  if ((mask & 2) === 0) return '';
  const skipLocale: Step = (mask & 1) === 0 ? fixed(0) : string;
  const textAt = skipLocale(bytes, at + 1, end);
  return textAt < 0 ? '' : encodedText(bytes, textAt, end);
}

function hostOf(url: string): string | null {
  return (
    /^[a-z.]+:\/\/(?:\[([^\]]+)\]|([^:/]+))/i
      .exec(url)
      ?.slice(1)
      .find((host) => host !== undefined) ?? null
  );
}

function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':');
}
