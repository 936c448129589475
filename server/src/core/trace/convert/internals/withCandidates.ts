import type { LoggedCandidate } from './values';

/**
 * A description with the candidates that were found, or added, after it was set: at the end of the sections that they belong to, as a
 * browser itself gives it when it is asked for it later.
 */
export function withCandidates(sdp: string, candidates: readonly LoggedCandidate[]): string {
  if (candidates.length === 0) return sdp;
  const end = sdp.includes('\r\n') ? '\r\n' : '\n';
  const lines = sdp.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const sections = sectionsOf(lines);
  const known = new Set(lines.filter(line => line.startsWith('a=candidate:')));
  const more = new Map<number, string[]>();
  for (const { mid, index, candidate } of candidates) {
    const byMid = mid === undefined ? -1 : sections.findIndex(section => section.mid === mid);
    const section = byMid < 0 ? (index ?? -1) : byMid;
    const line = `a=${candidate.replace(/^a=/, '')}`;
    const place = `${section} ${line}`;
    if (!sections[section] || known.has(line) || known.has(place) || !line.startsWith('a=candidate:')) continue;
    known.add(place);
    const own = more.get(section);
    if (own) own.push(line);
    else more.set(section, [line]);
  }
  const parts = sections.map(({ start }, index) => [...lines.slice(start, sections[index + 1]?.start), ...(more.get(index) ?? [])]);
  return [...lines.slice(0, sections[0]?.start ?? lines.length), ...parts.flat()].map(line => line + end).join('');
}

function sectionsOf(lines: readonly string[]): { start: number; mid?: string }[] {
  const sections: { start: number; mid?: string }[] = [];
  lines.forEach((line, start) => {
    const last = sections.at(-1);
    if (line.startsWith('m=')) sections.push({ start });
    else if (last && line.startsWith('a=mid:')) last.mid ??= line.slice('a=mid:'.length).trim();
  });
  return sections;
}
