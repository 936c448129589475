import type { Description } from '../../call/types';
import type { Codec } from '../../sdp/codecs';
import { fmtpsIn, type FormatParameter, parameterOf } from '../../sdp/fmtp';
import { h264ProfileName } from '../../sdp/h264';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answeredSections, answerTo, codecsIn, isNamed } from './support';

const videoCall = (parameters: string): string => {
  const video = (port: number, text: string): string[] =>
    exampleSdp('m=audio 49170 RTP/AVP 0', `m=video ${port} RTP/AVP 97`, 'a=rtpmap:97 H264/90000', `a=fmtp:97 ${text}`);
  return exampleCall({
    transport: 'UDP',
    offer: video(49172, 'profile-level-id=42e01f;packetization-mode=0'),
    status: 200,
    answer: video(5006, parameters),
  });
};

export const h264Parameters: Rule = {
  id: 'codec/h264-parameters',
  title: 'H.264 with parameters that do not fit',
  severity: 'warning',
  references: [
    { rfc: 6184, section: '8.1' },
    { rfc: 6184, section: '8.2.2' },
    { rfc: 7742, section: '6.2' },
  ],
  explanation:
    'H.264 is many codecs under one name. `profile-level-id` says which coding tools and which sizes, `packetization-mode` how pictures are cut into packets: 0 (also when nothing is said) means one unit per packet, 1 that units may be split. The answer must keep profile and mode of the offer for a format, or leave the format out; only the level may differ. Otherwise one side sends what the other cannot show, and the picture stays black.',
  quiet:
    'Where the offer has H.264 several times, one format that fits is enough. The level is not compared, and no profile where a side does not name it. Malformed values are information where the answer keeps H.264 all the same.',
  bad: videoCall('profile-level-id=42e01f;packetization-mode=1'),
  good: videoCall('profile-level-id=42e00d;packetization-mode=0'),
  cures: [{ gateway: 'freeswitch', setting: 'absolute_codec_string=PCMA,PCMU,H264' }],
  attributes: ['rtpmap'],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) yield* malformed(one, section);
    for (const { section, offered, mine, theirs } of answeredSections(one)) {
      const formats = formatsOf(section, mine);
      const wanted = formatsOf(offered, theirs);
      if (wanted.length === 0 || formats.length === 0) continue;
      if ([...formats, ...wanted].every(isReadable) && !formats.some(format => wanted.some(other => sameConfiguration(format, other))))
        yield mismatch(one, formats[0]!, wanted);
    }
  },
};

const isH264 = (codec: Codec): boolean => isNamed(codec, 'h264');

interface Format {
  readonly codec: Codec;
  readonly profile?: FormatParameter;
  readonly mode?: FormatParameter;
}

/** The H.264 formats among the codecs of a section. */
function formatsOf(section: MediaSection, codecs: readonly Codec[]): Format[] {
  const formats = codecs.filter(isH264);
  if (formats.length === 0) return [];
  const fmtpOf = fmtpsIn(section);
  return formats.map(codec => {
    const fmtp = fmtpOf(codec.payloadType);
    return { codec, profile: parameterOf(fmtp, 'profile-level-id'), mode: parameterOf(fmtp, 'packetization-mode') };
  });
}

const isMode = (value: string): boolean => /^[012]$/.test(value);
const isReadable = ({ profile, mode }: Format): boolean =>
  (!profile || h264ProfileName(profile.value) !== undefined) && (!mode || isMode(mode.value));

const modeOf = ({ mode }: Format): string => mode?.value ?? '0';
const profileOf = ({ profile }: Format): string | undefined => profile && h264ProfileName(profile.value);

/** Whether two formats are one configuration of the codec (RFC 6184 section 8.2.2). */
const sameConfiguration = (a: Format, b: Format): boolean =>
  modeOf(a) === modeOf(b) && (!a.profile || !b.profile || profileOf(a) === profileOf(b));

const described = (format: Format): string =>
  `${format.profile ? `${profileOf(format)} (${format.profile.value}), ` : ''}packetization-mode ${modeOf(format)}`;

function mismatch(one: Description, format: Format, wanted: readonly Format[]): Finding {
  const sameProfile = wanted.find(other => !format.profile || !other.profile || profileOf(format) === profileOf(other));
  const culprit = sameProfile ? format.mode : format.profile;
  const related = sameProfile ?? wanted[0]!;
  const place = (sameProfile ? related.mode : related.profile)?.span ?? related.codec.rtpmap?.span ?? related.codec.format.span;
  return finding(h264Parameters, {
    message: one.message,
    span: culprit?.span ?? format.codec.rtpmap?.span ?? format.codec.format.span,
    text: `H.264 is ${described(format)} in the answer, and the offer has ${list(wanted.map(described), 'or')}. The answer must keep ${sameProfile ? 'the packetization mode' : 'the profile'} that was offered: the other side may not be able to show this video.`,
    related: [{ message: one.other!.message, span: place, text: `the offer has ${described(related)}` }],
  });
}

function* malformed(one: Description, section: MediaSection): Generator<Finding> {
  const formats = formatsOf(section, codecsIn(one, section));
  const taken = formats.length > 0 && answerTo(one, section)?.some(isH264);
  for (const { profile, mode } of formats) {
    for (const [parameter, wrong, wants] of [
      [profile, profile && h264ProfileName(profile.value) === undefined, 'six hexadecimal digits, such as 42e01f'],
      [mode, mode && !isMode(mode.value), '0, 1 or 2'],
    ] as const) {
      if (!parameter || !wrong) continue;
      yield finding(h264Parameters, {
        severity: taken ? 'info' : 'warning',
        message: one.message,
        span: parameter.span,
        text: `${parameter.name} must be ${wants}. A side that cannot read it leaves H.264 out, or takes it for another kind of H.264.`,
      });
    }
  }
}
