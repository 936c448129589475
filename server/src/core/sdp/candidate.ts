import type { Span } from '../text/span';
import { attributesIn } from './description';
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

/** The words of a candidate line: foundation, component, transport, priority, address, port, `typ`, type, and what follows in pairs. */
export function candidateFields(line: SdpLine): CandidateField[] {
  const start = line.attributeValueStart ?? line.valueStart;
  return [...(line.attributeValue ?? '').slice(0, LONGEST).matchAll(/\S+/g)].map(part => ({
    text: part[0],
    span: { start: start + part.index, end: start + part.index + part[0].length },
  }));
}

/** The value of an extension such as `raddr` or `tcptype`; undefined where it is not there. */
export function candidateExtension(fields: readonly CandidateField[], name: string): string | undefined {
  for (let index = 8; index + 1 < fields.length; index += 2) if (fields[index]!.text === name) return fields[index + 1]!.text;
  return undefined;
}

/** Reads a candidate line; undefined where it is too malformed to name an address. */
export function readCandidate(line: SdpLine): Candidate | undefined {
  const fields = candidateFields(line);
  const [, component, transport, priority, address, port, typ, type] = fields;
  if (!component || !transport || !priority || !address || !port || typ?.text !== 'typ' || !type) return undefined;
  if (![component, priority, port].every(field => /^\d+$/.test(field.text))) return undefined;
  return {
    line,
    component: Number(component.text),
    transport: transport.text.toLowerCase(),
    priority: Number(priority.text),
    address: address.text,
    addressSpan: address.span,
    port: Number(port.text),
    type: type.text,
    tcpType: candidateExtension(fields, 'tcptype'),
  };
}

/** The candidates of a section, at whichever level they stand; malformed lines are left out. */
export function candidatesOf(sdp: Sdp, section: MediaSection): Candidate[] {
  const found: Candidate[] = [];
  for (const line of [...attributesIn(section.lines, 'candidate'), ...attributesIn(sdp.session, 'candidate')]) {
    const candidate = readCandidate(line);
    if (candidate) found.push(candidate);
  }
  return found;
}
