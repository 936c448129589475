import { attribute, sectionWithoutAddress, cryptoInPlainProfile, sectionWithoutKeys, type Complaint } from './complaint';

/** What FreeSWITCH says: src/switch_core_media.c. */
export const freeswitch: readonly Complaint[] = [
  {
    program: 'FreeSWITCH',
    words: 'Cannot find a c= line in the sdp at media or session level!',
    means: 'No c= line says where media is to go, neither in this section nor for the whole session. Add one.',
    about: sectionWithoutAddress,
    rule: 'sdp/no-connection',
    known: true,
  },
  {
    program: 'FreeSWITCH',
    words: 'a=crypto in RTP/AVP, refer to rfc3711',
    means:
      'There are keys for SRTP, but the m= line asks for plain RTP. Ask for RTP/SAVP, leave the keys out, or set rtp_allow_crypto_in_avp=true in FreeSWITCH.',
    about: cryptoInPlainProfile,
    rule: 'srtp/keys-and-profile',
  },
  {
    program: 'FreeSWITCH',
    words: 'Invalid keysalt length in the crypto attribute',
    means: 'The key in a=crypto is longer or shorter than its suite needs.',
    about: attribute('crypto'),
    rule: 'srtp/crypto-key',
  },
  {
    program: 'FreeSWITCH',
    words: 'Invalid format of crypto attribute',
    means: 'It cannot read this a=crypto line.',
    about: attribute('crypto'),
    rule: 'srtp/crypto-key',
  },
  {
    program: 'FreeSWITCH',
    words: 'Crypto invalid: MKI',
    means: 'It cannot use the key identifier (MKI) behind the key in a=crypto.',
    about: attribute('crypto', /\|/),
    rule: 'srtp/crypto-key',
  },
  {
    program: 'FreeSWITCH',
    words: 'Crypto not negotiated but required',
    means:
      'It demands keys in the SDP (a=crypto), and this section has none. Offer them, or do not ask for them: rtp_secure_media=optional; for a browser, which speaks DTLS, media_webrtc=true.',
    about: sectionWithoutKeys,
    rule: 'srtp/encryption-demanded',
  },
  {
    program: 'FreeSWITCH',
    words: 'Invalid SDP for opus',
    means: 'It takes Opus only as opus/48000/2, which is the one right way to write it (RFC 7587 section 7).',
    about: ({ sdp }) =>
      sdp.lines.find(line => line.attribute === 'rtpmap' && /^\d+ opus\/(?!48000\/2\s*$)/i.test(line.attributeValue ?? '')),
    rule: 'codec/opus-rtpmap',
  },
  {
    program: 'FreeSWITCH',
    words: 'NO candidate ACL defined, Defaulting to wan.auto',
    means:
      'It takes candidates with public addresses only, since nothing else is configured. Where browsers sit in the same private network, set apply-candidate-acl to localnet.auto or rfc1918.auto.',
    about: attribute('candidate'),
    rule: 'ice/freeswitch-private-candidates',
    goesOn: true,
  },
  {
    program: 'FreeSWITCH',
    words: 'no suitable candidates found',
    means:
      'It takes none of these candidates, mostly because their addresses are private. Set apply-candidate-acl to the networks that browsers come from.',
    about: attribute('candidate'),
    rule: 'ice/freeswitch-private-candidates',
  },
  {
    program: 'FreeSWITCH',
    words: 'Too many candidates',
    detail: /\bToo many candidates\b(?! (?:matched|for|to)\b)/,
    means: 'There are more candidates than it has room for, and it leaves the last ones out.',
    about: ({ sdp }) => sdp.lines.filter(line => line.attribute === 'candidate')[8],
    goesOn: true,
  },
  {
    program: 'FreeSWITCH',
    words: 'Tried to negotiate a blank SDP?',
    means: 'It got a description without a single m= line.',
    about: ({ sdp }) => (sdp.media.length === 0 ? sdp.lines[0] : undefined),
    rule: 'exchange/no-answer-in-ack',
  },
];
