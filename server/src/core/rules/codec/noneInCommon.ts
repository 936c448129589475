import { codecsOf, codecTitle, isPrimary } from '../../sdp/codecs';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { meantKey } from './support';

export const noneInCommon: Rule = {
  id: 'codec/none-in-common',
  title: 'No codec in common',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6.1' },
    { rfc: 7874, section: '3' },
  ],
  explanation:
    'The answer must keep at least one codec of the offer; it may list more. Where it keeps only helpers such as `telephone-event`, nobody can send speech: the call is answered, ICE and DTLS come up, and there is not one audio packet. Browsers know Opus, G.711 and G.722, but neither G.729 nor AMR: between such sides the gateway must transcode.',
  quiet:
    'Helpers (telephone-event, CN, RED, RTX, FEC) do not count as codecs. Names are compared without case. An answer with none of the offered codecs breaks RFC 3264, but some gateways transcode on their own: that is a warning.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 18 101', 'a=rtpmap:101 telephone-event/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 18 0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'allow=!all,opus,alaw,ulaw' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=OPUS,PCMA,PCMU' },
  ],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { offer, answer } of leg.exchanges) {
        for (const section of answer ? rtpSections(answer.sdp) : []) {
          const offered = offer?.sdp.media[section.index];
          if (!offered || offered.media !== section.media) continue;
          const mine = codecsOf(section);
          const theirs = codecsOf(offered);
          const known = new Set(theirs.filter(isPrimary).map(meantKey));
          // A format that nobody named may be one of them.
          if ([...mine, ...theirs].some(codec => codec.name === '') || known.size === 0) continue;
          const speech = mine.filter(isPrimary);
          if (speech.some(codec => known.has(meantKey(codec)))) continue;
          const formats = section.formats;
          const offeredTitles = list(theirs.filter(isPrimary).map(codecTitle));
          yield finding(noneInCommon, {
            severity: speech.length === 0 ? 'error' : 'warning',
            message: answer!.message,
            span: formats.length > 0 ? { start: formats[0]!.span.start, end: formats[formats.length - 1]!.span.end } : section.line.span,
            text:
              speech.length === 0
                ? `Nothing is left that can carry ${section.media}: the offer has ${offeredTitles}, and the answer keeps only ${list(mine.map(codecTitle))}. The call is up but silent. The gateway must transcode, or the offer needs a codec that both sides have (PCMU, PCMA).`
                : `The answer has ${list(speech.map(codecTitle))}, but the offer has only ${offeredTitles}. Unless the gateway transcodes on its own, there is no ${section.media}.`,
            related: [{ message: offer!.message, span: offered.line.span, text: `the offer has ${offeredTitles}` }],
            leg,
            side: 'answer',
            verdict:
              speech.length === 0
                ? {
                    weight: 80,
                    text: `The call is up but silent: the two sides have no ${section.media} codec in common (offered ${offeredTitles}), and the gateway does not translate between them.`,
                  }
                : {
                    weight: 45,
                    text: `There is probably no ${section.media}: the answer wants it as ${list(speech.map(codecTitle))}, and the offer has only ${offeredTitles}.`,
                  },
          });
        }
      }
    }
  },
};
