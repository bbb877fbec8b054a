/** The variables that requests to read and to write name (ISO 9506-2 14.5), and what answers say of each. */
import { type BerElement, createBerElement, readLooseBer } from '../shared/ber.ts';
import { contextNumber, services } from './mms-pdu.ts';

/** Where the name of a variable is; overwritten by the next. Both are 0 when it is not named. */
export interface NamedVariable {
  start: number;
  end: number;
  /** Tag of the value that is to be written; 0 when there is none. */
  value: number;
  /** It stands for all variables of a list that has a name. */
  isList: boolean;
}

/** Gets each variable in order; `part` is its place in the request. */
export type VariableVisitor = (variable: NamedVariable, part: number) => void;

/** Gets what is said of each variable in order: the element is a failure, a success, or its value. */
export type ResultVisitor = (result: BerElement, part: number) => void;

export interface MmsVariables {
  /** The variables of a request; `request` has the contents of the service. */
  visit(bytes: Uint8Array, request: BerElement, service: number, visit: VariableVisitor): void;
  /** The results in an answer; answers how many there are. */
  visitResults(bytes: Uint8Array, answer: BerElement, service: number, visit: ResultVisitor): number;
}

/** Of one message; what follows counts as one more variable without a name. */
const mostVariables = 256;

const variableAccess = 0xa1;
const variableList = 0xa0;
const variable = 0x30;
const name = 0xa0;
const domainName = 0xa1;
const resultList = 0xa1;

export function createMmsVariables(): MmsVariables {
  const access = createBerElement();
  const item = createBerElement();
  const value = createBerElement();
  const named: NamedVariable = { start: 0, end: 0, value: 0, isList: false };

  function readName(bytes: Uint8Array, start: number, end: number): void {
    if (!readLooseBer(bytes, start, end, item) || item.tag !== name) return;
    if (!readLooseBer(bytes, item.start, item.end, item)) return;
    const scope: number = item.tag;
    const scopeEnd = item.end;
    // The domain, then the item in it.
    const isWhole = scope !== domainName || readLooseBer(bytes, item.start, scopeEnd, item);
    if (!isWhole || (scope === domainName && !readLooseBer(bytes, item.end, scopeEnd, item))) return;
    named.start = item.start;
    named.end = item.end;
  }

  /** Goes to what is accessed: in a read request behind an option, in a write request at once. */
  function findAccess(bytes: Uint8Array, request: BerElement, service: number): boolean {
    for (let at = request.start; readLooseBer(bytes, at, request.end, access); at = access.end) {
      if (service === services.write) return true;
      if (access.tag === variableAccess) return readLooseBer(bytes, access.start, access.end, access);
    }
    return false;
  }

  return {
    visit(bytes, request, service, visit) {
      named.start = 0;
      named.end = 0;
      named.value = 0;
      named.isList = false;
      if (!findAccess(bytes, request, service) || access.tag !== variableList) {
        named.isList = true;
        visit(named, 0);
        return;
      }
      // The values to be written are in the element that follows.
      const hasValues = service === services.write && readLooseBer(bytes, access.end, request.end, value);
      const valuesEnd = hasValues ? value.end : 0;
      let valueAt = hasValues ? value.start : 0;
      let part = 0;
      for (let at = access.start; readLooseBer(bytes, at, access.end, item); part++) {
        at = item.end;
        named.start = 0;
        named.end = 0;
        named.value = 0;
        if (part >= mostVariables) {
          visit(named, part);
          return;
        }
        if (item.tag === variable) readName(bytes, item.start, item.end);
        if (readLooseBer(bytes, valueAt, valuesEnd, value)) {
          named.value = value.tag;
          valueAt = value.end;
        }
        visit(named, part);
      }
      if (part === 0) visit(named, 0);
    },
    visitResults(bytes, answer, service, visit) {
      let from = answer.start;
      let end = answer.end;
      if (service === services.read) {
        let isFound = false;
        for (let at = answer.start; !isFound && readLooseBer(bytes, at, answer.end, item); at = item.end)
          isFound = item.tag === resultList;
        if (!isFound) return 0;
        from = item.start;
        end = item.end;
      }
      let part = 0;
      for (let at = from; readLooseBer(bytes, at, end, item); at = item.end) {
        visit(item, part);
        part++;
      }
      return part;
    },
  };
}

/** True for the result of a variable that could not be read or written. */
export function isFailure(result: BerElement): boolean {
  return result.tag < 0x100 && contextNumber(result.tag) === 0;
}
