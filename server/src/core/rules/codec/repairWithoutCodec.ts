import type { Description } from '../../call/types';
import { type Codec, codecTitle } from '../../sdp/codecs';
import { type Fmtp, fmtpsIn, parameterOf } from '../../sdp/fmtp';
import type { MediaSection } from '../../sdp/types';
import type { Span } from '../../text/span';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerTo, codecsIn, dropFormats, isNamed } from './support';

export const repairWithoutCodec: Rule = {
  id: 'codec/repair-without-codec',
  title: 'Repair format for a codec that is not there',
  severity: 'warning',
  references: [
    { rfc: 4588, section: '8.1' },
    { rfc: 2198, section: '5' },
  ],
  explanation:
    'RTX sends lost packets again, RED sends copies of earlier ones along. Both stand beside a codec and name it by its payload type: `a=fmtp:97 apt=96`, `a=fmtp:63 111/111`. Where that number is not on the m= line, or none is named, the format repairs nothing. Mostly this is left behind where a gateway has taken the codec out. Most ignore it; some refuse the whole section.',
  quiet: 'It is a warning toward a browser that has not answered yet, otherwise information. RED for video needs no parameters.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 63', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 111 63 0', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:63 red/48000/2', 'a=fmtp:63 111/111'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [{ gateway: 'rtpengine', setting: 'codec-strip-red' }],
  attributes: ['rtpmap', 'fmtp'],
  checkDescription: function* (one) {
    for (const section of one.cut ? [] : rtpSections(one.sdp)) {
      const codecs = codecsIn(one, section);
      const repairing = codecs.filter(codec => isNamed(codec, 'rtx') || (isNamed(codec, 'red') && section.media === 'audio'));
      if (repairing.length === 0) continue;
      const listed = new Set(codecs.map(codec => codec.payloadType));
      const fmtpOf = fmtpsIn(section);
      const astray = repairing.flatMap(codec => {
        const fault = faultOf(codec, fmtpOf(codec.payloadType), listed);
        return fault ? [{ codec, ...fault }] : [];
      });
      if (astray.length > 0) yield repairs(one, section, astray);
    }
  },
};

interface Fault {
  readonly span: Span;
  readonly text: string;
}

interface Astray extends Fault {
  readonly codec: Codec;
}

function faultOf(codec: Codec, fmtp: Fmtp | undefined, listed: ReadonlySet<string>): Fault | undefined {
  const rtx = isNamed(codec, 'rtx');
  const named = rtx ? aptOf(fmtp) : redundantIn(fmtp);
  const span = named?.span ?? codec.rtpmap?.span ?? codec.format.span;
  if (!named) return { span, text: `${codecTitle(codec)} names no codec (${rtx ? 'apt=…' : 'a list such as 111/111'} is missing)` };
  const missing = named.numbers.filter(number => !listed.has(number));
  return missing.length === 0
    ? undefined
    : { span, text: `${codecTitle(codec)} is for payload type ${list([...new Set(missing)])}, which the m= line does not list` };
}

const aptOf = (fmtp: Fmtp | undefined): { numbers: string[]; span: Span } | undefined => {
  const apt = parameterOf(fmtp, 'apt');
  return apt && /^\d{1,3}$/.test(apt.value) ? { numbers: [apt.value], span: apt.span } : undefined;
};

const redundantIn = (fmtp: Fmtp | undefined): { numbers: string[]; span: Span } | undefined =>
  fmtp && /^\d{1,3}([ \t]*\/[ \t]*\d{1,3})*$/.test(fmtp.text)
    ? { numbers: fmtp.text.split('/').map(number => number.trim()), span: fmtp.textSpan }
    : undefined;

function repairs(one: Description, section: MediaSection, astray: readonly Astray[]): Finding {
  const answered = one.side === 'offer' && answerTo(one, section) !== undefined;
  const dropped = new Set(astray.map(({ codec }) => codec.payloadType));
  return finding(repairWithoutCodec, {
    severity: one.leg.kind === 'webrtc' && one.fromGateway !== false && !answered ? 'warning' : 'info',
    message: one.message,
    span: astray[0]!.span,
    places: astray.slice(1).map(({ span }) => span),
    text: `${list(astray.map(({ text }) => text))}. It repairs nothing; take it out together with its codec.`,
    fixes:
      dropped.size < section.formats.length
        ? [
            {
              title: `Take ${list(astray.map(({ codec }) => codecTitle(codec)))} out`,
              safety: 'unsafe',
              message: one.message,
              edits: () => dropFormats(section, dropped),
            },
          ]
        : [],
  });
}
