import { addressTitle } from '../../sdp/addressKind';
import { attributesIn, connectionAddress } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { code } from '../markdown';
import { isUnspecified } from './candidate';
import { codecAbout, codecList, payloadTitle } from './codec';
import { count, type Decoder, type LineContext, lookUp, partText } from './decoder';

const KINDS: Readonly<Record<string, string>> = {
  audio: 'sound',
  video: 'picture',
  application: 'data: data channels, BFCP and the like',
  image: 'fax (T.38)',
  text: 'real-time text',
  message: 'instant messages (MSRP)',
};

/** A transport profile in words. */
export function profileTitle(protocol: string): string {
  const profile = profileOf(protocol);
  const upper = protocol.toUpperCase();
  if (!profile.rtp) {
    if (upper.includes('SCTP')) return 'data channels: SCTP over DTLS';
    return upper === 'UDPTL' ? 'fax over UDPTL (T.38)' : 'not RTP';
  }
  const keys = profile.dtls
    ? 'SRTP, its keys from DTLS (a=fingerprint)'
    : profile.secure
      ? 'SRTP, its keys from a=crypto; old browsers wrote it for DTLS'
      : 'RTP without encryption';
  const way = upper.startsWith('TCP/') ? ', over TCP' : '';
  return `${keys}${way}, ${profile.feedback ? 'with' : 'without'} early feedback (a=rtcp-fb)`;
}

function portTitle(section: MediaSection): string {
  const has = (name: string): boolean => attributesIn(section.lines, name).length > 0;
  if (section.port === 0)
    return has('bundle-only') ? 'port 0: used within the bundle only' : 'port 0: this section is rejected or switched off';
  if (section.port === 9) return 'port 9 (discard): no port is known yet, ICE will find the path';
  if (Number.isNaN(section.port) || section.port > 65535) return 'not a port';
  if (!profileOf(section.protocol).rtp) return 'the media is received here';
  const rtcp = has('rtcp-mux')
    ? 'RTCP on the same port if both sides have rtcp-mux'
    : has('rtcp')
      ? 'RTCP where a=rtcp says'
      : `RTCP on ${section.port + 1}`;
  return `RTP is received here; ${rtcp}${section.port % 2 === 1 && !has('rtcp-mux') && !has('rtcp') ? ', although the port is odd' : ''}`;
}

const media: Decoder = {
  about: (context, part) => (part?.name === 'payload' && /^\d+$/.test(part.text) ? codecAbout(context, part.text) : undefined),
  line: ({ section }) => {
    if (!section || Number.isNaN(section.port)) return ['Malformed: kind, port, profile and formats are expected.'];
    return [
      `Section ${section.index + 1}, ${code(section.media)}: ${lookUp(KINDS, section.media) ?? 'unknown kind of media'}`,
      `Port ${section.port}: ${portTitle(section)}`,
      `Profile ${code(section.protocol)}: ${profileTitle(section.protocol)}`,
      section.formats.length > 0 ? `Formats, the preferred first: ${codecList(section)}` : 'No format at all.',
    ];
  },
  part: ({ section }, { name, text }) => {
    switch (name) {
      case 'type':
        return lookUp(KINDS, text);
      case 'port':
        return section && portTitle(section);
      case 'protocol':
        return profileTitle(text);
      case 'payload':
        return section && (profileOf(section.protocol).rtp || /^\d+$/.test(text))
          ? payloadTitle(section, text)
          : text === 'webrtc-datachannel'
            ? 'data channels of WebRTC'
            : undefined;
      default:
        return undefined;
    }
  },
};

function addressMeaning(context: LineContext, address: string): string {
  if (!isUnspecified(address)) return addressTitle(address);
  const sections = context.section ? [context.section] : context.sdp.media;
  const ice = context.sdp.lines.some(line => line.attribute === 'ice-ufrag');
  if (ice) return 'no address yet: ICE finds the path';
  return sections.some(section => section.port > 0)
    ? 'no address: the old way (RFC 2543) to put a call on hold; no media may be sent here'
    : 'no address';
}

const connection: Decoder = {
  line: context => {
    const address = connectionAddress(context.line);
    if (address === undefined) return ['Malformed: `IN`, `IP4` or `IP6` and an address are expected.'];
    const overridden = context.section ? 0 : context.sdp.media.filter(section => section.lines.some(line => line.type === 'c')).length;
    return [
      `Address ${code(address)}: ${addressMeaning(context, address)}`,
      overridden > 0
        ? `${overridden === context.sdp.media.length ? 'Every' : `${overridden} of ${context.sdp.media.length}`} media section has a c= of its own, which applies there.`
        : undefined,
    ];
  },
  part: (context, { name, text }) => {
    if (name === 'address') return addressMeaning(context, text);
    return name === 'addressType' ? addressType(text) : undefined;
  },
};

const addressType = (text: string): string | undefined => (text === 'IP4' ? 'IPv4' : text === 'IP6' ? 'IPv6' : undefined);

const origin: Decoder = {
  line: context => {
    const [id, version] = [partText(context, 'sessionId'), partText(context, 'sessionVersion')];
    if (id === undefined || version === undefined)
      return ['Malformed: user, session id, version, `IN`, `IP4` and an address are expected.'];
    const before = earlierVersion(context, id);
    const change =
      before === undefined ? '' : before === version ? ', the same as in the exchange before' : `; ${code(before)} in the exchange before`;
    return [`Session ${code(id)}, version ${code(version)}${change}`];
  },
  part: (_, { name, text }) => (name === 'address' ? addressTitle(text) : name === 'addressType' ? addressType(text) : undefined),
};

/** The version of the same session in the exchange before, where the same party made it. */
function earlierVersion({ standing }: LineContext, id: string): string | undefined {
  const previous = standing.exchange?.previous;
  for (const side of [previous?.offer, previous?.answer]) {
    const words = side?.sdp.session.find(line => line.type === 'o')?.value.split(/\s+/);
    if (words?.[1] === id) return words[2];
  }
  return undefined;
}

const UNITS: Readonly<Record<string, string>> = {
  AS: 'kbit/s, with the IP and UDP headers',
  TIAS: 'bit/s, without headers',
  CT: 'kbit/s for the whole session',
  RS: 'bit/s of RTCP for senders',
  RR: 'bit/s of RTCP for receivers',
};

const bandwidth: Decoder = {
  line: context => {
    const limit = partText(context, 'limit');
    return [
      limit === undefined
        ? 'Malformed: a kind and a number are expected.'
        : `${code(limit)} ${lookUp(UNITS, partText(context, 'type') ?? '') ?? ''}`,
    ];
  },
  part: (context, { name, text }) => lookUp(UNITS, name === 'type' ? text : (partText(context, 'type') ?? '')),
};

const timing: Decoder = {
  line: context => [/^0[ \t]+0[ \t]*$/.test(context.line.value) ? 'No start and no end, as usual in a call.' : undefined],
  part: (_, { text }) => (text === '0' ? 'no limit' : undefined),
};

export const LINE_DECODERS: Readonly<Record<string, Decoder>> = {
  m: media,
  c: connection,
  o: origin,
  b: bandwidth,
  t: timing,
  k: { secret: ['value'] },
  v: {
    line: context => [
      context.line.value.trim() === '0' ? undefined : `Version ${code(context.line.value)} is not known: ${count(1, 'version')} exists, 0.`,
    ],
  },
};
