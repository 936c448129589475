import type { Fact } from './fact';

const row = (name: string, example: string, title: string, explanation: string, rfc: number, section?: string): Fact => ({
  name,
  example,
  title,
  explanation,
  reference: { rfc, section },
});

/** The headers that matter when media fails; names as they are written in full. */
export const HEADERS: readonly Fact[] = [
  row('Via', 'Via: SIP/2.0/WSS client.invalid;branch=z9hG4bK1', 'the way the request took', 'The topmost one is the hop where the message was seen, and its transport tells the leg: WS or WSS is the browser’s.', 3261, '20.42'),
  row('Contact', 'Contact: <sip:bob@192.0.2.2:5060>', 'where later requests of the call go', 'A private or `.invalid` host here is normal behind a proxy that keeps itself in the path; else ACK and BYE get lost.', 3261, '20.10'),
  row('Record-Route', 'Record-Route: <sip:192.0.2.1;lr>', 'a proxy that stays in the path', 'Two of the same proxy, one with `transport=ws`, mark where it goes between WebSocket and UDP.', 3261, '20.30'),
  row('Route', 'Route: <sip:192.0.2.1;lr>', 'the proxies this request has to pass', 'Made from the Record-Route of the first exchange.', 3261, '20.34'),
  row('From', 'From: <sip:alice@example.com>;tag=1', 'the caller of this dialog', 'Its tag is one half of the dialog’s name.', 3261, '20.20'),
  row('To', 'To: <sip:bob@example.com>', 'the callee of this dialog', 'A tag appears with the first answer. Several tags to one INVITE are several forks.', 3261, '20.39'),
  row('Call-ID', 'Call-ID: a84b4c76e66710', 'names the dialog, with both tags', 'A proxy keeps it on both legs; a back-to-back agent such as Asterisk or FreeSWITCH makes a new one.', 3261, '20.8'),
  row('CSeq', 'CSeq: 1 INVITE', 'number and method of the request', 'An answer repeats it, and so is told to its request.', 3261, '20.16'),
  row('Max-Forwards', 'Max-Forwards: 70', 'how many more hops are allowed', 'At 0 the request is answered 483: mostly a loop.', 3261, '20.22'),
  row('Content-Type', 'Content-Type: application/sdp', 'what the body is', 'SDP is `application/sdp`. Anything else is not read as an offer and may be answered 415.', 3261, '20.15'),
  row('Content-Length', 'Content-Length: 0', 'bytes of the body', 'Lines count two bytes for their end. Too small cuts the SDP off; over TCP and TLS a wrong one breaks what follows.', 3261, '20.14'),
  row('Content-Disposition', 'Content-Disposition: session', 'what the body is for', 'For SDP it is `session`, and may be left out.', 3261, '20.11'),
  row('Allow', 'Allow: INVITE, ACK, BYE', 'the methods that are taken', 'Without UPDATE or PRACK here, neither may be sent.', 3261, '20.5'),
  row('Supported', 'Supported: 100rel, timer', 'extensions that can be used', '`100rel` is PRACK, `timer` the session timer, `trickle-ice` and `ice` are about ICE.', 3261, '20.37'),
  row('Require', 'Require: 100rel', 'extensions that must be used', 'Who does not know one answers 420. `100rel` in an 18x asks for a PRACK.', 3261, '20.32'),
  row('Unsupported', 'Unsupported: foo', 'the extension that caused the 420', 'Take it out of Require.', 3261, '20.40'),
  row('Accept', 'Accept: application/sdp', 'body types that are taken', 'In a 415 it tells which type would have been right.', 3261, '20.1'),
  row('Warning', 'Warning: 305 192.0.2.2 "Incompatible media format"', 'why the offer was refused', '305 is the codec, 304 the kind of media, 302 the transport profile, 301 the address format, 370 the bandwidth.', 3261, '20.43'),
  row('Reason', 'Reason: Q.850;cause=88', 'why the call ended or was cancelled', 'Q.850 cause 88 (incompatible destination), 65 and 79 point to the media; 16 is a normal end.', 3326, '2'),
  row('Retry-After', 'Retry-After: 5', 'seconds to wait before another try', 'Stands in 480, 486, 500, 503 and 603.', 3261, '20.33'),
  row('User-Agent', 'User-Agent: JsSIP 3.13.8', 'the program that sent the request', 'It travels across the gateway: it does not tell the leg.', 3261, '20.41'),
  row('Server', 'Server: kamailio (5.6.3)', 'the program that sent the response', 'It travels across the gateway: it does not tell the leg.', 3261, '20.35'),
  row('Session-Expires', 'Session-Expires: 1800;refresher=uac', 'session timer', 'The named side refreshes the call at half of this time by re-INVITE or UPDATE; otherwise the call is ended.', 4028, '4'),
  row('Min-SE', 'Min-SE: 90', 'the shortest session timer that is taken', 'A 422 asks for at least this interval.', 4028, '5'),
  row('RSeq', 'RSeq: 1', 'number of a reliable provisional response', 'It must be confirmed by a PRACK whose RAck repeats it.', 3262, '7.1'),
  row('RAck', 'RAck: 1 1 INVITE', 'which reliable response a PRACK confirms', 'RSeq of the response, then CSeq of the INVITE.', 3262, '7.2'),
];

const BY_NAME: ReadonlyMap<string, Fact> = new Map(HEADERS.map(fact => [fact.name.toLowerCase(), fact]));

/** The row of a header by its canonical (lower-case) name. */
export const headerFact = (name: string): Fact | undefined => BY_NAME.get(name);
