import type { Fact } from './fact';

const line = (method: string): string => `${method} sip:bob@example.com SIP/2.0`;

/** The registered SIP methods. */
export const METHODS: readonly Fact[] = [
  {
    name: 'INVITE',
    example: line('INVITE'),
    title: 'starts a call, or changes one',
    explanation:
      'With SDP it carries the offer. Without SDP the other side makes the offer in its response (late offer). Within a dialog it is a re-INVITE: hold, new address, ICE restart.',
    reference: { rfc: 3261, section: '13' },
  },
  {
    name: 'ACK',
    example: line('ACK'),
    title: 'confirms the final response to an INVITE',
    explanation:
      'It gets no response. After a late offer it carries the SDP answer. Without it the callee repeats its 200 and hangs up after 32 seconds.',
    reference: { rfc: 3261, section: '13.2.2.4' },
  },
  {
    name: 'BYE',
    example: line('BYE'),
    title: 'ends a call',
    explanation: 'Either side may send it. A `Reason` header, where there is one, says why.',
    reference: { rfc: 3261, section: '15' },
  },
  {
    name: 'CANCEL',
    example: line('CANCEL'),
    title: 'withdraws an INVITE that is not answered yet',
    explanation: 'It is sent hop by hop and answered with 200. The INVITE itself is then answered with 487.',
    reference: { rfc: 3261, section: '9' },
  },
  {
    name: 'REGISTER',
    example: 'REGISTER sip:example.com SIP/2.0',
    title: 'tells the registrar where a user can be reached',
    explanation: 'Not part of a call. A browser’s Contact ends in `.invalid`, as nothing can connect to it from outside.',
    reference: { rfc: 3261, section: '10' },
  },
  {
    name: 'OPTIONS',
    example: line('OPTIONS'),
    title: 'asks what the other side can do',
    explanation: 'Used as a heartbeat between proxies, trunks and gateways.',
    reference: { rfc: 3261, section: '11' },
  },
  {
    name: 'PRACK',
    example: line('PRACK'),
    title: 'confirms a provisional response that was sent reliably',
    explanation: 'It may carry an offer, or the answer to an offer that came in the 18x.',
    reference: { rfc: 3262 },
  },
  {
    name: 'UPDATE',
    example: line('UPDATE'),
    title: 'changes the session, also before the call is answered',
    explanation: 'With SDP it carries an offer, answered in its 200. Without SDP it refreshes the session timer.',
    reference: { rfc: 3311 },
  },
  {
    name: 'INFO',
    example: line('INFO'),
    title: 'carries application data inside a dialog',
    explanation: 'DTMF (`application/dtmf-relay`), trickled ICE candidates, requests for a key frame. It does not change the session.',
    reference: { rfc: 6086 },
  },
  {
    name: 'REFER',
    example: line('REFER'),
    title: 'asks the other side to call somebody: a transfer',
    explanation: '`Refer-To` names the target. How it went comes back in NOTIFY.',
    reference: { rfc: 3515 },
  },
  {
    name: 'SUBSCRIBE',
    example: line('SUBSCRIBE'),
    title: 'asks to be told of events',
    explanation: 'Presence, message waiting, dialog state. Not part of a call.',
    reference: { rfc: 6665 },
  },
  {
    name: 'NOTIFY',
    example: line('NOTIFY'),
    title: 'tells a subscriber of an event',
    explanation: 'After a REFER it reports the progress of the transfer as `message/sipfrag`.',
    reference: { rfc: 6665 },
  },
  {
    name: 'PUBLISH',
    example: line('PUBLISH'),
    title: 'publishes event state, such as presence',
    explanation: 'Not part of a call.',
    reference: { rfc: 3903 },
  },
  {
    name: 'MESSAGE',
    example: line('MESSAGE'),
    title: 'carries an instant message',
    explanation: 'Not part of a call.',
    reference: { rfc: 3428 },
  },
];

const BY_NAME: ReadonlyMap<string, Fact> = new Map(METHODS.map(fact => [fact.name, fact]));

/** The row of a method; methods are case-sensitive (RFC 3261 section 7.1). */
export const methodFact = (method: string): Fact | undefined => BY_NAME.get(method);
