import type { Endpoint, Transport } from './types';

/** Microseconds since 1970 of the groups year, month, day, hours, minutes, seconds, fraction of a match; taken as UTC. */
export function epochMicroseconds(groups: ArrayLike<string | undefined>): number {
  const [, year, month, day, hours, minutes, seconds, fraction] = Array.from(groups);
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  return milliseconds * 1000 + Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`, `2001:db8::1:5060` (as sngrep and ngrep print IPv6) or a host alone. */
export function parseEndpoint(text: string): Endpoint {
  const match = /^\[([^\]]+)\](?::(\d+))?$|^(.*):(\d+)$/.exec(text);
  if (match?.[1]) return { host: match[1].toLowerCase(), port: match[2] ? Number(match[2]) : undefined };
  if (match?.[3]) return { host: match[3].toLowerCase(), port: Number(match[4]) };
  return { host: text.toLowerCase() };
}

/** A transport as logs write it: `udp`, `WSS`; undefined for any other word. */
export function parseTransport(text: string): Transport | undefined {
  const upper = text.toUpperCase();
  return (['UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'] as const).find(one => one === upper);
}
