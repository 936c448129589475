/** Up to three of the names that somebody may have meant by a word, the nearest first. */
export function nearest(word: string, names: readonly string[]): string[] {
  const wanted = word.toLowerCase().slice(0, 100);
  return names
    .map(name => ({ name, distance: distanceTo(name, wanted) }))
    .filter(({ name, distance }) => distance <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Ids are `family/name`: the name alone, or a piece of it, is near as well. */
function distanceTo(name: string, wanted: string): number {
  const short = name.slice(name.indexOf('/') + 1);
  if (wanted.length >= 3 && name.includes(wanted)) return 1;
  return Math.min(editDistance(name, wanted), editDistance(short, wanted.slice(wanted.indexOf('/') + 1)) + 1);
}

/** Letters to insert, delete or replace until one text is the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
