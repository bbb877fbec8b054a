/**
 * CIP requests (The CIP Networks Library volume 1, 2-4.1): service, path, data. Unconnected_Send and the Multiple
 * Service Packet carry others, each of which is an operation of its own; Execute PCCC carries a command of an older
 * protocol.
 */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { pcccCode, pcccHeaderBytes } from '../shared/pccc.ts';
import { askedModule, carrierService, describeService, sameService } from './asked-services.ts';
import { type CipConnection, type CipConnections, farModule, moduleOf } from './cip-connections.ts';
import type { CipOperations } from './cip-operations.ts';
import { createCipPath, readCipPath } from './cip-path.ts';
import { classes, dataHighwayBytes, dataHighwayService, mostServices, requestData, services } from './cip-services.ts';

/** Counts requests and tells what their answers will refer to. */
export interface CipRequests {
  /** Counts the request in `bytes[at, end)`; answers the service that its answer will repeat. */
  count(bytes: Uint8Array, at: number, end: number, connection: CipConnection | null): number;
  /** What is to be remembered of the request counted last: see `askedFields`. */
  readonly asked: readonly number[];
}

/** Unconnected_Send in Unconnected_Send, as over several racks. */
const mostCarriers = 4;

/** Counts requests into `output`. */
export function createCipRequests(
  operations: CipOperations,
  connections: CipConnections,
  output: OperationOutput,
): CipRequests {
  const path = createCipPath();
  const asked: number[] = [];
  let connected: CipConnection | null = null;
  /** Services that this message may still ask for, and carriers around them. */
  let budget = 0;
  let carriers = 0;
  let inPacket = false;

  /** Counts an operation on the object that its path names: class and instance, a class, or a tag without numbers. */
  function add(known: readonly KnownOperation[], service: number, classId: number, instance: number): void {
    const first = classId === absent ? absent : instance;
    const number = first === absent ? absent : 1;
    let description = describeService(service, classId, path.attribute);
    for (const { operation, table } of known) {
      asked.push(description, output.operation(operation, classId, table, first, number, 0));
      description = describeService(sameService, absent, absent);
    }
  }

  function conceal(service: number): void {
    asked.push(describeService(service, absent, absent), output.concealed());
  }

  function request(bytes: Uint8Array, at: number, end: number): number {
    const service = (bytes[at] ?? 0) & 0x7f;
    const data = requestData(bytes, at);
    if (budget <= 0) return service;
    budget--;
    if (budget === 0 || data > end || !readCipPath(bytes, at + 2, data, path)) {
      conceal(service);
      return service;
    }
    if (path.classId === absent && !path.symbolic) {
      // Over a connection, a path that names nothing means the object that the connection leads to.
      path.classId = connected?.classId ?? absent;
      path.instance = connected?.instance ?? absent;
      if (path.classId === absent) {
        conceal(service);
        return service;
      }
    }
    if (service === services.unconnectedSend && path.classId === classes.connectionManager && carriers < mostCarriers)
      return carrier(bytes, data, end);
    if (service !== services.multipleServicePacket || inPacket || !packet(bytes, data, end))
      plain(bytes, service, data, end);
    return service;
  }

  /** A request to the object in `path` that carries no other. */
  function plain(bytes: Uint8Array, service: number, data: number, end: number): void {
    const { classId, instance } = path;
    if (classId === classes.connectionManager && isForwardOpen(service)) {
      add(operations.service(classId, service), service, classId, instance);
      connections.opening(bytes, data, end, service === services.largeForwardOpen);
      return;
    }
    // In Execute PCCC the address of the one who asks comes before the command, with its length.
    const command = data + Math.max(bytes[data] ?? 0, 1);
    const isPccc = classId === classes.pccc && service === services.executePccc && command + pcccHeaderBytes <= end;
    const known = isPccc ? operations.pccc(pcccCode(bytes, command, end)) : operations.service(classId, service);
    add(known, service, classId, instance);
  }

  /** Unconnected_Send: time, length, request, and the route to the module that it is for. */
  function carrier(bytes: Uint8Array, data: number, end: number): number {
    const from = data + 4;
    const to = from + read16Little(bytes, data + 2);
    const sizeAt = to + ((to - from) % 2);
    const route = sizeAt + 2;
    const routeEnd = route + (bytes[sizeAt] ?? 0) * 2;
    const { classId, instance } = path;
    const isWhole = to > from && routeEnd <= end && readCipPath(bytes, route, routeEnd, path);
    const service = services.unconnectedSend;
    add(operations.service(classId, service), isWhole ? carrierService : service, classId, instance);
    if (!isWhole) return service;
    carriers++;
    // What several modules answer in one message tells nothing about any.
    asked[askedModule] = inPacket || carriers > 1 ? farModule : moduleOf(path.hops, path.link);
    return request(bytes, from, to);
  }

  /** Multiple Service Packet: a count, where each request begins, the requests. False when that does not fit. */
  function packet(bytes: Uint8Array, data: number, end: number): boolean {
    const number = read16Little(bytes, data);
    const first = data + 2 + number * 2;
    if (number === 0 || first > end) return false;
    for (let index = 0; index < number; index++) {
      const from = data + read16Little(bytes, data + 2 + index * 2);
      if (from < first || from + 2 > end) return false;
    }
    inPacket = true;
    for (let index = 0; index < number && budget > 0; index++) {
      const from = data + read16Little(bytes, data + 2 + index * 2);
      const next = index + 1 < number ? data + read16Little(bytes, data + 4 + index * 2) : end;
      request(bytes, from, next > from ? next : end);
    }
    inPacket = false;
    return true;
  }

  return {
    asked,
    count(bytes, at, end, connection) {
      asked.length = 0;
      asked.push(connection?.module ?? absent);
      connected = connection;
      budget = mostServices + 1;
      carriers = 0;
      if (connection?.classId !== classes.dataHighway) return request(bytes, at, end);
      path.attribute = absent;
      const command = at + dataHighwayBytes;
      if (command + pcccHeaderBytes > end) conceal(dataHighwayService);
      else {
        const { classId, instance } = connection;
        add(operations.pccc(pcccCode(bytes, command, end)), dataHighwayService, classId, instance);
      }
      return dataHighwayService;
    },
  };
}

function isForwardOpen(service: number): boolean {
  return service === services.forwardOpen || service === services.largeForwardOpen;
}
