import type { Reference } from './fact';

/** An extension as it stands in Supported, Require, Proxy-Require and Unsupported. */
export interface OptionTag {
  readonly title: string;
  readonly reference: Reference;
}

const tag = (title: string, rfc: number, section?: string): OptionTag => ({ title, reference: { rfc, section } });

/** The option tags of the IANA registry that occur in calls, by their names in lower case. */
export const OPTION_TAGS: Readonly<Record<string, OptionTag>> = {
  '100rel': tag('provisional responses that are confirmed with PRACK', 3262),
  '199': tag('199 tells early that one branch of a fork has failed', 6228),
  answermode: tag('a phone may be asked to answer by itself', 5373),
  'early-session': tag('a session of its own for tones before the answer', 3959),
  eventlist: tag('one subscription for a list of users', 4662),
  explicitsub: tag('a REFER whose progress is subscribed to apart', 7614),
  'from-change': tag('the caller’s name may change within the call', 4916),
  'geolocation-http': tag('the caller’s place may be fetched by HTTP', 6442),
  'geolocation-sip': tag('the caller’s place may be fetched by SIP', 6442),
  gin: tag('one registration for many numbers', 6140),
  gruu: tag('an address of exactly one device', 5627),
  histinfo: tag('the way of the call is told in History-Info', 7044),
  ice: tag('ICE is supported; used only when the SDP has candidates', 5768),
  join: tag('a call may be mixed into another', 3911),
  'multiple-refer': tag('a transfer to several at once', 5368),
  norefersub: tag('a transfer without reports', 4488),
  nosub: tag('a REFER without a subscription', 7614),
  outbound: tag('the client keeps connections open, through which it is called', 5626),
  path: tag('the proxies between registrar and client are kept', 3327),
  policy: tag('rules for the session may come from the network', 6794),
  precondition: tag('ringing waits until resources are reserved: `a=curr`, `a=des`', 3312),
  pref: tag('caller preferences', 3840),
  privacy: tag('the network can hide the caller', 3323),
  'record-aware': tag('the side knows when it is recorded', 7866),
  replaces: tag('attended transfer: a call takes the place of another', 3891),
  'resource-priority': tag('some calls go first', 4412),
  'sdp-anat': tag('IPv4 and IPv6 as alternatives in the SDP; ICE has taken its place', 4092),
  'sec-agree': tag('security mechanisms are agreed on first', 3329),
  siprec: tag('this is a recording session', 7866),
  tdialog: tag('Target-Dialog is understood', 4538),
  timer: tag('session timer: the call is refreshed from time to time', 4028),
  'trickle-ice': tag('candidates may follow later in INFO', 8840),
  uui: tag('data of the users in User-to-User', 7433),
};
