import { exampleCall, exampleReinvite, exampleSdp } from '../example';

const body = (version: number, media: readonly string[]): string[] =>
  exampleSdp(...media).map(line => line.replace('o=- 1 1 ', `o=- 1 ${version} `));

/** An exchange of phones: the call itself, or the re-INVITE with the number that stands for CSeq and the version in o=. */
export function exampleExchange(number: number, offer: readonly string[], answer: readonly string[], version = number): string {
  const call = exampleCall({ transport: 'UDP', offer: body(version, offer), status: 200, answer: body(version, answer) });
  return number === 1
    ? call
    : exampleReinvite(call).replaceAll('CSeq: 2 ', `CSeq: ${number} `).replaceAll('z9hG4bKagain', `z9hG4bKagain${number}`);
}

/** A message without a body in the dialog of the example call, the status or request line first. */
export const exampleMessage = (startLine: string, method: string, number: number, ...headers: readonly string[]): string =>
  [
    startLine,
    `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK${method.toLowerCase()}${number}`,
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:bob@example.com>;tag=b',
    'Call-ID: example',
    `CSeq: ${number} ${method}`,
    ...headers,
    'Content-Length: 0',
    '',
    '',
  ].join('\n');
