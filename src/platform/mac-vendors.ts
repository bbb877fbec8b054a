/** The IEEE registry of MAC address blocks (MA-L, MA-M and MA-S), as the package `oui-data` carries it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Who registered the block of a MAC address; null for none. Blocks are told by 6, 7 or 9 hexadecimal digits. */
export type VendorOfBlock = (digits: string) => string | null;

/** Reads the registry: some 6 MB, so only when it is needed. */
export async function loadMacVendors(): Promise<VendorOfBlock> {
  const file = fileURLToPath(import.meta.resolve('oui-data'));
  const blocks = new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, string>));
  return (digits) => blocks.get(digits.toUpperCase())?.split('\n', 1)[0] ?? null;
}
