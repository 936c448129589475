import { exampleBrowserAudio, exampleSdp } from '../example';

/** A call through a gateway: one INVITE on the caller's leg and on the callee's, with its replies, as a proxy sends them on. */
export interface ExampleProxied {
  readonly caller: 'browser' | 'phone';
  /** What the caller sends and what the callee gets. */
  readonly offer: readonly [string[], string[]];
  /** Of the callee, and what the caller is told if that is another. */
  readonly status: readonly [string, string?];
  /** What the callee sends and what the caller gets. */
  readonly answer?: readonly [string[], string[]];
}

const VIAS = {
  browser: 'Via: SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bKcaller',
  phone: 'Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bKcaller',
} as const;
const GATEWAY = { browser: 'Via: SIP/2.0/UDP 192.0.2.1:5060', phone: 'Via: SIP/2.0/WS 192.0.2.1:8080' } as const;

/** The trace as bare SIP messages. */
export function exampleProxied({ caller, offer, status, answer }: ExampleProxied): string {
  const own = [VIAS[caller]];
  const both = [`${GATEWAY[caller]};branch=z9hG4bKcallee`, VIAS[caller]];
  const uri = caller === 'phone' ? 'sip:bob@x9y8z7.invalid' : 'sip:bob@example.com';
  return [
    ...message(`INVITE ${uri} SIP/2.0`, own, offer[0]),
    ...message(`INVITE ${uri} SIP/2.0`, both, offer[1]),
    ...message(`SIP/2.0 ${status[0]}`, both, answer?.[0]),
    ...message(`SIP/2.0 ${status[1] ?? status[0]}`, own, answer?.[1]),
  ].join('\n');
}

function message(startLine: string, vias: readonly string[], body: readonly string[] = []): string[] {
  return [
    startLine,
    ...vias,
    'From: <sip:alice@example.com>;tag=a',
    `To: <sip:bob@example.com>${startLine.startsWith('SIP') ? ';tag=b' : ''}`,
    'Call-ID: example',
    'CSeq: 1 INVITE',
    ...(startLine.startsWith('SIP') ? [] : ['Max-Forwards: 70']),
    ...(body.length > 0 ? ['Content-Type: application/sdp', `Content-Length: ${body.join('\r\n').length + 2}`] : ['Content-Length: 0']),
    '',
    ...body,
    '',
  ];
}

/** What a browser and a phone say of themselves, and the gateway in the place of each. */
export const BROWSER_OFFER: string[] = exampleBrowserAudio('actpass').map(line => line.replaceAll('192.0.2.1', '203.0.113.20'));
export const PHONE: string[] = exampleSdp('m=audio 5004 RTP/AVP 0').map(line => line.replaceAll('192.0.2.1', '192.0.2.30'));
export const GATEWAY_AS_PHONE: string[] = exampleSdp('m=audio 30000 RTP/AVP 0');
export const GATEWAY_AS_BROWSER: string[] = exampleBrowserAudio('active').map(line => line.replace('49170', '30002'));

/** A call as it should be: the gateway converts the offer and the answer. */
export const CONVERTED_CALL: string = exampleProxied({
  caller: 'browser',
  offer: [BROWSER_OFFER, GATEWAY_AS_PHONE],
  status: ['200 OK'],
  answer: [PHONE, GATEWAY_AS_BROWSER],
});
