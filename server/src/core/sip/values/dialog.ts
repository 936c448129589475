import type { SipMessage } from '../types';
import { header } from '../message';

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** CSeq (RFC 3261 section 20.16); undefined when missing or malformed. */
export function cseq(message: SipMessage): CSeq | undefined {
  const match = /^(\d+)\s+(\S+)/.exec(header(message, 'cseq')?.value ?? '');
  return match ? { number: Number(match[1]), method: match[2]!.toUpperCase() } : undefined;
}

/** The tag of From or To. */
export function tag(message: SipMessage, name: 'from' | 'to'): string | undefined {
  const value = header(message, name)?.value ?? '';
  // Parameters of the URI stand inside the angle brackets; the tag stands behind them.
  const behind = value.includes('>') ? value.slice(value.lastIndexOf('>') + 1) : value;
  return /;\s*tag\s*=\s*([^;,\s]+)/i.exec(behind)?.[1];
}

/** User and host of the URI in From, To or Contact, as far as they can be told. */
export function uriOf(message: SipMessage, name: 'from' | 'to' | 'contact'): { user?: string; host?: string } {
  const value = header(message, name)?.value ?? '';
  const match = /sips?:(?:([^@>;\s]*)@)?(\[[^\]]*\]|[^;:>,\s?]+)/i.exec(value);
  return { user: match?.[1], host: match?.[2]?.toLowerCase() };
}

export const callId = (message: SipMessage): string | undefined => header(message, 'call-id')?.value;
