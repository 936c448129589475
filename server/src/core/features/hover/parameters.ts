import { h264ProfileName } from '../../sdp/h264';
import { code } from '../markdown';
import { lookUp } from './decoder';

type Explain = string | ((value: string) => string);

const yes =
  (on: string, off: string): Explain =>
  value =>
    value === '1' ? on : value === '0' ? off : '0 or 1 is expected';

/** Parameters of Opus (RFC 7587 section 6.1). */
const OPUS: Readonly<Record<string, Explain>> = {
  minptime: 'fewest milliseconds in a packet',
  maxptime: 'most milliseconds in a packet',
  ptime: 'preferred milliseconds in a packet',
  useinbandfec: yes('repair data for lost packets is wanted', 'no repair data is wanted'),
  usedtx: yes('nothing should be sent during pauses', 'packets should be sent during pauses too'),
  stereo: yes('stereo is wanted', 'mono is wanted'),
  'sprop-stereo': yes('stereo will be sent', 'mono will be sent'),
  cbr: yes('constant bit rate is wanted', 'variable bit rate is wanted'),
  maxaveragebitrate: 'highest average bit rate to receive, in bit/s',
  maxplaybackrate: 'highest sampling rate that is played, in Hz',
  'sprop-maxcapturerate': 'highest sampling rate that is sent, in Hz',
};

/** Parameters of H.264 (RFC 6184 section 8.1). */
const H264: Readonly<Record<string, Explain>> = {
  'profile-level-id': h264Profile,
  'packetization-mode': value =>
    value === '0'
      ? 'one NAL unit per packet'
      : value === '1'
        ? 'NAL units may be split and combined: what browsers prefer'
        : value === '2'
          ? 'interleaved; browsers do not support it'
          : '0, 1 or 2 is expected',
  'level-asymmetry-allowed': yes('each direction may have its own level', 'both directions have the same level'),
  'max-mbps': 'most macroblocks per second',
  'max-fs': 'most macroblocks in a picture',
  'max-br': 'highest bit rate',
  'sprop-parameter-sets': 'parameter sets of the stream, in Base64',
};

const VP: Readonly<Record<string, Explain>> = {
  'max-fr': 'most pictures per second',
  'max-fs': 'most macroblocks in a picture',
  'profile-id': 'profile of the codec',
};

const AMR: Readonly<Record<string, Explain>> = {
  'octet-align': yes('payload aligned to bytes', 'bandwidth-efficient payload; both sides must agree'),
  'mode-set': 'the bit rates that may be used',
  'mode-change-period': 'frames between changes of the bit rate',
  'mode-change-capability': 'whether it can keep to such a period',
  'mode-change-neighbor': 'changes go to neighbouring bit rates only',
  'max-red': 'longest redundancy, in ms',
};

const BY_CODEC: Readonly<Record<string, Readonly<Record<string, Explain>>>> = {
  opus: OPUS,
  h264: H264,
  vp8: VP,
  vp9: VP,
  g729: {
    annexb: value =>
      value === 'no' ? 'no silence suppression' : 'silence suppression (Annex B); the default when the parameter is missing',
  },
  ilbc: { mode: 'frame length, 20 or 30 ms' },
  rtx: { apt: value => `repeats packets of payload type ${code(value)}`, 'rtx-time': 'how long packets are kept, in ms' },
  amr: AMR,
  'amr-wb': AMR,
};

/** What a parameter of an a=fmtp line says, by the codec (lower case) of its payload type. */
export function parameterTitle(codec: string, text: string): string | undefined {
  if (codec === 'telephone-event') return events(text);
  if (codec === 'red' && /^[\d/]+$/.test(text)) return 'payload types of the packet and of what it repeats';
  const [name, ...value] = text.split('=');
  const table = lookUp(BY_CODEC, codec);
  const explain = table && lookUp(table, name!.trim().toLowerCase());
  return typeof explain === 'function' ? explain(value.join('=').trim()) : explain;
}

/** `0-15,66` (RFC 4733 section 2.4.1) */
function events(text: string): string {
  const list = text.replace(/^events=/, '');
  if (!/^\d{1,3}(-\d{1,3})?([ \t]*,[ \t]*\d{1,3}(-\d{1,3})?)*$/.test(list)) return 'not a list of events such as `0-15`';
  const ranges = list.split(',').map(range => range.trim().split('-').map(Number));
  const has = (event: number): boolean => ranges.some(([from, to]) => event >= from! && event <= (to ?? from!));
  const all = (from: number, to: number): boolean => Array.from({ length: to - from + 1 }, (_, index) => from + index).every(has);
  const found = [all(0, 9) ? 'digits 0 to 9' : '', all(10, 11) ? '`*` and `#`' : '', all(12, 15) ? 'A to D' : '', has(16) ? 'flash' : ''];
  return `events: ${found.filter(Boolean).join(', ') || 'none of DTMF'}`;
}

function h264Profile(value: string): string {
  const profile = h264ProfileName(value);
  if (profile === undefined) return 'six hexadecimal digits are expected';
  const [idc, constraints, level] = [0, 2, 4].map(at => Number.parseInt(value.slice(at, at + 2), 16)) as [number, number, number];
  // Of the older profiles alone, a flag turns level 1.1 into 1b (RFC 6184 section 8.1).
  const is1b = level === 11 && idc < 100 && (constraints & 0x10) !== 0;
  return `${profile}, level ${is1b ? '1b' : (level / 10).toFixed(1)}`;
}
