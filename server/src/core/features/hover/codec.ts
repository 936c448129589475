import { type Codec, codecsOf, STATIC_PAYLOADS } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { code } from '../markdown';
import { count, type Decoder, type LineContext, lookUp, partText } from './decoder';
import { parameterTitle } from './parameters';

/** `8` → PCMA, 8000 Hz, 1 channel, static. */
export function payloadTitle(section: MediaSection | undefined, payloadType: string): string {
  const codec = section && codecsOf(section).find(one => one.payloadType === payloadType);
  if (codec) return codecTitle(codec, section);
  const fixed = lookUp(STATIC_PAYLOADS, payloadType);
  if (fixed) return `${fixed.name}, ${fixed.clockRate} Hz, static; the m= line does not list it`;
  return 'the m= line does not list this payload type';
}

function codecTitle(codec: Codec, section: MediaSection): string {
  if (!/^\d{1,3}$/.test(codec.payloadType)) return 'format of this kind of media';
  if (!codec.rtpmap && !lookUp(STATIC_PAYLOADS, codec.payloadType))
    return 'dynamic payload type without a=rtpmap: nobody can tell its codec';
  const sound = section.media === 'audio';
  const channels = sound ? `, ${count(Number(codec.channels ?? 1) || 1, 'channel')}` : '';
  return `${nameOf(codec)}, ${codec.clockRate ?? '?'} Hz${channels}, ${codec.rtpmap ? kindOf(codec.payloadType) : 'static'}`;
}

/** Well-known names stand bare, all others in a code span. */
const nameOf = (codec: Codec): string => (/^[A-Za-z][A-Za-z0-9-]{0,30}$/.test(codec.name) ? codec.name : code(codec.name));

const kindOf = (payloadType: string): string => (lookUp(STATIC_PAYLOADS, payloadType) ? 'static, with a=rtpmap' : 'dynamic');

const MOST = 9;

/** The codecs of a section on one line. */
export function codecList(section: MediaSection): string {
  const codecs = codecsOf(section);
  const shown = codecs.slice(0, MOST).map(codec => `${code(codec.payloadType)} ${codec.name === '' ? '?' : nameOf(codec)}`);
  return shown.join(', ') + (codecs.length > MOST ? ` and ${codecs.length - MOST} more` : '');
}

/** What else is to be known of a codec. */
const REMARKS: Readonly<Record<string, string>> = {
  opus: 'The codec of browsers; always written `opus/48000/2`, also for one channel. Few phones have it.',
  pcma: 'G.711 A-law: every phone and every browser has it.',
  pcmu: 'G.711 µ-law: every phone and every browser has it.',
  g722: 'Wideband; it samples at 16 kHz, and is written 8000 by an old mistake.',
  g729: 'Saves bandwidth; browsers do not have it, so the gateway must transcode.',
  'telephone-event': 'DTMF as events. Its clock rate has to be that of the voice codec.',
  cn: 'Comfort noise in pauses.',
  red: 'Repeats earlier packets against loss.',
  rtx: 'Repeats lost packets of another payload type (`apt`).',
  ulpfec: 'Forward error correction.',
  gsm: 'GSM full rate.',
  ilbc: 'Narrowband, robust against loss; browsers have dropped it.',
  amr: 'Mobile networks; browsers do not have it.',
  'amr-wb': 'Mobile networks, wideband; browsers do not have it.',
  vp8: 'Every browser has it.',
  h264: 'Every browser has its constrained baseline profile.',
};

const rtpmap: Decoder = {
  line: context => {
    const [payload, name] = [partText(context, 'payload'), partText(context, 'codec')];
    if (payload === undefined || name === undefined) return ['Malformed: a payload type, a name and a clock rate are wanted.'];
    return [`Payload type ${code(payload)}: ${payloadTitle(context.section, payload)}`, lookUp(REMARKS, name.toLowerCase())];
  },
  part: (context, { name, text }) => {
    switch (name) {
      case 'payload':
        return payloadTitle(context.section, text);
      case 'codec':
        return lookUp(REMARKS, text.toLowerCase());
      case 'rate':
        return `${/^\d{1,9}$/.test(text) ? `${Number(text) / 1000} kHz` : 'a clock rate'} clock of the RTP timestamps`;
      default:
        return undefined;
    }
  },
};

const codecNameOf = (context: LineContext, payload: string): string =>
  (context.section ? codecsOf(context.section) : []).find(one => one.payloadType === payload)?.name.toLowerCase() ?? '';

const fmtp: Decoder = {
  line: context => {
    const payload = partText(context, 'payload');
    if (payload === undefined) return ['Malformed: a payload type and its parameters are wanted.'];
    const name = codecNameOf(context, payload);
    const parameters = context.parts.filter(part => part.name === 'parameter');
    const told = parameters.slice(0, 5).map(({ text }) => `${code(text)}: ${parameterTitle(name, text) ?? 'parameter of the codec'}`);
    return [
      `Payload type ${code(payload)}: ${payloadTitle(context.section, payload)}`,
      ...told,
      parameters.length > 5 ? `and ${parameters.length - 5} more` : undefined,
    ];
  },
  part: (context, { name, text }) =>
    name === 'payload'
      ? payloadTitle(context.section, text)
      : parameterTitle(codecNameOf(context, partText(context, 'payload') ?? ''), text),
};

const FEEDBACK: Readonly<Record<string, string>> = {
  nack: 'names lost packets, so that they are sent again',
  'nack pli': 'picture loss: asks for a key frame',
  'nack rpsi': 'picture that can be referred to',
  'ccm fir': 'full intra request: asks for a key frame',
  'ccm tmmbr': 'asks to send below a bit rate',
  'goog-remb': 'bit rate that the receiver estimates',
  'transport-cc': 'arrival times of all packets, for the sender’s bandwidth estimate',
  ack: 'confirms what has arrived',
};

const feedbackTitle = (context: LineContext): string | undefined => {
  const kind = partText(context, 'type') ?? '';
  return lookUp(FEEDBACK, `${kind} ${partText(context, 'subtype') ?? ''}`.trim()) ?? lookUp(FEEDBACK, kind);
};

const rtcpFb: Decoder = {
  line: context => {
    const payload = partText(context, 'payload') ?? '';
    return [
      payload === '*' ? 'For all payload types' : `Payload type ${code(payload)}: ${payloadTitle(context.section, payload)}`,
      feedbackTitle(context),
    ];
  },
  part: (context, { name, text }) =>
    name === 'payload' ? (text === '*' ? 'all payload types' : payloadTitle(context.section, text)) : feedbackTitle(context),
};

export const CODEC_DECODERS: Readonly<Record<string, Decoder>> = { rtpmap, fmtp, 'rtcp-fb': rtcpFb };
