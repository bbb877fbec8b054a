/** The words of selectors, which ids of zones and assets may not be. */
export const selectorWords: ReadonlySet<string> = new Set(['any', 'all', 'same', 'broadcast', 'multicast']);
