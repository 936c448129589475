/** Splits a header value at the commas that are neither in quotes nor in angle brackets (RFC 3261 section 7.3.1). */
export function splitCommas(value: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let angles = 0;
  let start = 0;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (char === '\\' && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '<') angles++;
    else if (char === '>') angles = Math.max(0, angles - 1);
    else if (char === ',' && angles === 0) {
      parts.push(value.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(value.slice(start).trim());
  return parts;
}
