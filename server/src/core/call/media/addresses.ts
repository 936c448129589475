import { candidatesOf } from '../../sdp/candidate';
import { attributesIn, connectionAddress, connectionFor, isActive } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import type { Endpoint } from '../../trace/types';

/** A transport address that a description names for a section, and the line that names it. */
export interface NamedAddress {
  readonly endpoint: Endpoint;
  readonly line: SdpLine;
  /** Where RTCP goes when nothing else is said: the port above that of RTP (RFC 3550 section 11). It may be another section's. */
  readonly byDefault: boolean;
}

/** Addresses at which a party receives media of a section: c= with m=, a=rtcp or the port above, and its UDP candidates. */
export function addressesOf(sdp: Sdp, section: MediaSection): NamedAddress[] {
  const found: NamedAddress[] = [];
  const add = (host: string | undefined, port: number, line: SdpLine, byDefault = false): void => {
    if (host !== undefined && isUsable(host, port)) found.push({ endpoint: { host, port }, line, byDefault });
  };
  const connection = connectionFor(sdp, section);
  const host = connectionAddress(connection);
  if (isActive(section)) add(host, section.port, section.line);
  const rtcp = attributesIn(section.lines, 'rtcp')[0];
  const match = /^(\d+)(?:[ \t]+IN[ \t]+IP[46][ \t]+(\S+))?/.exec(rtcp?.attributeValue ?? '');
  if (match && rtcp) add(match[2] ?? host, Number(match[1]), rtcp);
  else if (isActive(section)) add(host, section.port + 1, section.line, true);
  for (const candidate of candidatesOf(sdp, section)) {
    if (candidate.transport === 'udp') add(candidate.address, candidate.port, candidate.line);
  }
  return found;
}

/** Port 9 and an address of zeros stand for none (RFC 8839 section 4.2.5), port 0 for a stream that is not wanted. */
const isUsable = (host: string, port: number): boolean =>
  Number.isInteger(port) && port > 0 && port < 65536 && port !== 9 && host !== '0.0.0.0' && !/^[0:]+$/.test(host);

/** An address as a key: the same for every way to write an IPv6 address (RFC 4291 section 2.2). */
export const endpointKey = (endpoint: Endpoint): string => `${hostKey(endpoint.host)}|${endpoint.port ?? ''}`;

/** A host as a key, see `endpointKey`. */
export function hostKey(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (!bare.includes(':') || bare.length > LONGEST_IPV6) return bare;
  const mapped = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(bare);
  const text = mapped
    ? `${mapped[1]}${(Number(mapped[2]) * 256 + Number(mapped[3])).toString(16)}:${(Number(mapped[4]) * 256 + Number(mapped[5])).toString(16)}`
    : bare;
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':').map(group => group.replace(/^0+(?=.)/, '')));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array<string>(zeros).fill('0'), ...back].join(':');
}

/** Eight groups, or six with an IPv4 address at the end; what is longer is no address. */
const LONGEST_IPV6 = 45;
