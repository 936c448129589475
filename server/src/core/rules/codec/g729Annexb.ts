import type { Codec } from '../../sdp/codecs';
import { replace } from '../../rewrite/edit';
import { fmtpsIn, parameterOf } from '../../sdp/fmtp';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { answeredSections, isNamed } from './support';

const annexbCall = (offer: string, answer: string): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 18', 'a=rtpmap:18 G729/8000', `a=fmtp:18 annexb=${offer}`),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 18', 'a=rtpmap:18 G729/8000', `a=fmtp:18 annexb=${answer}`),
  });

export const g729Annexb: Rule = {
  id: 'codec/g729-annexb',
  title: 'G.729 silence suppression agreed on by one side only',
  severity: 'warning',
  references: [
    { rfc: 7261, section: '3' },
    { rfc: 4856, section: '2.1.9' },
  ],
  explanation:
    'G.729 can leave out pauses and send a short description of the background noise instead (Annex B). `annexb=no` says that this side cannot take that; no `annexb` at all means yes. If one side sends such frames and the other does not know them, pauses crackle or the connection seems dead. Where offer and answer differ, neither side may use it, but older devices go by their own line.',
  quiet:
    'It is a warning where the offer says no and the answer says yes, which an answer may not; information where the answer leaves the parameter out, and where the answer turns off what the offer has.',
  bad: annexbCall('no', 'yes'),
  good: annexbCall('no', 'no'),
  cures: [],
  attributes: ['fmtp'],
  checkDescription: function* (one) {
    for (const { section, offered, mine, theirs } of answeredSections(one)) {
      const codec = mine.find(candidate => isNamed(candidate, 'g729'));
      const other = theirs.find(candidate => isNamed(candidate, 'g729'));
      const [here, there] = [codec && annexbOf(section, codec), other && annexbOf(offered, other)];
      if (!codec || !other || !here || !there || here.on === there.on) continue;
      yield finding(g729Annexb, {
        severity: here.on && here.span ? 'warning' : 'info',
        message: one.message,
        span: here.span ?? codec.rtpmap?.span ?? codec.format.span,
        text: here.on
          ? `The offer has G.729 with annexb=no, and this answer ${here.span ? 'says annexb=yes' : 'says nothing, which means annexb=yes'}. If this side then sends noise descriptions during pauses, the other does not understand them. Answer annexb=no.`
          : 'The offer has G.729 with silence suppression (Annex B), and this answer turns it off. Then neither side may use it; a device that sends noise descriptions all the same is not understood.',
        related: [
          {
            message: one.other!.message,
            span: there.span ?? other.rtpmap?.span ?? other.format.span,
            text: `the offer ${there.span ? 'says so here' : 'leaves annexb out, which means yes'}`,
          },
        ],
        fixes:
          here.on && here.line && here.span
            ? [{ title: 'Answer annexb=no', safety: 'unsafe', message: one.message, edits: () => [replace(here.span!, 'annexb=no')] }]
            : [],
      });
    }
  },
};

interface Annexb {
  readonly on: boolean;
  readonly line?: SdpLine;
  readonly span?: { readonly start: number; readonly end: number };
}

/** Whether Annex B may be used; undefined where the value is neither yes nor no. */
function annexbOf(section: MediaSection, codec: Codec): Annexb | undefined {
  const fmtp = fmtpsIn(section)(codec.payloadType);
  const parameter = parameterOf(fmtp, 'annexb');
  if (!parameter) return { on: true };
  const value = parameter.value.toLowerCase();
  return value === 'yes' || value === 'no' ? { on: value === 'yes', line: fmtp!.line, span: parameter.span } : undefined;
}
