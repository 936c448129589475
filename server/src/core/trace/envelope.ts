import type { Endpoint, Transport } from './types';

/** Microseconds since 1970 of the groups year, month, day, hours, minutes, seconds, fraction of a match; taken as UTC. */
export function epochMicroseconds(groups: ArrayLike<string | undefined>): number {
  const [, year, month, day, hours, minutes, seconds, fraction] = Array.from(groups);
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  return milliseconds * 1000 + Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
}

/** Microseconds since midnight of the groups hours, minutes, seconds, fraction, as strings. */
export function timeOfDay(hours: string, minutes: string, seconds: string, fraction: string | undefined): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000 + Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
}

const DATE_AND_TIME = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?/;
const SCRIPT_DATE = /\b([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d):(\d\d):(\d\d) /;
const TIME = /\b(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\b/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** The first time in what a log puts before its words: `2026-11-22 09:38:41.570`, `Sun Nov 22 2026 09:38:41 GMT`, or `09:38:41`. */
export function findTime(text: string): number | undefined {
  const date = DATE_AND_TIME.exec(text);
  if (date) return epochMicroseconds(date);
  const script = SCRIPT_DATE.exec(text);
  if (script) {
    const month = String(MONTHS.indexOf(script[1]!) / 3 + 1);
    return epochMicroseconds(['', script[3], month, script[2], script[4], script[5], script[6]]);
  }
  const time = TIME.exec(text);
  return time ? timeOfDay(time[1]!, time[2]!, time[3]!, time[4]) : undefined;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`, `2001:db8::1:5060` (as sngrep and ngrep print IPv6) or a host alone. */
export function parseEndpoint(text: string): Endpoint {
  const match = /^\[([^\]]+)\](?::(\d+))?$|^(.*):(\d+)$/.exec(text);
  if (match?.[1]) return { host: match[1].toLowerCase(), port: match[2] ? Number(match[2]) : undefined };
  // Eight groups are a whole IPv6 address: ngrep leaves the port out in a fragment.
  if (match?.[3] && !/^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$/i.test(text)) return { host: match[3].toLowerCase(), port: Number(match[4]) };
  return { host: text.toLowerCase() };
}

/** A transport as logs write it: `udp`, `WSS`; undefined for any other word. */
export function parseTransport(text: string): Transport | undefined {
  const upper = text.toUpperCase();
  return (['UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'] as const).find(one => one === upper);
}
