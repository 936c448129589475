import type { LegKind, LegOverrides } from '../call/types';
import type { SeenFlow } from './callFlows';
import type { Group, IndexedCall } from './callIndex';
import type { LightHop } from './hop';
import { outcomeText } from './outcome';

/** A call as a list shows it. All words come from the trace: they are text, never markup. */
export interface CallRow {
  /** From 1, in the order in which the calls were met. */
  readonly id: number;
  /** Microseconds since 1970 of its first message, or since midnight where the trace gives no date; missing where it gives no time. */
  readonly time?: number;
  /** Who called, and whom, by the users of From and of the request URI. */
  readonly from: string;
  readonly to: string;
  /** In order: that of the caller first. */
  readonly legs: readonly LegRow[];
  /** Final answer to the first INVITE as its caller saw it; null while there is none. */
  readonly result: number | null;
  /** What became of it, in a word or two. */
  readonly outcome: string;
  /** Of the answers, else of the offers. */
  readonly codecs: readonly string[];
  /** What was seen of its media: `both ways`, `one way`, `no media`, `not captured`; empty where none is expected. */
  readonly media: string;
  readonly messages: number;
  readonly ended: boolean;
}

export interface LegRow {
  readonly kind: LegKind;
  readonly callId: string;
  /** The caller's and the callee's address on this leg as far as the log tells. */
  readonly parties: readonly [string, string];
  readonly result: number | null;
}

/** A hop of a call and the Call-ID that it belongs to. */
interface Placed {
  readonly hop: LightHop;
  readonly callId: string;
}

/**
 * The row of a call.
 * @param timed whether the trace has times
 * @param media what is to be said of its media, see `mediaText`
 */
export function rowOf<E>({ id, groups }: IndexedCall<E>, timed: boolean, media: string): CallRow {
  const legs = legsInOrder(groups);
  const first = legs[0]?.hop;
  const result = legs.map(({ hop }) => hop.invite?.status ?? 0).find(status => status > 0) ?? null;
  const ended = groups.some(group => group.ended) || (result !== null && result >= 300);
  const invited = legs.some(({ hop }) => hop.invite);
  const answeredLater = first?.answered ?? false;
  const ringing = result === null && legs.some(({ hop }) => hop.ringing);
  return {
    id,
    time: timed ? Math.min(...groups.map(group => group.first)) : undefined,
    from: first?.from ?? '',
    to: first?.to ?? '',
    legs: legs.map(({ hop, callId }) => ({
      kind: hop.kind,
      callId,
      parties: hop.parties,
      result: hop.invite && hop.invite.status > 0 ? hop.invite.status : null,
    })),
    result,
    outcome: ringing ? 'ringing' : outcomeText({ result, invited, answeredLater }),
    codecs: codecsOf(legs.map(({ hop }) => hop)),
    media,
    messages: groups.reduce((sum, group) => sum + group.entries.length, 0),
    ended,
  };
}

/** The caller's leg first, as in `call/calls`: a gateway calls on only after it has been called. */
export function legsInOrder<E>(groups: readonly Group<E>[]): Placed[] {
  const depth = ({ hop }: Placed): number => (hop.invite?.requested ? hop.invite.viaCount : 99);
  const legs = groups.flatMap(({ hops, callId }) => hops.map(hop => ({ hop, callId })));
  return legs.sort((a, b) => {
    if (a.callId === b.callId && depth(a) !== depth(b)) return depth(a) - depth(b);
    return a.hop.time - b.hop.time;
  });
}

/** A row with the legs that the user named, see `call/legs`. */
export function withLegs(row: CallRow, overrides: LegOverrides): CallRow {
  if (Object.keys(overrides).length === 0) return row;
  const legs = row.legs.map(leg => {
    const named = leg.parties.flatMap(address => [address, hostOf(address)]).find(host => Object.hasOwn(overrides, host));
    return named === undefined ? leg : { ...leg, kind: overrides[named]! };
  });
  return { ...row, legs };
}

const MOST_CODECS = 6;

const codecsOf = (hops: readonly LightHop[]): string[] =>
  [...new Set(hops.flatMap(({ offer, answer }) => answer ?? offer ?? []))].slice(0, MOST_CODECS);

/** What flowed on a hop towards each of its parties. */
export interface HopMedia {
  toCaller: SeenFlow[];
  toCallee: SeenFlow[];
}

/** What is to be said of a call's media: of the legs of which any was seen, since a capture often sees one side of the gateway only. */
export function mediaText<E>({ groups }: IndexedCall<E>, of: (hop: LightHop) => HopMedia | undefined, captured: boolean): string {
  const hops = groups.flatMap(group => group.hops);
  if (!hops.some(hop => hop.answered)) return '';
  if (!captured) return 'not captured';
  const legs = hops.map(of).filter(media => media !== undefined);
  const anyCarries = (kind: 'stun' | 'dtls' | 'rtp'): boolean =>
    legs.some(({ toCaller, toCallee }) => toCaller.some(flow => flow.carries(kind)) || toCallee.some(flow => flow.carries(kind)));
  if (anyCarries('rtp')) return legs.every(({ toCaller, toCallee }) => bothArrive(toCaller, toCallee)) ? 'both ways' : 'one way';
  return anyCarries('dtls') ? 'DTLS only' : anyCarries('stun') ? 'ICE only' : 'none';
}

/** Of legs with RTP: whether it comes to where each side is. */
function bothArrive(toCaller: readonly SeenFlow[], toCallee: readonly SeenFlow[]): boolean {
  const rtpTo = [toCaller, toCallee].map(flows => flows.filter(flow => flow.carries('rtp')));
  if (rtpTo.every(flows => flows.length === 0)) return true;
  return rtpTo.every((flows, side) => flows.some(flow => arrives(flow, rtpTo[1 - side]!)));
}

/** What is sent to an address where nobody is does not arrive: nothing comes from there, but from another host. */
const arrives = (flow: SeenFlow, back: readonly SeenFlow[]): boolean =>
  (flow.opposite()?.packets ?? 0) > 0 || !back.some(({ source }) => source.host !== flow.destination.host);

const PARTY_NAMES: Readonly<Record<LegKind, string>> = { webrtc: 'browser', sip: 'phone', unknown: '' };

/** Between whom a call was: `browser 192.0.2.10 → phone 192.0.2.20`: the caller's end of the first leg, the callee's end of each other one. */
export function legsText(legs: readonly LegRow[]): string {
  const [first, ...others] = legs;
  if (!first) return '';
  const end = ({ kind, parties }: LegRow, side: 0 | 1): string => `${PARTY_NAMES[kind]} ${hostOf(parties[side])}`.trim();
  if (others.length === 0) return [end(first, 0), hostOf(first.parties[1])].filter(part => part !== '').join(' → ');
  return [end(first, 0), ...new Set(others.map(leg => end(leg, 1)))].join(' → ');
}

/** `192.0.2.1` of `192.0.2.1:5060`; nothing of the made-up name that a browser puts in its Via (RFC 7118 section 5). */
function hostOf(address: string): string {
  const host = /^\[(.*)\]/.exec(address)?.[1] ?? address.replace(/:\d+$/, '');
  return host.endsWith('.invalid') ? '' : host;
}
