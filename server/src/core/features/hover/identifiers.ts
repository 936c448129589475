import { attributeFor, groups, midOf } from '../../sdp/description';
import { EXTENSIONS } from '../../sdp/attributes/extensions';
import { addressTitle } from '../../sdp/addressKind';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { code } from '../markdown';
import { partyOf } from '../position';
import { isUnspecified } from './candidate';
import { count, type Decoder, type LineContext, lookUp, partText } from './decoder';

const sectionTitle = (section: MediaSection): string => `${code(section.media)}, section ${section.index + 1}`;

const sectionOfMid = (sdp: Sdp, mid: string): string => {
  const section = sdp.media.find(one => midOf(one) === mid);
  return section ? sectionTitle(section) : 'no section has this mid';
};

const SEMANTICS: Readonly<Record<string, string>> = {
  BUNDLE: 'one port for all of them',
  LS: 'lip synchronisation: played in sync',
  FID: 'one source in several flows',
  ANAT: 'alternative addresses, IPv4 and IPv6',
  DUP: 'duplicates, against packet loss',
};

const group: Decoder = {
  line: context => {
    const type = partText(context, 'type') ?? '';
    const mids = context.parts.filter(part => part.name === 'mid').slice(0, 5);
    return [
      `${code(type)}: ${lookUp(SEMANTICS, type.toUpperCase()) ?? 'unknown semantics'}`,
      ...mids.map(({ text }) => `${code(text)}: ${sectionOfMid(context.sdp, text)}`),
    ];
  },
  part: (context, { name, text }) => (name === 'type' ? lookUp(SEMANTICS, text.toUpperCase()) : sectionOfMid(context.sdp, text)),
};

function midTitle(context: LineContext, mid: string): string {
  const bundle = groups(context.sdp, 'BUNDLE').find(one => one.mids.includes(mid));
  const section = context.section ? sectionTitle(context.section) : 'session level, where it has no meaning';
  if (!bundle) return `${section}, not in a bundle`;
  return `${section}, in the bundle of ${count(bundle.mids.length, 'section')}${bundle.mids[0] === mid ? ' as its first section: its ICE and DTLS lines apply to all' : ''}`;
}

const mid: Decoder = {
  line: context => [`${code(context.line.attributeValue ?? '')}: ${midTitle(context, context.line.attributeValue?.trim() ?? '')}`],
  part: (context, { text }) => midTitle(context, text),
};

function extensionId(text: string): string {
  const id = Number(text);
  if (id >= 1 && id <= 14) return 'fits the one-byte header';
  if (id === 15) return 'reserved in the one-byte header';
  return id > 15 && id <= 255
    ? 'needs the two-byte header (a=extmap-allow-mixed)'
    : id >= 4096 && id <= 4351
      ? 'provisional: to be mapped by the answer'
      : 'not a valid number';
}

const extmap: Decoder = {
  line: context => {
    const [id, uri] = [partText(context, 'value'), partText(context, 'uri')];
    if (id === undefined || uri === undefined) return ['Malformed: a number and a URI are expected.'];
    return [`Number ${code(id)}: ${extensionId(id)}`, `Extension: ${lookUp(EXTENSIONS, uri) ?? `not a known one, ${code(uri)}`}`];
  },
  part: (_, { name, text }) =>
    name === 'value' ? extensionId(text) : name === 'uri' ? (lookUp(EXTENSIONS, text) ?? 'not a known extension') : undefined,
};

const SOURCE_ATTRIBUTES: Readonly<Record<string, string>> = {
  cname: 'canonical name: the same for all streams of one sender',
  msid: 'MediaStream and track',
  mslabel: 'MediaStream, in an old form',
  label: 'track, in an old form',
};

const ssrcTitle = (text: string): string =>
  /^\d{1,10}$/.test(text) ? `0x${Number(text).toString(16).padStart(8, '0')} in the packets` : 'not a number of 32 bits';

const ssrc: Decoder = {
  line: context => {
    const [id, attribute] = [partText(context, 'id'), partText(context, 'attribute')];
    if (id === undefined) return ['Malformed: a number and an attribute are expected.'];
    return [
      `Source ${code(id)}: ${ssrcTitle(id)}`,
      attribute ? `${code(attribute)}: ${lookUp(SOURCE_ATTRIBUTES, attribute) ?? 'attribute of the source'}` : undefined,
    ];
  },
  part: (_, { name, text }) => (name === 'id' ? ssrcTitle(text) : name === 'attribute' ? lookUp(SOURCE_ATTRIBUTES, text) : undefined),
};

const ssrcGroup: Decoder = {
  part: (_, { name, text }) =>
    name === 'ssrc'
      ? ssrcTitle(text)
      : lookUp(
          { ...SEMANTICS, SIM: 'simulcast', 'FEC-FR': 'forward error correction', FID: 'the second repeats lost packets of the first' },
          text,
        ),
};

function rtcpTitle(context: LineContext): string | undefined {
  const port = Number(partText(context, 'port'));
  const section = context.section;
  if (!section || Number.isNaN(port)) return undefined;
  const muxed = attributeFor(context.sdp, section, 'rtcp-mux') ? ' This section has a=rtcp-mux, so this is only the fallback.' : '';
  if (port === 9) return `No port of its own.${muxed}`;
  if (port === section.port) return `The same port as RTP.${muxed}`;
  return `${port === section.port + 1 ? 'The RTP port plus one, as without this line.' : 'Not the RTP port plus one.'}${muxed}`;
}

const rtcp: Decoder = {
  line: context => {
    const address = partText(context, 'address');
    return [
      rtcpTitle(context),
      address ? `Address ${code(address)}: ${isUnspecified(address) ? 'none' : addressTitle(address)}` : undefined,
    ];
  },
  part: (context, { name, text }) => (name === 'port' ? rtcpTitle(context) : name === 'address' ? addressTitle(text) : undefined),
};

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
const IS_DIRECTION: Readonly<Record<string, true>> = { sendrecv: true, sendonly: true, recvonly: true, inactive: true };

const directionOf = (lines: readonly SdpLine[]): string | undefined =>
  lines.find(line => lookUp(IS_DIRECTION, line.attribute ?? ''))?.attribute;

/** What both sides' directions come to. */
const direction: Decoder = {
  line: ({ line, section, standing }) => {
    const { leg, exchange, side, other } = standing;
    const theirs = section && other?.media[section.index];
    if (!leg || !exchange || !side || !theirs) return [];
    const own = line.attribute ?? '';
    const far = directionOf(theirs.lines) ?? directionOf(other!.session) ?? 'sendrecv';
    const [us, them] = [partyOf(leg, exchange, side), partyOf(leg, exchange, side === 'offer' ? 'answer' : 'offer')];
    const out = /^send/.test(own) && /recv/.test(far);
    const back = /recv/.test(own) && /^send/.test(far);
    const result =
      out && back
        ? 'media goes both ways'
        : out
          ? `media goes from ${us} to ${them} only`
          : back
            ? `media goes from ${them} to ${us} only`
            : 'no media';
    return [`The ${side === 'offer' ? 'answer' : 'offer'} says ${code(far)}: ${result}.`];
  },
};

export const IDENTIFIER_DECODERS: Readonly<Record<string, Decoder>> = {
  group,
  mid,
  extmap,
  ssrc,
  'ssrc-group': ssrcGroup,
  rtcp,
  ...Object.fromEntries(DIRECTIONS.map(name => [name, direction])),
};
