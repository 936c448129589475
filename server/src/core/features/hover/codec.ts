import { attributeFact } from '../../sdp/attributes/index';
import { type Codec, codecsOf, STATIC_PAYLOADS } from '../../sdp/codecs';
import type { SdpFact } from '../../sdp/fact';
import type { MediaSection } from '../../sdp/types';
import type { GatewaySettings, Reference } from '../../sip/fact';
import { code } from '../markdown';
import { count, type Decoder, type LineContext, lookUp, partText } from './decoder';
import { parameterTitle } from './parameters';

/** A payload type; the formats of what is not RTP are words. */
const isNumber = (payloadType: string): boolean => /^\d{1,3}$/.test(payloadType);

/** `8` → PCMA, 8000 Hz, 1 channel, static. */
export function payloadTitle(section: MediaSection | undefined, payloadType: string): string {
  const codec = section && codecsOf(section).find(one => one.payloadType === payloadType);
  if (codec) return codecTitle(codec, section);
  const fixed = lookUp(STATIC_PAYLOADS, payloadType);
  if (fixed) return `${fixed.name}, ${fixed.clockRate} Hz, static; the m= line does not list it`;
  return 'the m= line does not list this payload type';
}

function codecTitle(codec: Codec, section: MediaSection): string {
  if (!isNumber(codec.payloadType)) return 'format of this kind of media';
  if (!codec.rtpmap && !lookUp(STATIC_PAYLOADS, codec.payloadType))
    return 'dynamic payload type without a=rtpmap: nobody can tell which codec it is';
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
  const shown = codecs
    .slice(0, MOST)
    .map(codec =>
      isNumber(codec.payloadType) ? `${code(codec.payloadType)} ${codec.name === '' ? '?' : nameOf(codec)}` : code(codec.payloadType),
    );
  return shown.join(', ') + (codecs.length > MOST ? ` and ${codecs.length - MOST} more` : '');
}

/** What else is to be known of a codec. */
interface CodecFact extends Pick<SdpFact, 'reference' | 'settings'> {
  readonly remark: string;
  /** Where its parameters are explained. */
  readonly parameters?: Reference;
}

const DTMF: GatewaySettings = {
  rtpengine: ['codec-transcode-telephone-event'],
  asterisk: ['dtmf_mode=auto'],
  freeswitch: ['dtmf-type', 'rfc2833-pt'],
};
const CODEC_SETTINGS = attributeFact('rtpmap')?.settings;

const row = (remark: string, reference?: Reference, parameters?: Reference): CodecFact => ({
  remark,
  reference,
  parameters,
  settings: CODEC_SETTINGS,
});

const CODEC_FACTS: Readonly<Record<string, CodecFact>> = {
  opus: row(
    'The codec of browsers. Always written `opus/48000/2`, even for mono. Few phones support it.',
    { rfc: 7587, section: '7' },
    { rfc: 7587, section: '6.1' },
  ),
  pcma: row('G.711 A-law: every phone and every browser supports it.', { rfc: 3551, section: '6' }),
  pcmu: row('G.711 µ-law: every phone and every browser supports it.', { rfc: 3551, section: '6' }),
  g722: row('Wideband. It samples at 16 kHz, but is written 8000 because of an old mistake in the RFC.', { rfc: 3551, section: '4.5.2' }),
  g729: row('Saves bandwidth. Browsers do not support it, so the gateway must transcode.', { rfc: 3551, section: '6' }, { rfc: 4856 }),
  'telephone-event': {
    remark: 'DTMF digits as RTP events. Its clock rate should be that of the voice codec.',
    reference: { rfc: 4733 },
    parameters: { rfc: 4733, section: '2.4.1' },
    settings: DTMF,
  },
  cn: row('Comfort noise during pauses.', { rfc: 3389 }),
  red: row('Repeats earlier packets, so that a lost one can be replaced.', { rfc: 2198 }, { rfc: 2198 }),
  rtx: row('Sends lost packets of another payload type (`apt`) again.', { rfc: 4588 }, { rfc: 4588 }),
  ulpfec: row('Forward error correction.', { rfc: 5109 }),
  gsm: row('GSM full rate.', { rfc: 3551, section: '6' }),
  ilbc: row('Narrowband, robust against loss. Browsers no longer support it.', { rfc: 3952 }, { rfc: 3952 }),
  amr: row('For mobile networks. Browsers do not support it.', { rfc: 4867 }, { rfc: 4867 }),
  'amr-wb': row('For mobile networks, wideband. Browsers do not support it.', { rfc: 4867 }, { rfc: 4867 }),
  vp8: row('Every browser supports it.', { rfc: 7741 }, { rfc: 7741 }),
  h264: row('Every browser supports its constrained baseline profile.', { rfc: 6184 }, { rfc: 6184, section: '8.1' }),
};

const codecNameOf = (context: LineContext, payload: string): string =>
  (context.section ? codecsOf(context.section) : []).find(one => one.payloadType === payload)?.name.toLowerCase() ?? '';

const codecFact = (context: LineContext, payload: string | undefined): CodecFact | undefined =>
  lookUp(CODEC_FACTS, codecNameOf(context, payload ?? ''));

/** The row of the codec that a payload type of the section stands for. */
export const codecAbout = (context: LineContext, payload: string): Pick<SdpFact, 'reference' | 'settings'> =>
  codecFact(context, payload) ?? { reference: attributeFact('rtpmap')?.reference, settings: CODEC_SETTINGS };

const rtpmap: Decoder = {
  line: context => {
    const [payload, name] = [partText(context, 'payload'), partText(context, 'codec')];
    if (payload === undefined || name === undefined) return ['Malformed: a payload type, a name and a clock rate are expected.'];
    return [`Payload type ${code(payload)}: ${payloadTitle(context.section, payload)}`, lookUp(CODEC_FACTS, name.toLowerCase())?.remark];
  },
  part: (context, { name, text }) => {
    switch (name) {
      case 'payload':
        return payloadTitle(context.section, text);
      case 'codec':
        return lookUp(CODEC_FACTS, text.toLowerCase())?.remark;
      case 'rate':
        return `${/^\d{1,9}$/.test(text) ? `${Number(text) / 1000} kHz` : 'a clock rate'} clock of the RTP timestamps`;
      default:
        return undefined;
    }
  },
  about: context => codecFact(context, partText(context, 'payload')),
};

const fmtp: Decoder = {
  line: context => {
    const payload = partText(context, 'payload');
    if (payload === undefined) return ['Malformed: a payload type and its parameters are expected.'];
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
  about: context => ({ reference: codecFact(context, partText(context, 'payload'))?.parameters }),
};

const FEEDBACK: Readonly<Record<string, string>> = {
  nack: 'reports lost packets, so that they are sent again',
  'nack pli': 'picture loss: asks for a key frame',
  'nack rpsi': 'reference picture selection: names a picture that the encoder may refer to',
  'ccm fir': 'full intra request: asks for a key frame',
  'ccm tmmbr': 'asks the sender to stay below a bit rate',
  'goog-remb': 'the bit rate that the receiver estimates',
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
