import type { Fact, Reference } from './fact';

export interface StatusFact extends Fact {
  readonly status: number;
}

const row = (status: number, reason: string, explanation: string, rfc: number, section?: string): StatusFact => ({
  status,
  name: String(status),
  example: `SIP/2.0 ${status} ${reason}`,
  title: reason,
  explanation,
  reference: { rfc, section } satisfies Reference,
});

/** The registered status codes, with what they mean in plain words. */
export const RESPONSES: readonly StatusFact[] = [
  row(100, 'Trying', 'The next hop has the request and works on it; the sender stops repeating it.', 3261, '21.1.1'),
  row(180, 'Ringing', 'The callee is being alerted. The caller’s side makes the ringing tone, unless there is early media.', 3261, '21.1.2'),
  row(181, 'Call Is Being Forwarded', 'The call goes on to another destination.', 3261, '21.1.3'),
  row(182, 'Queued', 'The callee will take the call later.', 3261, '21.1.4'),
  row(183, 'Session Progress', 'News of the call; with SDP it opens early media: announcements and tones before the answer.', 3261, '21.1.5'),
  row(199, 'Early Dialog Terminated', 'One fork of the call has ended; others may go on.', 6228),
  row(200, 'OK', 'Success. On an INVITE the call is answered, and the SDP in it is the answer, or the offer after an INVITE without SDP.', 3261, '21.2.1'),
  row(202, 'Accepted', 'Taken, outcome unknown. Deprecated.', 6665),
  row(204, 'No Notification', 'The subscription stands, and there is nothing new to tell.', 5839),
  row(300, 'Multiple Choices', 'There are several addresses to choose from, in Contact.', 3261, '21.3.1'),
  row(301, 'Moved Permanently', 'The user is elsewhere for good: see Contact.', 3261, '21.3.2'),
  row(302, 'Moved Temporarily', 'Call the address in Contact this time.', 3261, '21.3.3'),
  row(305, 'Use Proxy', 'Go through the proxy in Contact.', 3261, '21.3.4'),
  row(380, 'Alternative Service', 'The call failed, another service is possible; used for emergency calls in mobile networks.', 3261, '21.3.5'),
  row(400, 'Bad Request', 'Malformed. Some gateways say this of SDP that they cannot read: look at the body first, then at the headers.', 3261, '21.4.1'),
  row(401, 'Unauthorized', 'A registrar or server asks for a password: normal once, a fault when it repeats.', 3261, '21.4.2'),
  row(402, 'Payment Required', 'Reserved.', 3261, '21.4.3'),
  row(403, 'Forbidden', 'Understood and refused: policy, caller ID, trunk not allowed. Trying again does not help.', 3261, '21.4.4'),
  row(404, 'Not Found', 'No such user here, or the number cannot be routed.', 3261, '21.4.5'),
  row(405, 'Method Not Allowed', 'The method is known and not allowed here: see Allow.', 3261, '21.4.6'),
  row(406, 'Not Acceptable', 'It cannot answer in a form that the Accept header takes. Not about codecs: that is 488.', 3261, '21.4.7'),
  row(407, 'Proxy Authentication Required', 'A proxy asks for a password: normal once, a fault when it repeats.', 3261, '21.4.8'),
  row(408, 'Request Timeout', 'Nobody answered in time: the next hop is down, unreachable or silent.', 3261, '21.4.9'),
  row(410, 'Gone', 'The user was here and is no more.', 3261, '21.4.10'),
  row(412, 'Conditional Request Failed', 'The published state to be changed is not there.', 3903),
  row(413, 'Request Entity Too Large', 'The body is too long for the server.', 3261, '21.4.11'),
  row(414, 'Request-URI Too Long', 'The Request-URI is too long for the server.', 3261, '21.4.12'),
  row(415, 'Unsupported Media Type', 'The type of the body, not the codec, is refused: Content-Type or Content-Encoding. See Accept.', 3261, '21.4.13'),
  row(416, 'Unsupported URI Scheme', 'The scheme of the Request-URI is not understood: `tel:` sent to a SIP-only server, `sips:`.', 3261, '21.4.14'),
  row(417, 'Unknown Resource-Priority', 'The priority of the call is not known here.', 4412),
  row(420, 'Bad Extension', 'An extension in Require is not supported: see Unsupported.', 3261, '21.4.15'),
  row(421, 'Extension Required', 'It wants an extension that Supported does not list: see Require.', 3261, '21.4.16'),
  row(422, 'Session Interval Too Small', 'Session-Expires is too short: the caller tries again with the interval of Min-SE.', 4028, '6'),
  row(423, 'Interval Too Brief', 'The registration is too short: see Min-Expires.', 3261, '21.4.17'),
  row(424, 'Bad Location Information', 'The location in the request cannot be used.', 6442),
  row(425, 'Bad Alert Message', 'The alert in the request cannot be used.', 8876),
  row(428, 'Use Identity Header', 'A signed caller ID (Identity header) is wanted.', 8224),
  row(429, 'Provide Referrer Identity', 'The transfer must say on whose behalf.', 3892),
  row(430, 'Flow Failed', 'The connection to the client is gone; another flow may work.', 5626),
  row(433, 'Anonymity Disallowed', 'Anonymous calls are refused.', 5079),
  row(436, 'Bad Identity Info', 'The certificate of the Identity header could not be fetched.', 8224),
  row(437, 'Unsupported Credential', 'The certificate of the Identity header is not accepted.', 8224),
  row(438, 'Invalid Identity Header', 'The signature of the caller ID does not fit the request.', 8224),
  row(439, 'First Hop Lacks Outbound Support', 'The first proxy does not support SIP outbound.', 5626),
  row(440, 'Max-Breadth Exceeded', 'The request was forked too widely.', 5393),
  row(469, 'Bad Info Package', 'The INFO carries a package that was not agreed on, such as `trickle-ice`.', 6086),
  row(470, 'Consent Needed', 'The recipient has to consent first.', 5360),
  row(480, 'Temporarily Unavailable', 'The user is known and cannot take the call now: not registered, no answer, do not disturb.', 3261, '21.4.18'),
  row(481, 'Call/Transaction Does Not Exist', 'The call is unknown here: it has ended already, or the tags or the route are wrong.', 3261, '21.4.19'),
  row(482, 'Loop Detected', 'The request came back to where it had been.', 3261, '21.4.20'),
  row(483, 'Too Many Hops', 'Max-Forwards has reached 0: mostly a loop.', 3261, '21.4.21'),
  row(484, 'Address Incomplete', 'The number is too short so far.', 3261, '21.4.22'),
  row(485, 'Ambiguous', 'The address fits several users.', 3261, '21.4.23'),
  row(486, 'Busy Here', 'The callee is busy on this device. Nothing is wrong with the SDP.', 3261, '21.4.24'),
  row(487, 'Request Terminated', 'The call was cancelled, or a BYE ended it, before it was answered.', 3261, '21.4.25'),
  row(488, 'Not Acceptable Here', 'The offer is refused: profile, encryption, codecs or media are not what this device speaks. A Warning header may say which.', 3261, '21.4.26'),
  row(489, 'Bad Event', 'The event package is not known.', 6665),
  row(491, 'Request Pending', 'Both sides changed the session at the same time; one tries again after a random wait.', 3261, '21.4.27'),
  row(493, 'Undecipherable', 'The encrypted body (S/MIME) cannot be opened.', 3261, '21.4.28'),
  row(494, 'Security Agreement Required', 'A security mechanism has to be agreed on first.', 3329),
  row(500, 'Server Internal Error', 'A fault inside the server; gateways also say it when the media relay fails.', 3261, '21.5.1'),
  row(501, 'Not Implemented', 'The method is not known to the server.', 3261, '21.5.2'),
  row(502, 'Bad Gateway', 'A server further on gave an answer that cannot be used.', 3261, '21.5.3'),
  row(503, 'Service Unavailable', 'Overloaded, under maintenance, or no way to the next hop. See Retry-After.', 3261, '21.5.4'),
  row(504, 'Server Time-out', 'A server that was asked on the way, such as DNS, did not answer.', 3261, '21.5.5'),
  row(505, 'Version Not Supported', 'The SIP version is not 2.0.', 3261, '21.5.6'),
  row(513, 'Message Too Large', 'The message is too long for the server.', 3261, '21.5.7'),
  row(555, 'Push Notification Service Not Supported', 'The push service in the registration is not supported.', 8599),
  row(580, 'Precondition Failure', 'The preconditions of the offer (resources, security) cannot be met.', 3312),
  row(600, 'Busy Everywhere', 'The callee is busy on every device; no other is tried.', 3261, '21.6.1'),
  row(603, 'Decline', 'The callee refuses the call; no other device is tried. Some gateways say it of SDP that they do not accept.', 3261, '21.6.2'),
  row(604, 'Does Not Exist Anywhere', 'The user exists nowhere.', 3261, '21.6.3'),
  row(606, 'Not Acceptable', 'Like 488, for every device of the callee: the offer cannot be met. A Warning header may say why.', 3261, '21.6.4'),
  row(607, 'Unwanted', 'The callee does not want calls of this caller.', 8197),
  row(608, 'Rejected', 'An analysis service on the way has rejected the call.', 8688),
];

const BY_STATUS: ReadonlyMap<number, StatusFact> = new Map(RESPONSES.map(fact => [fact.status, fact]));

const CLASSES: readonly string[] = [
  '',
  'provisional: the request is being worked on',
  'success',
  'redirection: try another address',
  'refused: the request cannot be fulfilled as it is, or not here',
  'server failure: the request may be right',
  'global failure: nobody will take this call',
];

export const statusFact = (status: number): StatusFact | undefined => BY_STATUS.get(status);

/** What the first digit says; an unknown code counts as x00 of its class (RFC 3261 section 8.1.3.2). */
export const statusClass = (status: number): string => CLASSES[Math.floor(status / 100)] ?? '';
