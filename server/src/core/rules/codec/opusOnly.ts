import type { Call, Description } from '../../call/types';
import { insertAfter, replace, type TextEdit } from '../../rewrite/edit';
import { forSipLeg, wantsSipRewrite } from '../../rewrite/forSipLeg';
import { codecsOf, isPrimary } from '../../sdp/codecs';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { counterpart, refusalOf, refusedWhat, refuserName, relatedReply, rtpSections, toPhones, wasTaken } from '../support';
import { finding, type Fix, type Related, type Rule } from '../types';

export const opusOnly: Rule = {
  id: 'codec/opus-only',
  title: 'Only Opus offered to the SIP side',
  severity: 'error',
  references: [
    { rfc: 7874, section: '3' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'Opus is the codec of browsers. Most phones and trunks speak G.711 (PCMU, PCMA) and refuse an offer without it. The browser should offer G.711 beside Opus, as it does by default, or the gateway must add it and transcode.',
  quiet:
    'It is an error only where the offer was refused with 488, 606 or 415, information where the phone rang or the call ended for another reason, otherwise a warning. It is quiet on a hop whose far end calls on, and where the SIP side accepts Opus, or made the offer itself.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 111', 'a=rtpmap:111 opus/48000/2'), status: 488 }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 111 0', 'a=rtpmap:111 opus/48000/2'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMU codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'allow=!all,opus,alaw,ulaw' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=PCMA,PCMU' },
  ],
  checkCall: function* (call) {
    for (const one of toPhones(call)) {
      // A bare description may be meant for anybody.
      if (one.side !== 'offer' || one.exchange.carrier === 'bare' || one.fromGateway === false) continue;
      const section = rtpSections(one.sdp).find(candidate => candidate.media === 'audio' && isOpusOnly(candidate));
      const answered = section && one.exchange.answer?.sdp.media[section.index];
      if (!section || (answered && codecsOf(answered).some(codec => codec.lower === 'opus'))) continue;
      const refusal = refusalOf(one);
      const formats = section.formats;
      yield finding(opusOnly, {
        severity: refusal ? 'error' : wasTaken(one) && !answered ? 'info' : 'warning',
        message: one.message,
        span: { start: formats[0]!.span.start, end: formats[formats.length - 1]!.span.end },
        text: `Opus is the only codec offered to the SIP side. ${refusal ? `${refuserName(one)} answered ${refusal.status}.` : answered ? 'The answer does not accept it.' : 'Phones and trunks that know only G.711 refuse that with 488.'} Offer PCMU or PCMA as well; the gateway must then transcode.`,
        related: [...relatedReply(refusal, `the offer was refused with ${refusal?.status}`), ...origin(call, one, section)],
        fixes: [
          {
            title: 'Offer PCMU and PCMA as well (the gateway must transcode)',
            safety: 'unsafe',
            message: one.message,
            edits: () => addG711(section, section.lines[section.lines.length - 1]!),
          },
          ...(wantsSipRewrite(one.sdp) ? [rewriteWithG711(call, one, section)] : []),
        ],
        leg: one.leg,
        side: 'offer',
        verdict: refusal
          ? {
              weight: 80,
              text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: it is offered only Opus, a codec of browsers, and not G.711 (PCMU, PCMA), which phones use.`,
            }
          : undefined,
      });
    }
  },
};

function isOpusOnly(section: MediaSection): boolean {
  const codecs = codecsOf(section);
  const speech = codecs.filter(isPrimary);
  return speech.length > 0 && speech.every(codec => codec.lower === 'opus') && codecs.every(codec => codec.name !== '');
}

/** Where the browser's offer already had nothing else. */
function origin(call: Call, one: Description, section: MediaSection): Related[] {
  const offer = counterpart(call, one.leg, one.exchange)?.exchange.offer;
  const browser = offer?.sdp.media[section.index];
  if (!offer || !browser || !isOpusOnly(browser)) return [];
  return [{ message: offer.message, span: browser.line.span, text: 'the browser offered nothing else' }];
}

/** The whole rewrite keeps Opus where there is nothing else, so it needs G.711 as well to be of use. */
const rewriteWithG711 = (call: Call, one: Description, section: MediaSection): Fix => ({
  title: 'Rewrite this SDP for a SIP leg (plain RTP, with PCMU and PCMA added)',
  safety: 'unsafe',
  message: one.message,
  edits: () => {
    const rewrite = forSipLeg(one.message, one.sdp, one.leg, call);
    const goes = (line: SdpLine): boolean => rewrite.some(edit => edit.text === '' && edit.span.start === line.span.start);
    return [...rewrite, ...addG711(section, section.lines.filter(line => !goes(line)).at(-1) ?? section.line)];
  },
});

function addG711(section: MediaSection, behind: SdpLine): TextEdit[] {
  const last = section.formats[section.formats.length - 1]!.span;
  return [replace({ start: last.end, end: last.end }, ' 0 8'), insertAfter(behind, 'a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000')];
}
