/** Where programs are looked for. */

/** Distributions keep `nft` and `ip` in folders that are on the path of root only. */
export function searchPath(): string {
  const path = process.env['PATH'] ?? '';
  const parts = path.split(':').filter((part) => part !== '');
  for (const folder of ['/usr/sbin', '/sbin', '/usr/bin', '/bin']) if (!parts.includes(folder)) parts.push(folder);
  return parts.join(':');
}
