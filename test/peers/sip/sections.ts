/** What a test reads in a description; apart from the product's own reader, which is on trial here. */
export interface Section {
  readonly media: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** The c= address that holds for it. */
  readonly address: string;
  readonly lines: readonly string[];
  /** The session's lines, for what holds for all sections (RFC 8866 section 5). */
  readonly session: readonly string[];
}

export interface CryptoLine {
  readonly tag: number;
  readonly suite: string;
  /** The base64 of key and salt. */
  readonly key: string;
}

export function readSections(sdp: string): Section[] {
  const [session = [], ...sections] = splitSections(sdp);
  return sections.map(lines => {
    const [media = '', port = '', protocol = '', ...formats] = lines[0]!.slice(2).trim().split(/\s+/);
    const connection = [...lines, ...session].find(line => line.startsWith('c='));
    return { media, port: Number.parseInt(port, 10) || 0, protocol, formats, address: addressIn(connection), lines, session };
  });
}

/** The lines of the session, then of each section. */
function splitSections(sdp: string): string[][] {
  const parts: string[][] = [[]];
  for (const line of sdp.split(/\r?\n/).filter(Boolean)) {
    if (line.startsWith('m=')) parts.push([]);
    parts.at(-1)!.push(line);
  }
  return parts;
}

const addressIn = (connection = ''): string => connection.split(/\s+/)[2]?.split('/')[0] ?? '';

/** The values of an attribute of a section. */
export const attributes = ({ lines }: Section, name: string): string[] =>
  lines.filter(line => line.startsWith(`a=${name}:`)).map(line => line.slice(name.length + 3));

/** The value of an attribute that the session may state for all its sections. */
export const inherited = (section: Section, name: string): string | undefined =>
  attributes(section, name)[0] ?? attributes({ ...section, lines: section.session }, name)[0];

export function cryptoLines(section: Section): CryptoLine[] {
  return attributes(section, 'crypto').flatMap(text => {
    const [, tag, suite, key] = /^(\d{1,9}) (\S{1,60}) inline:([^\s|;]+)/.exec(text) ?? [];
    return tag && suite && key ? [{ tag: Number(tag), suite, key }] : [];
  });
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export function directionOf({ lines, session }: Section): Direction {
  const stated = [...lines, ...session].map(line => /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.exec(line)?.[1]).find(Boolean);
  return (stated ?? 'sendrecv') as Direction;
}

/** The payload type and codec name with which to send media: the first that is a codec. */
export function firstCodec(section: Section): { readonly payloadType: number; readonly codec: string } | undefined {
  const named = new Map(attributes(section, 'rtpmap').map(text => text.split(/[\s/]/, 2) as [string, string]));
  const fixed: Readonly<Record<string, string>> = { 0: 'PCMU', 3: 'GSM', 8: 'PCMA', 9: 'G722', 18: 'G729' };
  const all = section.formats.map(format => ({
    payloadType: Number(format),
    codec: (named.get(format) ?? fixed[format] ?? '').toUpperCase(),
  }));
  return all.find(({ codec }) => codec !== '' && codec !== 'TELEPHONE-EVENT' && codec !== 'CN');
}

/** The first audio section that is not refused. */
export const audioOf = (sections: readonly Section[]): number => sections.findIndex(({ media, port }) => media === 'audio' && port !== 0);
