import type { Description } from '../../call/types';
import { wantsSipRewrite } from '../../rewrite/forSipLeg';
import { attributeFor, attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection, Sdp } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { sdesRewriteFix, sipRewriteFix } from '../rewriteFix';
import { bundlesOf } from '../mux/support';
import { refusalOf, relatedReply, rtpSections } from '../support';
import { finding, type Rule } from '../types';

const CRYPTO = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';

export const keysAndProfile: Rule = {
  id: 'srtp/keys-and-profile',
  title: 'Encryption keys and profile disagree',
  severity: 'error',
  references: [
    { rfc: 4568, section: '6' },
    { rfc: 5764, section: '8' },
  ],
  explanation:
    '`RTP/SAVP` promises SRTP and needs keys: `a=crypto` (SDES) or a DTLS fingerprint. `UDP/TLS/RTP/SAVPF` promises a DTLS handshake and needs `a=fingerprint`; `a=crypto` is no substitute for it. An answer brings its keys in the same way as the offer: one with `a=crypto` to an offer without it hands out a key that nobody asked for.',
  quiet:
    'An offer of `RTP/AVP` with `a=crypto` or a fingerprint is optional SRTP (RFC 8643), which is common practice. `RTP/SAVPF` with a fingerprint is an old way to write DTLS-SRTP. Neither is reported. A section of a BUNDLE group has the keys of the group’s first section. Other ways to bring keys (`a=key-mgmt`, `a=zrtp-hash`, capabilities of RFC 5939) count as keys. Toward a browser, `srtp/browser-without-dtls` reports what is missing.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/SAVP 0'), status: 488 }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/SAVP 0', CRYPTO),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/SAVP 0', CRYPTO),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/SAVP DTLS=off' },
    { gateway: 'asterisk', setting: 'media_encryption=sdes' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media=mandatory' },
  ],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      // What a gateway sends to a browser is told by srtp/browser-without-dtls.
      if ((one.leg.kind === 'webrtc' && one.fromGateway !== false) || one.cut) continue;
      const otherKeys = OTHER_KEYS.some(name => one.sdp.attributes.has(name));
      const asked = one.side === 'answer' && one.other ? keysIn(one.other.sdp) : undefined;
      for (const section of rtpSections(one.sdp)) {
        const problem = problemOf(one, section, otherKeys, asked);
        if (!problem) continue;
        const refusal = refusalOf(one);
        const accepted = one.side === 'offer' && one.exchange.answer !== undefined;
        yield finding(keysAndProfile, {
          severity: accepted || problem.lawful ? 'warning' : 'error',
          message: one.message,
          span: section.protocolSpan,
          places: attributesIn(section.lines, 'crypto').map(line => line.span),
          text: problem.text,
          related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
          // Plain RTP would be no answer to an offer of encryption.
          fixes:
            one.leg.kind === 'sip' && wantsSipRewrite(one.sdp) && !asked?.crypto && !asked?.fingerprint
              ? [sipRewriteFix(one, call), ...(problem.noKeys ? [sdesRewriteFix(one, call)] : [])]
              : [],
          leg: one.leg,
          side: one.side,
          verdict: refusal
            ? { weight: 97, text: `The call was refused with ${refusal.status}: ${problem.plainly}.` }
            : asked && !problem.lawful
              ? { weight: 81, text: `There will be no audio: ${problem.plainly}.` }
              : undefined,
        });
      }
    }
  },
};

/** What may bring keys in another way than SDES or DTLS. */
const OTHER_KEYS = ['key-mgmt', 'zrtp-hash', 'pcfg', 'acfg', 'acap'];

/** Which keys a description has, anywhere in it. */
interface Keys {
  readonly crypto: boolean;
  readonly fingerprint: boolean;
}

const keysIn = (sdp: Sdp): Keys => ({
  crypto: sdp.attributes.has('crypto'),
  fingerprint: sdp.attributes.has('fingerprint'),
});

/** The keys of a section. In a BUNDLE group they may stand in the first section alone, whose transport all share (RFC 9143 section 7.1.3). */
function keysOf(one: Description, section: MediaSection): Keys {
  const own = ownKeys(one.sdp, section);
  if (own.crypto || own.fingerprint || !one.sdp.attributes.has('group')) return own;
  const shared = bundlesOf(one).find(bundle => bundle.sections.includes(section))?.sections[0];
  return shared ? ownKeys(one.sdp, shared) : own;
}

const ownKeys = (sdp: Sdp, section: MediaSection): Keys => ({
  crypto: attributesIn(section.lines, 'crypto').length > 0,
  fingerprint: attributeFor(sdp, section, 'fingerprint') !== undefined,
});

interface Problem {
  readonly text: string;
  readonly plainly: string;
  readonly lawful: boolean;
  readonly noKeys?: true;
}

/**
 * @param otherKeys whether the keys may come in another way than SDES or DTLS
 * @param asked the keys of the offer, where this is its answer
 */
function problemOf(one: Description, section: MediaSection, otherKeys: boolean, asked: Keys | undefined): Problem | undefined {
  const profile = profileOf(section.protocol);
  // With port 0 it is offered within BUNDLE only, and has no transport of its own.
  if (section.port === 0 || (!profile.secure && !section.lines.some(line => line.attribute === 'crypto'))) return undefined;
  const { crypto, fingerprint } = keysOf(one, section);
  if (profile.dtls && !fingerprint && crypto) {
    return {
      text: `${section.protocol} promises a DTLS handshake, but there is no a=fingerprint, only SDES keys (a=crypto). Write RTP/SAVP for SDES, or add the fingerprint.`,
      plainly: `the ${one.side} asks for a DTLS handshake, but gives its keys in the SDP itself (SDES)`,
      lawful: false,
    };
  }
  if (profile.secure && !crypto && !fingerprint && !otherKeys) {
    return {
      text: `${section.protocol} promises encrypted media, but there is neither a=crypto nor a=fingerprint, so the other side has no key. Add keys, or write RTP/AVP for plain RTP.`,
      plainly: `the ${one.side} promises encrypted media but gives no key`,
      lawful: false,
      noKeys: profile.dtls ? undefined : true,
    };
  }
  if (asked && profile.secure && !otherKeys && crypto !== fingerprint && asked.crypto !== asked.fingerprint && crypto !== asked.crypto) {
    const [theirs, mine] = crypto
      ? ['a DTLS handshake (a=fingerprint)', 'SDES (a=crypto)']
      : ['SDES (a=crypto)', 'a DTLS handshake (a=fingerprint)'];
    return {
      text: `The offer has its keys by ${theirs}, and the answer by ${mine}: neither side gets a key from the other. Answer with the offer's way, or reject the section with port 0.`,
      plainly: 'offer and answer bring their keys in different ways',
      lawful: false,
    };
  }
  if (asked && !profile.secure && crypto && !asked.crypto) {
    return {
      text: `The answer gives SDES keys (a=crypto) that the offer did not ask for, under ${section.protocol}. The offerer sends plain RTP. Take a=crypto out.`,
      plainly: 'the answer gives keys that were not asked for',
      lawful: true,
    };
  }
  return undefined;
}
