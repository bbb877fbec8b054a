/** The codes of S7 functions as the catalogue spells them, each looked up once. */
import { read16 } from '../../capture/bytes.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { functions, parametersStart } from './s7comm-message.ts';

export interface S7Operations {
  /** What the job at `start` asks for. */
  job(bytes: Uint8Array, start: number, end: number): readonly KnownOperation[];
  /** What a job was that only its answer tells of. */
  answered(code: number): readonly KnownOperation[];
  request(group: number, subFunction: number): readonly KnownOperation[];
  push(group: number, subFunction: number): readonly KnownOperation[];
}

/** More services do not exist; others are known by their function alone. */
const mostServices = 64;
const serviceName = /^[A-Z0-9_]{1,16}$/;

export function createS7Operations(lookup: OperationLookup): S7Operations {
  const byFunction: (readonly KnownOperation[] | undefined)[] = [];
  const byService = new Map<string, readonly KnownOperation[]>();
  const requests = new Map<number, readonly KnownOperation[]>();
  const pushes = new Map<number, readonly KnownOperation[]>();

  function ofFunction(code: number): readonly KnownOperation[] {
    byFunction[code] ??= lookup(hexByte(code));
    return byFunction[code];
  }

  function ofUserdata(known: typeof requests, prefix: string, group: number, subFunction: number) {
    const key = (group << 8) | subFunction;
    let operations = known.get(key);
    if (operations === undefined) {
      operations = lookup(`${prefix}.${group}/${hexByte(subFunction)}`);
      known.set(key, operations);
    }
    return operations;
  }

  function ofService(name: string): readonly KnownOperation[] {
    let operations = byService.get(name);
    if (operations === undefined) {
      if (byService.size >= mostServices) return ofFunction(functions.service);
      operations = lookup(`${hexByte(functions.service)}.${name}`);
      byService.set(name, operations);
    }
    return operations;
  }

  return {
    job(bytes, start, end) {
      const parameters = parametersStart(bytes, start);
      const code = bytes[parameters] ?? 0;
      const name = code === functions.service ? readService(bytes, parameters, end) : null;
      return name === null ? ofFunction(code) : ofService(name);
    },
    answered: ofFunction,
    request: (group, subFunction) => ofUserdata(requests, '7', group, subFunction),
    push: (group, subFunction) => ofUserdata(pushes, 'push', group, subFunction),
  };
}

/** The name behind eight bytes and the argument of the service; null when there is none. */
function readService(bytes: Uint8Array, parameters: number, end: number): string | null {
  const nameAt = parameters + 10 + read16(bytes, parameters + 8);
  const nameEnd = nameAt + 1 + (bytes[nameAt] ?? 0);
  if (nameEnd > end || nameEnd - nameAt > 17) return null;
  const name = String.fromCharCode(...bytes.subarray(nameAt + 1, nameEnd));
  return serviceName.test(name) ? name : null;
}

function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
