import type { SdpFact } from '../fact';

/** Attributes of payload types and packets. */
export const CODECS: readonly SdpFact[] = [
  {
    name: 'rtpmap',
    example: 'a=rtpmap:111 opus/48000/2',
    title: 'codec of a payload type',
    explanation:
      'Needed for the dynamic payload types (96 to 127, also 35 to 63). Upper and lower case do not matter in names. Offer and answer may number the same codec differently.',
    reference: { rfc: 8866, section: '6.6' },
    settings: {
      rtpengine: ['codec-transcode-PCMA', 'codec-strip-<codec>'],
      asterisk: ['allow=opus,alaw,ulaw'],
      freeswitch: ['inbound-codec-prefs', 'outbound-codec-prefs'],
    },
    parts: { payload: 'payload type', codec: 'name of the codec', rate: 'clock rate of the RTP timestamps, in Hz', encoding: 'channels' },
  },
  {
    name: 'fmtp',
    example: 'a=fmtp:111 minptime=10;useinbandfec=1',
    title: 'parameters of a codec',
    explanation: 'Mostly what this side wants to receive. The RFC of the codec defines the parameters.',
    reference: { rfc: 8866, section: '6.15' },
    parts: { payload: 'payload type', parameter: 'parameter of the codec' },
  },
  {
    name: 'rtcp-fb',
    example: 'a=rtcp-fb:96 nack pli',
    title: 'feedback messages that may be sent',
    explanation: 'Belongs to the profiles that end in F (AVPF, SAVPF). `*` stands for all payload types.',
    reference: { rfc: 4585, section: '4.2' },
    sip: {
      text: 'Has no meaning under RTP/AVP and is ignored there.',
      settings: { rtpengine: ['transport-protocol=RTP/AVP'], asterisk: ['use_avpf=no'] },
    },
    parts: {
      payload: 'payload type, or `*` for all',
      type: 'kind of feedback',
      subtype: 'which feedback message',
      value: 'shortest interval of regular reports, in ms',
    },
  },
  {
    name: 'ptime',
    example: 'a=ptime:20',
    title: 'milliseconds of sound in a packet',
    explanation: 'What the receiver would like, for all codecs of the section. 20 is usual.',
    reference: { rfc: 8866, section: '6.4' },
    settings: { rtpengine: ['ptime=20'], asterisk: ['use_ptime=yes'], freeswitch: ['PCMU@20i'] },
    parts: { ptime: 'milliseconds of sound in a packet' },
  },
  {
    name: 'maxptime',
    example: 'a=maxptime:60',
    title: 'most milliseconds of sound in a packet',
    explanation: 'A sender keeps below this.',
    reference: { rfc: 8866, section: '6.5' },
    parts: { maxptime: 'most milliseconds of sound in a packet' },
  },
  {
    name: 'minptime',
    example: 'a=minptime:20',
    title: 'fewest milliseconds of sound in a packet',
    explanation: 'Not registered as an attribute of its own: a gateway or phone has copied it from the fmtp of Opus. It is ignored.',
  },
  {
    name: 'framerate',
    example: 'a=framerate:29.97',
    title: 'highest number of pictures per second',
    explanation: 'For video only.',
    reference: { rfc: 8866, section: '6.13' },
    parts: { framerate: 'highest number of pictures per second' },
  },
  {
    name: 'imageattr',
    example: 'a=imageattr:97 send [x=800,y=640] recv [x=330,y=250]',
    title: 'picture sizes for sending and receiving',
    explanation: 'For video only.',
    reference: { rfc: 6236 },
    parts: { pt: 'payload type, or `*` for all', dir1: 'direction', attrs1: 'sizes', dir2: 'direction', attrs2: 'sizes' },
  },
  {
    name: 'silenceSupp',
    example: 'a=silenceSupp:off - - - -',
    title: 'silence suppression on or off',
    explanation: '`off` asks for packets without gaps, as fax and modems need. Asterisk and old gateways write it.',
    reference: { rfc: 3108 },
  },
];
