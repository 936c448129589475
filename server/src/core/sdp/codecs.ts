import type { Format, MediaSection, SdpLine } from './types';

/** A codec of a section: a payload type with the rtpmap that names it, or the static assignment of RFC 3551 section 6. */
export interface Codec {
  readonly payloadType: string;
  readonly format: Format;
  /** As the rtpmap writes it; lower-case it to compare (RFC 8866 section 5.14). Empty when unknown. */
  readonly name: string;
  /** The name in lower case, by which codecs are compared. */
  readonly lower: string;
  readonly clockRate?: number;
  readonly channels?: string;
  readonly rtpmap?: SdpLine;
}

export interface StaticPayload {
  readonly name: string;
  readonly clockRate: number;
  readonly channels?: string;
  readonly media: 'audio' | 'video';
}

/** Static payload types (RFC 3551 section 6, tables 4 and 5). */
export const STATIC_PAYLOADS: Readonly<Record<string, StaticPayload>> = {
  0: { name: 'PCMU', clockRate: 8000, media: 'audio' },
  3: { name: 'GSM', clockRate: 8000, media: 'audio' },
  4: { name: 'G723', clockRate: 8000, media: 'audio' },
  5: { name: 'DVI4', clockRate: 8000, media: 'audio' },
  6: { name: 'DVI4', clockRate: 16000, media: 'audio' },
  7: { name: 'LPC', clockRate: 8000, media: 'audio' },
  8: { name: 'PCMA', clockRate: 8000, media: 'audio' },
  9: { name: 'G722', clockRate: 8000, media: 'audio' },
  10: { name: 'L16', clockRate: 44100, channels: '2', media: 'audio' },
  11: { name: 'L16', clockRate: 44100, media: 'audio' },
  12: { name: 'QCELP', clockRate: 8000, media: 'audio' },
  13: { name: 'CN', clockRate: 8000, media: 'audio' },
  14: { name: 'MPA', clockRate: 90000, media: 'audio' },
  15: { name: 'G728', clockRate: 8000, media: 'audio' },
  16: { name: 'DVI4', clockRate: 11025, media: 'audio' },
  17: { name: 'DVI4', clockRate: 22050, media: 'audio' },
  18: { name: 'G729', clockRate: 8000, media: 'audio' },
  25: { name: 'CelB', clockRate: 90000, media: 'video' },
  26: { name: 'JPEG', clockRate: 90000, media: 'video' },
  28: { name: 'nv', clockRate: 90000, media: 'video' },
  31: { name: 'H261', clockRate: 90000, media: 'video' },
  32: { name: 'MPV', clockRate: 90000, media: 'video' },
  33: { name: 'MP2T', clockRate: 90000, media: 'video' },
  34: { name: 'H263', clockRate: 90000, media: 'video' },
};

/** Formats that carry no speech or picture of their own: having only these in common is having nothing in common. */
const AUXILIARY = new Set(['telephone-event', 'cn', 'red', 'ulpfec', 'flexfec', 'flexfec-03', 'rtx', 'tone', 'parityfec']);

const RTPMAP = /^(\d+)[ \t]+([^/\s]+)[ \t]*(?:\/[ \t]*(\d+)[ \t]*(?:\/[ \t]*(\S+))?)?/;

/** The codecs of a section in the order of its m= line. */
export const codecsOf = ({ codecs }: MediaSection): readonly Codec[] => codecs;

/** Reads them from its formats and lines. */
export function readCodecs({ formats, lines }: Pick<MediaSection, 'formats' | 'lines'>): Codec[] {
  const maps = new Map<string, SdpLine>();
  for (const line of lines) {
    if (line.attribute !== 'rtpmap') continue;
    const payloadType = /^\d+/.exec(line.attributeValue ?? '')?.[0];
    if (payloadType !== undefined && !maps.has(payloadType)) maps.set(payloadType, line);
  }
  return formats.map(format => {
    const rtpmap = maps.get(format.text);
    const match = rtpmap ? RTPMAP.exec(rtpmap.attributeValue ?? '') : null;
    // The text is hostile: `constructor` is no payload type.
    const known = Object.hasOwn(STATIC_PAYLOADS, format.text) ? STATIC_PAYLOADS[format.text] : undefined;
    const name = match?.[2] ?? known?.name ?? '';
    return {
      payloadType: format.text,
      format,
      name,
      lower: name.toLowerCase(),
      clockRate: match?.[3] ? Number(match[3]) : known?.clockRate,
      channels: match ? match[4] : known?.channels,
      rtpmap,
    };
  });
}

/** Whether a codec carries speech, music or pictures, and not only events, noise or repair. */
export const isPrimary = ({ lower }: Pick<Codec, 'lower'>): boolean => lower !== '' && !AUXILIARY.has(lower);

/** What makes two codecs the same: encoding name without case, clock rate, channels (RFC 8866 sections 5.14 and 6.6). */
export const codecKey = (codec: Codec): string =>
  `${codec.lower}/${codec.clockRate ?? 0}/${codec.channels && codec.channels !== '1' ? codec.channels : '1'}`;

/** `Opus (111)` for people. */
export const codecTitle = (codec: Codec): string =>
  codec.name ? `${codec.name} (${codec.payloadType})` : `payload type ${codec.payloadType}`;
