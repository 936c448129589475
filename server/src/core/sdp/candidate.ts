import type { Span } from '../text/span';
import type { MediaSection, Sdp, SdpLine } from './types';

/** An ICE candidate (RFC 8839 section 5.1): an address at which a party may receive media. */
export interface Candidate {
  readonly line: SdpLine;
  /** 1 is RTP, 2 is RTCP. */
  readonly component: number;
  /** Lower case: `udp`, `tcp`. */
  readonly transport: string;
  readonly priority: number;
  readonly address: string;
  readonly addressSpan: Span;
  readonly port: number;
  /** `host`, `srflx`, `prflx`, `relay`. */
  readonly type: string;
  /** Who opens the connection of a TCP candidate: `active`, `passive`, `so` (RFC 6544 section 4.5). */
  readonly tcpType?: string;
}

/** A word of a candidate line and where it stands in the message. */
export interface CandidateField {
  readonly text: string;
  readonly span: Span;
}

/** Longer lines hold no candidate that anybody could read. */
const LONGEST = 1024;

const isSpace = (text: string, at: number): boolean => text.charCodeAt(at) <= 0x20;

/** The words of a candidate line: foundation, component, transport, priority, address, port, `typ`, type, and what follows in pairs. */
export function candidateFields(line: SdpLine): CandidateField[] {
  const offset = line.attributeValueStart ?? line.valueStart;
  const value = (line.attributeValue ?? '').slice(0, LONGEST);
  const fields: CandidateField[] = [];
  // A walk over the letters: with expressions it took longer than all that is done with the words.
  for (let at = 0; at < value.length; at++) {
    if (isSpace(value, at)) continue;
    const start = at;
    while (at < value.length && !isSpace(value, at)) at++;
    fields.push({ text: value.slice(start, at), span: { start: offset + start, end: offset + at } });
  }
  return fields;
}

/** The value of an extension such as `raddr` or `tcptype`; undefined where it is not there. */
export function candidateExtension(fields: readonly CandidateField[], name: string): string | undefined {
  for (let index = 8; index + 1 < fields.length; index += 2) if (fields[index]!.text === name) return fields[index + 1]!.text;
  return undefined;
}

const CANDIDATE = /^(\s*\S+\s+(\d+)\s+(\S+)\s+(\d+)\s+)(\S+)\s+(\d+)\s+typ\s+(\S+)/;

/** Reads a candidate line; undefined where it is too malformed to name an address. */
export function readCandidate(line: SdpLine): Candidate | undefined {
  const value = (line.attributeValue ?? '').slice(0, LONGEST);
  const match = CANDIDATE.exec(value);
  if (!match) return undefined;
  const [, before, component, transport, priority, address, port, type] = match as unknown as [string, ...string[]];
  const start = (line.attributeValueStart ?? line.valueStart) + before!.length;
  return {
    line,
    component: Number(component),
    transport: transport!.toLowerCase(),
    priority: Number(priority),
    address: address!,
    addressSpan: { start, end: start + address!.length },
    port: Number(port),
    type: type!,
    tcpType: value.includes('tcptype') ? candidateExtension(candidateFields(line), 'tcptype') : undefined,
  };
}

/** The candidates among lines; malformed ones are left out. */
export function readCandidates(lines: readonly SdpLine[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const line of lines) {
    const candidate = line.attribute === 'candidate' ? readCandidate(line) : undefined;
    if (candidate) found.push(candidate);
  }
  return found;
}

/** The candidates of a section, at whichever level they stand; malformed lines are left out. */
export const candidatesOf = (sdp: Sdp, section: MediaSection): readonly Candidate[] =>
  sdp.candidates.length === 0 ? section.candidates : [...section.candidates, ...sdp.candidates];
