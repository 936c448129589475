/** How many items two lists have in common from their beginning, and behind that from their end. */
export function sharedEnds<T>(a: readonly T[], b: readonly T[]): { before: number; behind: number } {
  const shorter = Math.min(a.length, b.length);
  let before = 0;
  while (before < shorter && a[before] === b[before]) before++;
  let behind = 0;
  while (behind < shorter - before && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  return { before, behind };
}

export const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));

/** Adds an item to the list that a map has under a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** Lists shorter than this are copied when they grow. */
const SHORT = 8;

/**
 * The list with one more item, to be kept instead of the list. Where there are tens of thousands of lists with one or two items each, their
 * room counts: an array that was pushed to has room for 17.
 */
export function appended<T extends object | string>(list: T[], item: T): T[] {
  if (list.length < SHORT) return list.concat([item]);
  list.push(item);
  return list;
}
