import type { OwnSection } from './page';

/** One m= line with all that belongs to it. */
interface Section {
  readonly kind: string;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly lines: readonly string[];
  readonly mid?: string;
}

const cut = (sdp: string): string[][] => {
  const parts: string[][] = [[]];
  for (const line of sdp.split('\r\n').filter(one => one !== '')) {
    if (line.startsWith('m=')) parts.push([]);
    parts[parts.length - 1]!.push(line);
  }
  return parts;
};

const sectionsOf = (sdp: string): Section[] =>
  cut(sdp)
    .slice(1)
    .map(lines => {
      const [kind = '', , protocol = '', ...formats] = lines[0]!.slice(2).split(/\s+/);
      return { kind, protocol, formats, lines, mid: attribute(lines, 'mid') };
    });

const attribute = (lines: readonly string[], name: string): string | undefined =>
  lines
    .find(line => line.startsWith(`a=${name}:`))
    ?.slice(name.length + 3)
    .trim();

const STATIC: Readonly<Record<string, string>> = { 0: 'pcmu/8000', 8: 'pcma/8000', 9: 'g722/8000', 13: 'cn/8000', 18: 'g729/8000' };

/** Payload type to codec: `111` to `opus/48000`. */
function codecsIn({ formats, lines }: Section): Map<string, string> {
  const named = lines.map(line => /^a=rtpmap:\s*(\d+)\s+([^/\s]+\/\d+)/.exec(line)).filter(match => match !== null);
  const maps = new Map(named.map(match => [match[1]!, match[2]!.toLowerCase()]));
  return new Map(formats.map(format => [format, maps.get(format) ?? STATIC[format] ?? '']));
}

/** The sections that a browser must offer to offer the like of a description; a string says why no browser offers it. */
export function ownSections(offer: string, isFirst: boolean): OwnSection[] | string {
  const sections: OwnSection[] = [];
  for (const section of sectionsOf(offer)) {
    const { kind, protocol } = section;
    if (kind !== 'audio' && kind !== 'video' && kind !== 'application') return `no browser offers m=${kind}`;
    if (!/^(UDP\/TLS\/RTP\/SAVPF|(UDP|TCP)\/DTLS\/SCTP|DTLS\/SCTP)$/.test(protocol)) return `no browser offers ${protocol}`;
    const setup = attribute(section.lines, 'setup') ?? attribute(cut(offer)[0]!, 'setup') ?? 'actpass';
    if (setup !== 'actpass') return `no browser offers a=setup:${setup}`;
    if (kind !== 'application' && !section.lines.includes('a=rtcp-mux')) return 'no browser offers media without a=rtcp-mux';
    const stopped = /^m=\S+ 0 /.test(section.lines[0]!) && !section.lines.includes('a=bundle-only');
    if (stopped && isFirst) return 'no browser offers port 0 at first';
    const direction = section.lines.find(line => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line))?.slice(2) ?? 'sendrecv';
    sections.push({ kind, codecs: [...codecsIn(section).values()], direction, stopped });
  }
  return sections.length > 0 ? sections : 'the offer has no m= line';
}

/** The browser's own offer with the groups of the trace's offer, and no header extension that it has not. */
export function likeTheOffer(own: string, offer: string): string {
  const [session, ...media] = cut(own) as [string[], ...string[][]];
  const [offered] = cut(translator(offer, own)(offer)) as [string[]];
  const wanted = sectionsOf(offer);
  const lines = [
    ...session.filter(line => !line.startsWith('a=group:BUNDLE')),
    ...offered.filter(line => line.startsWith('a=group:BUNDLE')),
    ...media.flatMap((section, index) => {
      const uris = new Set(wanted[index]?.lines.map(extensionOf));
      return section.filter(line => !line.startsWith('a=extmap:') || uris.has(extensionOf(line)));
    }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

const extensionOf = (line: string): string | undefined => /^a=extmap:\d+(?:\/\w+)?\s+(\S+)/.exec(line)?.[1];

/** From the numbers and names of the trace's offer to those of the browser's own: what was not offered gets none that was. */
export function translator(offer: string, own: string): (sdp: string) => string {
  const [theirs, ours] = [sectionsOf(offer), sectionsOf(own)];
  const mids = new Map(theirs.map((section, index) => [section.mid, ours[index]?.mid ?? '']));
  const ownMids = new Set(ours.map(section => section.mid));
  const mid = (name: string): string => mids.get(name) ?? (ownMids.has(name) ? `not-offered-${name}` : name);
  const renumbers = theirs.map((section, index) => ({
    payloadType: payloadTypes(section, ours[index], ours),
    extension: extensions(section, ours[index]),
  }));
  return sdp => {
    const [session, ...media] = cut(sdp) as [string[], ...string[][]];
    const inSession = session.map(line => (line.startsWith('a=group:') ? line.replace(/(?<=\s)\S+/g, mid) : line));
    const inMedia = media.flatMap((lines, index) => {
      const number = renumbers[index];
      const named = lines.map(line => line.replace(/^(a=mid:)(\S+)/, (_, name: string, value: string) => name + mid(value)));
      return number ? named.map(line => translated(line, number.payloadType, number.extension)) : named;
    });
    return `${[...inSession, ...inMedia].join('\r\n')}\r\n`;
  };
}

type Renumber = (number: string) => string;

function translated(line: string, payloadType: Renumber, extension: Renumber): string {
  if (line.startsWith('m='))
    return line.replace(/^(m=\S+ \S+ \S*RTP\S*)((?: +\d+)+)/, (_, head: string, list: string) => head + list.replace(/\d+/g, payloadType));
  const repaired = line.replace(/^(a=fmtp:\d+ (?:.*;\s*)?apt=)(\d+)/, (_, head: string, number: string) => head + payloadType(number));
  return repaired
    .replace(/^(a=(?:rtpmap|fmtp|rtcp-fb):\s*)(\d+)/, (_, head: string, number: string) => head + payloadType(number))
    .replace(/^(a=extmap:)(\d+)/, (_, head: string, number: string) => head + extension(number));
}

/** Sections of a BUNDLE share their numbers, so none of any section is free. */
function payloadTypes(theirs: Section, ours: Section | undefined, all: readonly Section[]): Renumber {
  const own = new Map([...(ours ? codecsIn(ours) : [])].map(([number, codec]) => [codec, number]));
  const taken = new Set(all.flatMap(section => section.formats));
  return renumber(codecsIn(theirs), own, taken, numbers(96, 127));
}

const numbers = (first: number, last: number): string[] => Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

function extensions(theirs: Section, ours: Section | undefined): Renumber {
  const pairs = (section: Section | undefined): [string, string][] =>
    (section?.lines ?? []).flatMap(line => {
      const match = /^a=extmap:(\d+)(?:\/\w+)?\s+(\S+)/.exec(line);
      return match ? [[match[1]!, match[2]!]] : [];
    });
  const own = new Map(pairs(ours).map(([number, uri]) => [uri, number]));
  return renumber(new Map(pairs(theirs)), own, new Set(own.values()), numbers(1, 14));
}

/** The number that the browser has for what the offer had under a number; for what was not offered, or the browser has not, a free one. */
function renumber(
  offered: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
  all: readonly string[],
): Renumber {
  const given = new Map<string, string>();
  return number => {
    const same = own.get(offered.get(number) ?? '');
    if (same !== undefined) return same;
    if (!taken.has(number)) return number;
    if (!given.has(number)) given.set(number, all.find(one => !taken.has(one) && ![...given.values()].includes(one)) ?? number);
    return given.get(number)!;
  };
}
