/** The memory areas of Omron controllers by their codes (Omron W342 5-2-2; W227 5-2 for CV-series controllers). */

/** How an area is addressed: by bits in words, by words, or by numbers of timers, flags and registers. */
export type Addressing = 'bits' | 'words' | 'numbers';

export interface MemoryArea {
  /** Table of the catalogue. */
  readonly table: string;
  readonly addressing: Addressing;
}

/** Banks of the extended memory: 00 to 18 in hexadecimal. */
const banks = 0x19;

/** Areas that the list does not have. */
const otherArea: MemoryArea = { table: 'other', addressing: 'numbers' };

const areas = new Map<number, MemoryArea>();

function add(table: string, addressing: Addressing, ...codes: readonly number[]): void {
  for (const code of codes) areas.set(code, { table, addressing });
}

// The second code of each is for the area with its forced status.
add('cio', 'bits', 0x00, 0x05, 0x30, 0x70);
add('cio', 'words', 0x80, 0x85, 0xb0, 0xf0);
add('work', 'bits', 0x31, 0x71);
add('work', 'words', 0xb1, 0xf1);
add('holding', 'bits', 0x32, 0x72);
add('holding', 'words', 0xb2, 0xf2);
add('auxiliary', 'bits', 0x33);
add('auxiliary', 'words', 0xb3);
add('dm', 'bits', 0x02);
add('dm', 'words', 0x82);
add('timer_counter', 'numbers', 0x01, 0x09, 0x49, 0x81, 0x89);
add('task_flag', 'numbers', 0x06, 0x46);
add('index_register', 'numbers', 0xdc);
add('data_register', 'numbers', 0xbc, 0x9c);
// The bank that is in use, then each bank.
add('em', 'bits', 0x0a);
add('em', 'words', 0x98);
for (let bank = 0; bank < banks; bank++) {
  const table = emBank(bank);
  add(table, 'bits', bank < 0x10 ? 0x20 + bank : 0xe0 + bank - 0x10);
  add(table, 'words', bank < 0x10 ? 0xa0 + bank : 0x60 + bank - 0x10);
  if (bank < 8) add(table, 'words', 0x90 + bank);
}

function emBank(bank: number): string {
  return `em_${bank.toString(16).padStart(2, '0')}`;
}

/** The area with a code. */
export function areaOf(code: number): MemoryArea {
  return areas.get(code) ?? otherArea;
}

/** The tables of all areas. */
export const areaTables: readonly string[] = [...new Set([...areas.values(), otherArea].map(({ table }) => table))];
