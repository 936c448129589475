import type { SipMessage } from '../types';
import { splitCommas } from './lists';

export interface Via {
  /** Upper case: UDP, TCP, TLS, SCTP, WS, WSS, … */
  readonly transport: string;
  readonly host: string;
  readonly port?: number;
  readonly branch?: string;
  readonly received?: string;
}

const VIA = /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\[[^\]]*\]|[^\s:;,]+)(?:\s*:\s*(\d+))?(.*)$/i;

/** One via-parm (RFC 3261 section 20.42); undefined when it is not one. */
export function parseVia(value: string): Via | undefined {
  const match = VIA.exec(value);
  if (!match) return undefined;
  const rest = match[4] ?? '';
  return {
    transport: match[1]!.toUpperCase(),
    host: match[2]!.toLowerCase(),
    port: match[3] ? Number(match[3]) : undefined,
    branch: /;\s*branch\s*=\s*([^;,\s]+)/i.exec(rest)?.[1],
    received: /;\s*received\s*=\s*([^;,\s]+)/i.exec(rest)?.[1],
  };
}

/** The Via stack of a message, topmost first; several may share one header line. */
export function vias(message: SipMessage): Via[] {
  const found: Via[] = [];
  for (const one of message.headers) {
    if (one.name !== 'via') continue;
    for (const part of splitCommas(one.value)) {
      const via = parseVia(part);
      if (via) found.push(via);
    }
  }
  return found;
}
