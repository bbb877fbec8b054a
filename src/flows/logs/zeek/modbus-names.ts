/**
 * Function names of Zeek's Modbus analyzer (base/protocols/modbus/consts.zeek) and sub-function names of
 * icsnpp-modbus, back to the codes of the wire.
 */
import type { Catalogue } from '../../../model/catalogue.ts';

/** A function as a log names it. */
export interface NamedFunction {
  /** Code in the catalogue's notation, without a sub-function. */
  readonly code: string;
  /** The name says that the device refused it. */
  readonly refused: boolean;
}

const functionCodes: ReadonlyMap<string, number> = new Map([
  ['READ_COILS', 0x01],
  ['READ_DISCRETE_INPUTS', 0x02],
  ['READ_HOLDING_REGISTERS', 0x03],
  ['READ_INPUT_REGISTERS', 0x04],
  ['WRITE_SINGLE_COIL', 0x05],
  ['WRITE_SINGLE_REGISTER', 0x06],
  ['READ_EXCEPTION_STATUS', 0x07],
  ['DIAGNOSTICS', 0x08],
  ['PROGRAM_484', 0x09],
  ['POLL_484', 0x0a],
  ['GET_COMM_EVENT_COUNTER', 0x0b],
  ['GET_COMM_EVENT_LOG', 0x0c],
  ['PROGRAM_584_984', 0x0d],
  ['POLL_584_984', 0x0e],
  ['WRITE_MULTIPLE_COILS', 0x0f],
  ['WRITE_MULTIPLE_REGISTERS', 0x10],
  ['REPORT_SLAVE_ID', 0x11],
  ['PROGRAM_884_U84', 0x12],
  ['RESET_COMM_LINK_884_U84', 0x13],
  ['READ_FILE_RECORD', 0x14],
  ['WRITE_FILE_RECORD', 0x15],
  ['MASK_WRITE_REGISTER', 0x16],
  ['READ_WRITE_MULTIPLE_REGISTERS', 0x17],
  ['READ_FIFO_QUEUE', 0x18],
  ['PROGRAM_CONCEPT', 0x28],
  ['MULTIPLE_FUNCTION_CODES', 0x29],
  ['ENCAP_INTERFACE_TRANSPORT', 0x2b],
  ['PROGRAM_UNITY', 0x5a],
  ['OBJECT_MESSAGING', 0x5b],
  ['FIRMWARE_REPLACEMENT', 0x7d],
  ['PROGRAM_584_984_2', 0x7e],
  ['REPORT_LOCAL_ADDRESS', 0x7f],
]);

const exceptionSuffix = '_EXCEPTION';

/** Reads a function name; null when it is none. */
export function readFunctionName(catalogue: Catalogue, name: string): NamedFunction | null {
  const isException = name.endsWith(exceptionSuffix);
  const plain = isException ? name.slice(0, -exceptionSuffix.length) : name;
  const known = functionCodes.get(plain);
  if (known !== undefined) return { code: String(known), refused: isException };
  const unknown = /^unknown-(\d{1,3})$/i.exec(plain);
  if (unknown !== null) {
    // Zeek has no names for the codes of exceptions to functions that it does not know.
    const code = Number(unknown[1]);
    return { code: String(code & 0x7f), refused: isException || code >= 0x80 };
  }
  const code = codeNamed(catalogue, plain, '');
  return code === null ? null : { code, refused: isException };
}

/** The code of a sub-function by its name, as `8.4` for "Force Listen Only Mode"; the bare function when unknown. */
export function readSubFunction(catalogue: Catalogue, code: string, name: string | null): string {
  if (name === null) return code;
  const unknown = /^unknown-(\d{1,5})$/i.exec(name);
  if (unknown !== null) return `${code}.${unknown[1]}`;
  return codeNamed(catalogue, name, `${code}.`) ?? code;
}

/** The catalogue's code that begins with `prefix` and has this name in any spelling. */
function codeNamed(catalogue: Catalogue, name: string, prefix: string): string | null {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const operations = catalogue.protocols.get('modbus')?.operations ?? [];
  return operations.find((entry) => entry.code.startsWith(prefix) && entry.name === plain)?.code ?? null;
}
