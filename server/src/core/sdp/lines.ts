import type { SdpFact } from './fact';

/** The types of an SDP line, in the order in which they must stand. */
export const LINES: readonly SdpFact[] = [
  {
    name: 'v',
    example: 'v=0',
    title: 'version of SDP',
    explanation: 'Always 0, and always the first line.',
    reference: { rfc: 8866, section: '5.1' },
    parts: { version: 'version of SDP' },
  },
  {
    name: 'o',
    example: 'o=- 20518 2 IN IP4 192.0.2.1',
    title: 'who made this description, and which version of it',
    explanation:
      'The session id stays for the whole session. The version rises by one whenever the description changes; the same version means that nothing has changed. No media is sent to the address here: Chromium writes 127.0.0.1, Firefox 0.0.0.0.',
    reference: { rfc: 8866, section: '5.2' },
    settings: { rtpengine: ['replace-SDP-version', 'replace-force-increment-sdp-ver', 'replace-origin-full'], asterisk: ['sdp_owner'] },
    parts: {
      username: 'user name of whoever made it, mostly `-`',
      sessionId: 'session id: stays the same for the whole session',
      sessionVersion: 'session version: rises when the description changes',
      netType: 'network type: IN is the Internet',
      addressType: 'address type',
      address: 'address of whoever made it; no media is sent there',
    },
  },
  {
    name: 's',
    example: 's=-',
    title: 'name of the session',
    explanation: 'Must be there and must not be empty. In calls it is `-` or a space.',
    reference: { rfc: 8866, section: '5.3' },
    parts: { name: 'name of the session' },
  },
  {
    name: 'i',
    example: 'i=A call',
    title: 'description for people',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.4' },
  },
  {
    name: 'u',
    example: 'u=http://www.example.com/call',
    title: 'web page about the session',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.5' },
  },
  {
    name: 'e',
    example: 'e=alice@example.com',
    title: 'mail address of the person responsible',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.6' },
  },
  {
    name: 'p',
    example: 'p=+1 617 555 6011',
    title: 'telephone number of the person responsible',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.6' },
  },
  {
    name: 'c',
    example: 'c=IN IP4 192.0.2.1',
    title: 'address at which media is received',
    explanation:
      'The other side sends RTP to this address, at the port of the m= line. A c= line in a media section overrides that of the session. With ICE it is only the default; the candidates decide.',
    reference: { rfc: 8866, section: '5.7' },
    browser: { text: 'With ICE this is the default candidate, or `0.0.0.0` with port 9 while none is known.' },
    sip: {
      text: 'There is no ICE to find another path, so the other side must be able to reach this address.',
      settings: {
        rtpengine: ['media-address=', 'direction=priv direction=pub'],
        asterisk: ['external_media_address', 'local_net', 'media_address'],
        freeswitch: ['ext-rtp-ip'],
      },
    },
    parts: {
      netType: 'network type: IN is the Internet',
      addressType: 'address type',
      address: 'address at which media is received',
      ttl: 'time to live, or number, of multicast',
    },
  },
  {
    name: 'b',
    example: 'b=AS:64',
    title: 'bandwidth',
    explanation:
      'The most that this side wants to receive. `AS` is in kbit/s with IP and UDP headers, `TIAS` in bit/s without them; `RS` and `RR` are for RTCP.',
    reference: { rfc: 8866, section: '5.8' },
    parts: { type: 'kind of bandwidth', limit: 'the limit' },
  },
  {
    name: 't',
    example: 't=0 0',
    title: 'when the session takes place',
    explanation: 'In calls it is `0 0`: no start and no end.',
    reference: { rfc: 8866, section: '5.9' },
    parts: { start: 'start, in seconds since 1900; 0 means none', stop: 'end, in seconds since 1900; 0 means none' },
  },
  {
    name: 'r',
    example: 'r=7d 1h 0 25h',
    title: 'when the session is repeated',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.10' },
  },
  {
    name: 'z',
    example: 'z=2882844526 -1h 2898848070 0',
    title: 'change of the time zone',
    explanation: 'It has no effect on a call.',
    reference: { rfc: 8866, section: '5.11' },
  },
  {
    name: 'k',
    example: 'k=prompt',
    title: 'key for encryption, obsolete',
    explanation: 'Must not be used: keys come from DTLS (a=fingerprint) or a=crypto. Its value is not shown here.',
    reference: { rfc: 8866, section: '5.12' },
  },
  {
    name: 'a',
    example: 'a=x-unknown:1',
    title: 'attribute',
    explanation: 'A receiver that does not know an attribute must ignore it.',
    reference: { rfc: 8866, section: '5.13' },
  },
  {
    name: 'm',
    example: 'm=audio 49170 RTP/AVP 0 8 101',
    title: 'media section, one stream of media and how it is transported',
    explanation:
      'The kind of media, the port at which it is received, the transport profile, then the payload types, the preferred one first. The answer has the same sections as the offer, in the same order; port 0 rejects one.',
    reference: { rfc: 8866, section: '5.14' },
    browser: {
      text: 'A browser wants `UDP/TLS/RTP/SAVPF`: SRTP keyed by DTLS.',
      settings: { rtpengine: ['transport-protocol=UDP/TLS/RTP/SAVPF'], asterisk: ['webrtc=yes'], freeswitch: ['media_webrtc=true'] },
    },
    sip: {
      text: 'Most phones and trunks want `RTP/AVP`, or `RTP/SAVP` with a=crypto.',
      settings: { rtpengine: ['transport-protocol=RTP/AVP'], asterisk: ['webrtc=no'], freeswitch: ['rtp_secure_media=forbidden'] },
    },
    parts: {
      type: 'kind of media',
      port: 'port at which the media is received',
      ports: 'number of ports',
      protocol: 'transport profile',
      payload: 'format: a payload type for RTP',
    },
  },
];

const BY_TYPE: ReadonlyMap<string, SdpFact> = new Map(LINES.map(fact => [fact.name, fact]));

/** The row of a line type. */
export const lineFact = (type: string): SdpFact | undefined => BY_TYPE.get(type);
