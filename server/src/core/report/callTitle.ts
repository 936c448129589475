import type { Call, Leg, LegKind } from '../call/types';
import { type Course, isOrdinary, outcomeText } from '../listing/outcome';

const PARTY_NAMES: Readonly<Record<LegKind, string>> = { webrtc: 'browser', sip: 'phone', unknown: '' };

/** Who called whom and over what: `browser 192.0.2.10 → gateway → phone 192.0.2.20`. */
export function partiesOf(call: Call): string {
  const [first, ...others] = call.legs;
  if (!first) return '';
  if (first.transactions.length === 0) return bareParties(first);
  if (others.length === 0) return singleLeg(first);
  const callees = endsOf(others).map(leg => party(leg, 1));
  return [party(first, 0), 'gateway', [...new Set(callees)].join(', ')].join(' → ');
}

/** Descriptions without SIP have no parties, only a shape. */
const bareParties = (leg: Leg): string => (leg.kind === 'unknown' ? leg.reason : `${PARTY_NAMES[leg.kind]}: ${leg.reason}`);

function singleLeg(leg: Leg): string {
  const caller = leg.gateway === 'caller' ? named('gateway', hostOf(leg.parties[0])) : party(leg, 0);
  const callee = leg.gateway === 'callee' ? named('gateway', hostOf(leg.parties[1])) : party(leg, 1);
  return `${caller} → ${callee}`;
}

/** The legs behind the gateway that lead to somebody: one that another leg goes on from is a proxy between. */
function endsOf(legs: readonly Leg[]): readonly Leg[] {
  const callers = new Set(legs.map(leg => hostOf(leg.parties[0])));
  const ends = legs.filter(leg => !callers.has(hostOf(leg.parties[1])));
  return ends.length > 0 ? ends : legs.slice(-1);
}

const party = (leg: Leg, side: 0 | 1): string =>
  named(PARTY_NAMES[leg.kind], hostOf(leg.parties[side])) || (side === 0 ? 'caller' : 'callee');

const named = (name: string, host: string): string => [name, host].filter(word => word !== '').join(' ');

/** The host of `192.0.2.1:5060`; nothing for the made-up name that a browser puts in its Via. */
function hostOf(address: string): string {
  const host = /^\[.*\]/.exec(address)?.[0] ?? address.replace(/:\d+$/, '');
  return host.endsWith('.invalid') ? '' : host;
}

const courseOf = (call: Call): Course => ({
  result: call.result,
  invited: call.legs.some(leg => leg.transactions.some(one => one.method === 'INVITE')),
  answeredLater:
    call.legs[0]?.transactions.some(one => one.method === 'INVITE' && one.final !== undefined && one.final.status < 300) ?? false,
});

/** Whether a call ended, or did not, without anybody having refused what was offered. */
export const endedOrdinarily = (call: Call): boolean => isOrdinary(courseOf(call));

/** What became of a call, in a word or two. */
export const outcomeOf = (call: Call): string => outcomeText(courseOf(call));
