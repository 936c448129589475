import { randomBytes } from 'node:crypto';
import { fill as fillPlaceholders } from '../fill';
import { HOST } from '../gateway/program';
import { openRtpEnd, type RtpEnd } from './rtpEnd';
import { type Section, readSections } from './sections';
import { keyBytes } from './srtp';

/** A description that means ports of this machine. */
export interface Filled {
  readonly sdp: string;
  /** Where media of each section comes in; undefined for a section that is refused or names no port. */
  readonly ends: readonly (RtpEnd | undefined)[];
  close(): void;
}

/** The port of a section that has no port yet: of a browser before it has gathered, and of a rewrite's placeholder (RFC 863). */
export const DISCARD = 9;

/**
 * A description from a trace as the gateway of this test would have sent it. Placeholders get what only a gateway has: its address, a port,
 * a key. Addresses and ports of the trace's network get their counterparts here: what a section names as its own is a port that
 * we listen on, every other candidate a port where nobody answers. What names nobody (0.0.0.0, port 9, a host name) stays.
 */
export async function fill(sdp: string): Promise<Filled> {
  const sections = readSections(sdp);
  const ends = await Promise.all(sections.map(section => (hasPort(section) ? openRtpEnd() : undefined)));
  const silent = await openRtpEnd();
  let index = -1;
  const lines = sdp.split('\r\n').map(line => {
    if (line.startsWith('m=')) index++;
    return fillLine(line, sections[index], ends[index]?.port, silent.port);
  });
  const close = (): void => [...ends, silent].forEach(end => void end?.close());
  return { sdp: lines.join('\r\n'), ends, close };
}

const hasPort = ({ port, address }: Section): boolean => port !== 0 && (port !== DISCARD || address === '<gateway-address>');

function fillLine(line: string, section: Section | undefined, port: number | undefined, silent: number): string {
  const text = fillPlaceholders(line.replace('<key>', () => newKey(line)));
  if (/^[co]=/.test(text)) return text.replace(/(\sIP4\s+)(\S+)/, (_, before, address) => before + local(address));
  if (!section) return text;
  if (port !== undefined && text.startsWith('m=')) return text.replace(/^(m=\S+\s+)\d+/, `$1${port}`);
  if (text.startsWith('a=rtcp:')) return fillRtcp(text, section.port, port, silent);
  if (text.startsWith('a=candidate:')) return fillCandidate(text, section, port, silent);
  return text;
}

/** A key as long as the suite wants it. */
const newKey = (line: string): string => randomBytes(keyBytes(line.split(' ')[1] ?? '') ?? 30).toString('base64');

/** An IPv4 address of the trace's network is on this machine; 0.0.0.0 and names stay as they are. */
const local = (address: string): string => (/^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(address) && address !== '0.0.0.0' ? HOST : address);

function fillRtcp(line: string, written: number, port: number | undefined, silent: number): string {
  return line
    .replace(/^(a=rtcp:)(\d+)/, (_, name, number) => {
      if (port === undefined || Number(number) === DISCARD) return name + number;
      return `${name}${Number(number) === written ? port : Number(number) === written + 1 ? port + 1 : silent}`;
    })
    .replace(/(\sIP4\s+)(\S+)/, (_, before, address) => before + local(address));
}

function fillCandidate(line: string, section: Section, port: number | undefined, silent: number): string {
  const words = line.split(' ');
  const behind = Number(words[5]) - section.port; // RTCP's is the next
  const own = port !== undefined && words[4] === section.address && (behind === 0 || behind === 1);
  if (/^\d/.test(words[4] ?? '')) {
    words[4] = HOST;
    words[5] = String(own ? port + behind : silent);
  }
  const related = words.indexOf('raddr');
  if (related > 0) words[related + 1] = local(words[related + 1] ?? '');
  return words.join(' ');
}
