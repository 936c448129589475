import { cryptosIn, type Crypto, suiteOf } from '../../sdp/crypto';
import { rtpSections } from '../support';
import { finding, type Rule } from '../types';
import type { Span } from '../../text/span';
import { ANSWERED_KEY, exampleSdesCall, OFFERED_KEY } from './example';

const OFFER = `a=crypto:1 NULL_HMAC_SHA1_80 inline:${OFFERED_KEY}`;

export const noEncryption: Rule = {
  id: 'srtp/no-encryption',
  title: 'SRTP without encryption or authentication',
  severity: 'info',
  references: [
    { rfc: 4568, section: '6.3.2' },
    { rfc: 4568, section: '6.3.3' },
  ],
  explanation:
    '`RTP/SAVP` looks encrypted, but a suite such as `NULL_HMAC_SHA1_80` encrypts nothing, and the parameters `UNENCRYPTED_SRTP`, `UNENCRYPTED_SRTCP` and `UNAUTHENTICATED_SRTP` turn protection off. Whoever is on the way can listen, or can send into the call. Many stacks refuse such parameters: Asterisk logs "Unsupported crypto parameters".',
  quiet:
    'A gateway may list such suites at the end of its offer. They are reported only where the answer takes one, or where the offer has nothing else. A short tag (`_32`) is no fault.',
  bad: exampleSdesCall([OFFER], [OFFER.replace(OFFERED_KEY, ANSWERED_KEY)]),
  good: exampleSdesCall(),
  cures: [
    { gateway: 'rtpengine', setting: 'SDES-no-NULL_HMAC_SHA1_80 SDES-no-NULL_HMAC_SHA1_32' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media_suites' },
  ],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    // What was answered is told where it was taken.
    if (one.side === 'offer' && one.other) return;
    for (const section of rtpSections(one.sdp)) {
      const places = cryptosIn(section).map(weakness);
      const [first] = places;
      if (!first || places.some(place => place === undefined)) continue;
      yield finding(noEncryption, {
        message: one.message,
        span: first.span,
        places: places.slice(1).map(place => place!.span),
        text: `${first.text} ${one.side === 'answer' ? 'The answer takes it.' : 'The offer has nothing else.'} Use a suite that encrypts and authenticates, such as AES_CM_128_HMAC_SHA1_80 without parameters.`,
      });
    }
  },
};

const PARAMETERS: Readonly<Record<string, string>> = {
  UNENCRYPTED_SRTP: 'UNENCRYPTED_SRTP turns the encryption of the media off: anyone on the way can listen.',
  UNENCRYPTED_SRTCP: 'UNENCRYPTED_SRTCP turns the encryption of RTCP off.',
  UNAUTHENTICATED_SRTP: 'UNAUTHENTICATED_SRTP turns authentication off: anyone on the way can send into the call.',
};

function weakness({ suite, parameters }: Crypto): { span: Span; text: string } | undefined {
  if (suite && suiteOf(suite.text)?.plain) {
    return { span: suite.span, text: `${suite.text} does not encrypt the media: anyone on the way can listen.` };
  }
  const parameter = parameters.find(({ text }) => Object.hasOwn(PARAMETERS, text.toUpperCase()));
  return parameter && { span: parameter.span, text: PARAMETERS[parameter.text.toUpperCase()]! };
}
