/** How many items two lists have in common from their beginning, and behind that from their end. */
export function sharedEnds<T>(a: readonly T[], b: readonly T[]): { before: number; behind: number } {
  const shorter = Math.min(a.length, b.length);
  let before = 0;
  while (before < shorter && a[before] === b[before]) before++;
  let behind = 0;
  while (behind < shorter - before && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  return { before, behind };
}
