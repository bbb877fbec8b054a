/** Names of people and owners, as plants write them and as the service of a repository does. */

/** `@` before a name and its case make no difference. */
export function plainName(said: string): string {
  return said.replace(/^@/, '').toLowerCase();
}
