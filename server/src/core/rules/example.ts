/** Builds the traces of the rules' pages: one INVITE with its answer on one leg, as short as it can be. */
export interface ExampleCall {
  readonly transport: 'UDP' | 'WS';
  /** Body lines of the INVITE; empty for none. */
  readonly offer: readonly string[];
  readonly status: number;
  readonly answer?: readonly string[];
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 486: 'Busy Here', 488: 'Not Acceptable Here' };

const HEADERS = (transport: string, toTag: string): string[] => [
  `Via: SIP/2.0/${transport} ${transport === 'WS' ? 'a1b2c3.invalid' : '192.0.2.1:5060'};branch=z9hG4bKexample`,
  'From: <sip:alice@example.com>;tag=a',
  `To: <sip:bob@example.com>${toTag}`,
  'Call-ID: example',
  'CSeq: 1 INVITE',
];

const body = (lines: readonly string[]): string[] =>
  lines.length === 0
    ? ['Content-Length: 0', '']
    : ['Content-Type: application/sdp', `Content-Length: ${lines.join('\r\n').length + 2}`, '', ...lines];

/** The trace as bare SIP messages. */
export const exampleCall = ({ transport, offer, status, answer = [] }: ExampleCall): string =>
  [
    'INVITE sip:bob@example.com SIP/2.0',
    ...HEADERS(transport, ''),
    'Max-Forwards: 70',
    ...body(offer),
    '',
    `SIP/2.0 ${status} ${REASONS[status]}`,
    ...HEADERS(transport, ';tag=b'),
    ...body(answer),
    '',
  ].join('\n');

/** Session level of an example description; the m= line and what follows are the caller's. */
export const exampleSdp = (...media: readonly string[]): string[] => [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  ...media,
];

export const EXAMPLE_FINGERPRINT = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0').toUpperCase()).join(':')}`;

/** What a browser's audio section has besides its m= line. */
export const EXAMPLE_BROWSER_LINES: readonly string[] = [
  'a=ice-ufrag:lOUe',
  'a=ice-pwd:Zm06Jtrp72t7iOXQTq4McovB',
  EXAMPLE_FINGERPRINT,
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
];

/** A browser's audio section as it should be. */
export const exampleBrowserAudio = (setup: string, lines: readonly string[] = EXAMPLE_BROWSER_LINES): string[] =>
  exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', ...(setup === 'actpass' ? lines : lines.map(ofTheOther)), `a=setup:${setup}`);

/** Who answers has ICE credentials of its own. */
const ofTheOther = (line: string): string => line.replace('lOUe', 'q7Gd').replace('Zm06Jtrp72t7iOXQTq4McovB', 'nE3tPw5mXyB8sKc1vRz6LhUa');

/** A phone's call as it should be: what most rules are quiet about on a SIP leg. */
export const PHONE_CALL = exampleCall({
  transport: 'UDP',
  offer: exampleSdp('m=audio 49170 RTP/AVP 0'),
  status: 200,
  answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
});

/** A browser's call as it should be. */
export const BROWSER_CALL = exampleCall({
  transport: 'WS',
  offer: exampleBrowserAudio('actpass'),
  status: 200,
  answer: exampleBrowserAudio('active'),
});

/** An example call as the re-INVITE of the call before it: the same dialog, one request later. */
export const exampleReinvite = (call: string): string =>
  call
    .replaceAll('CSeq: 1 INVITE', 'CSeq: 2 INVITE')
    .replaceAll('z9hG4bKexample', 'z9hG4bKagain')
    .replaceAll('To: <sip:bob@example.com>\n', 'To: <sip:bob@example.com>;tag=b\n');
