import type { SdpFact } from '../fact';
import type { GatewaySettings } from '../../sip/fact';

const WITHOUT_DTLS: GatewaySettings = {
  rtpengine: ['transport-protocol=RTP/AVP', 'DTLS=off'],
  asterisk: ['webrtc=no'],
  freeswitch: ['webrtc_enable_dtls=false'],
};
const NO_DTLS = {
  text: 'A plain phone has no DTLS and refuses the profile that goes with it. A secure trunk may use it.',
  settings: WITHOUT_DTLS,
};

/** Attributes of DTLS-SRTP and SDES: where the keys of SRTP come from. */
export const SECURITY: readonly SdpFact[] = [
  {
    name: 'fingerprint',
    example: 'a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF',
    title: 'hash of the certificate of the DTLS handshake',
    explanation:
      'The other side compares it with the certificate that it gets in the handshake. If they do not match, the handshake fails and there is no media.',
    reference: { rfc: 8122, section: '5' },
    browser: {
      text: 'Must be there: a browser refuses a description without it.',
      settings: {
        rtpengine: ['DTLS-fingerprint=SHA-256'],
        asterisk: ['dtls_fingerprint=SHA-256', 'dtls_auto_generate_cert=yes'],
        freeswitch: ['media_webrtc=true'],
      },
    },
    sip: NO_DTLS,
    parts: { type: 'hash function', hash: 'the hash, two hexadecimal digits a byte' },
  },
  {
    name: 'setup',
    example: 'a=setup:actpass',
    title: 'who starts the DTLS handshake',
    explanation:
      'An offer says `actpass` and leaves the choice to the answerer. The answer says `active` (it sends the ClientHello) or `passive` (it waits for it).',
    reference: { rfc: 8842, section: '5' },
    browser: {
      text: 'If both sides are active, or both passive, no media flows.',
      settings: { rtpengine: ['DTLS=passive', 'DTLS-reverse=passive'], asterisk: ['dtls_setup=actpass'] },
    },
    sip: NO_DTLS,
    parts: { setup: 'role in the DTLS handshake' },
  },
  {
    name: 'crypto',
    example: 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:4',
    title: 'SDES: suite and key of SRTP, in clear text',
    explanation:
      'Each side gives the key with which it sends. The answer repeats the tag and the suite of the line that it accepts. Anyone who can read the SDP can decrypt the call, so the signalling should use TLS.',
    reference: { rfc: 4568, section: '4' },
    browser: {
      text: 'Browsers do not support SDES: they ignore it beside a fingerprint, and refuse a description without one.',
      settings: { rtpengine: ['SDES-off'], asterisk: ['media_encryption=dtls'], freeswitch: ['media_webrtc=true'] },
    },
    sip: {
      text: 'The usual way to encrypt on a SIP leg, with the profile `RTP/SAVP`.',
      settings: {
        rtpengine: ['transport-protocol=RTP/SAVP', 'SDES-off', 'SDES-no-<suite>'],
        asterisk: ['media_encryption=sdes'],
        freeswitch: ['rtp_secure_media', 'rtp_secure_media_suites'],
      },
    },
    parts: {
      tag: 'tag: the answer repeats the one that it accepts',
      suite: 'cipher and authentication',
      key: 'key and salt; not shown here',
      lifetime: 'how many packets the key may protect',
      mki: 'master key identifier and its length in bytes in each packet',
      parameter: 'session parameter',
    },
  },
  {
    name: 'tls-id',
    example: 'a=tls-id:abc3dl7nq2wkq4t8y6z1',
    title: 'identifies the DTLS association',
    explanation: 'The same value keeps the association; a new one asks for a new handshake. Few stacks send it.',
    reference: { rfc: 8842 },
    sip: NO_DTLS,
    settings: { rtpengine: ['no-tls-id'] },
  },
  {
    name: 'connection',
    example: 'a=connection:new',
    title: 'new connection, or the existing one',
    explanation: 'Made for media over TCP; older DTLS-SRTP stacks use it to ask for a new handshake.',
    reference: { rfc: 4145, section: '5' },
    parts: { connectionType: '`new` or `existing`' },
  },
  {
    name: 'identity',
    example: 'a=identity:eyJpZHAi',
    title: 'assertion of who made this description',
    explanation: 'Made by an identity provider, for the fingerprints. Hardly ever used.',
    reference: { rfc: 8827 },
  },
  {
    name: 'zrtp-hash',
    example: 'a=zrtp-hash:1.10 fe30efd02423cb054e50efd0248742ac7a52c8f91bc2df881ae642c371ba46df',
    title: 'ZRTP: hash of the Hello message',
    explanation: 'The two ends agree on keys in the media path. Browsers do not support ZRTP.',
    reference: { rfc: 6189 },
  },
];
