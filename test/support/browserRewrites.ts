import assert from 'node:assert/strict';
import { parse } from 'sdp-transform';
import { analyse, DEFAULT_SETTINGS } from '../../server/src/core/analysis';
import { fixText } from '../../server/src/core/features/fix';
import { exampleBrowserAudio, exampleCall, exampleSdp } from '../../server/src/core/rules/example';

export const FINGERPRINT = `a=fingerprint:sha-256 ${new Array(32).fill('AB').join(':')}`;
export const PWD = 'a=ice-pwd:nE3tPw5mXyB8sKc1vRz6LhUa';
export const ICE = ['a=ice-ufrag:q7Gd', PWD];
export const PLACEHOLDERS = [
  'a=ice-ufrag:<gateway-ice-ufrag>',
  'a=ice-pwd:<gateway-ice-pwd>',
  'a=fingerprint:sha-256 <gateway-fingerprint>',
];
export const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
export const candidate = (port: number, address = '192.0.2.1'): string => `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`;

/** A browser's offer of audio, and of more if asked. */
export const OFFER = (...more: readonly string[]): string[] => [...exampleBrowserAudio('actpass'), 'a=mid:0', ...more];

/** The same call the other way round: what is offered comes from the gateway. */
export const fromGateway = (call: string): string =>
  call.replaceAll('a1b2c3.invalid', '192.0.2.1:8080').replaceAll('INVITE sip:bob@example.com', 'INVITE sip:bob@a1b2c3.invalid');

/**
 * The bodies after the rewrite. A second one changes nothing, sdp-transform reads as many sections, and no error or warning is left
 * that is not of the codecs.
 */
export function rewritten(text: string): string[][] {
  const once = fixText(text, DEFAULT_SETTINGS, { target: 'browser' }).text;
  assert.equal(fixText(once, DEFAULT_SETTINGS, { target: 'browser' }).text, once, 'a second rewrite changes something');
  const { messages, findings } = analyse(once);
  const loud = findings.filter(one => /error|warning/.test(one.severity) && !/^(codec|sip)\//.test(one.rule) && one.leg?.kind !== 'sip');
  assert.deepEqual(
    loud.map(one => `${one.rule} ${one.text}`),
    [],
  );
  return messages
    .filter(message => message.sdp)
    .map(({ sdp }) => {
      const lines = sdp!.lines.map(line => line.text);
      const read = parse(`${lines.join('\r\n')}\r\n`) as { readonly media: readonly unknown[] };
      assert.equal(read.media.length, sdp!.media.length);
      return lines;
    });
}

export const mediaOf = (lines: readonly string[] | undefined): string[] => lines!.slice(lines!.findIndex(line => line.startsWith('m=')));
export const offered = (...media: readonly string[]): string[] =>
  mediaOf(rewritten(fromGateway(exampleCall({ transport: 'WS', offer: exampleSdp(...media), status: 486 })))[0]);
export const answered = (offer: readonly string[], ...media: readonly string[]): string[] =>
  mediaOf(rewritten(exampleCall({ transport: 'WS', offer, status: 200, answer: exampleSdp(...media) }))[1]);
