import type { Description } from '../../call/types';
import { insertAfter, replace } from '../../rewrite/edit';
import { type Codec, codecTitle } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { isChange, list, refusalOf, refusedWhat, refuserName, relatedReply, rtpSections, wasTaken } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerTo, codecsIn, formatsSpan, isNamed, meantKey, primaryOf } from './support';

export const noG711: Rule = {
  id: 'codec/no-g711',
  title: 'No G.711 offered on the SIP side',
  severity: 'error',
  references: [
    { rfc: 7874, section: '3' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'G.711 (PCMU, PCMA) is what almost every phone, trunk and browser can speak, so an offer that has it always finds a codec. Without it the other side must know one of the others: G.729 and AMR are common on trunks and unknown to browsers, Opus the other way round.',
  quiet:
    'It looks at what is offered to phones and trunks, and at what they offer themselves if that was refused. It is a hint, as there are trunks with G.729 or AMR alone, and an error where the offer was refused with 488, 606 or 415. It is quiet where one of the codecs was answered, where the phone rang, and in a change of a running call, which often names only the codec in use. Where Opus alone is offered, `codec/opus-only` speaks.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 18'), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 18 8'), status: 486 }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-PCMU codec-transcode-PCMA' },
    { gateway: 'asterisk', setting: 'allow=!all,g729,alaw,ulaw' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=G729,PCMA,PCMU' },
  ],
  checkDescription: function* (one) {
    if (one.leg.kind !== 'sip' || one.side !== 'offer' || one.exchange.carrier === 'bare') return;
    if (!one.endsHere || (one.fromGateway === false && !refusalOf(one))) return;
    const section = rtpSections(one.sdp).find(candidate => candidate.media === 'audio');
    const voices = section && primaryOf(codecsIn(one, section));
    if (!section || !voices?.length || voices.some(isG711) || voices.every(codec => isNamed(codec, 'opus'))) return;
    const found = check(one, section, voices);
    if (found) yield found;
  },
};

const isG711 = (codec: Codec): boolean => isNamed(codec, 'pcmu') || isNamed(codec, 'pcma');

function check(one: Description, section: MediaSection, voices: readonly Codec[]): Finding | undefined {
  const refusal = refusalOf(one);
  const known = new Set(voices.map(meantKey));
  if (!refusal && (isChange(one) || wasTaken(one) || answerTo(one, section)?.some(codec => known.has(meantKey(codec))))) return undefined;
  const titles = list(voices.map(codecTitle));
  const free = ['0', '8'].every(number => !section.formats.some(format => format.text === number));
  return finding(noG711, {
    severity: refusal ? 'error' : 'hint',
    message: one.message,
    span: formatsSpan(section),
    text: `${titles} ${voices.length === 1 ? 'is' : 'are'} offered, but not G.711 (PCMU, PCMA), which almost everybody has. ${refusal ? `${refuserName(one)} answered ${refusal.status}.` : 'A side that has none of these refuses the call.'} Offer PCMU or PCMA as well; the gateway must then transcode.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    fixes: free
      ? [
          {
            title: 'Offer PCMU and PCMA as well (the gateway must transcode)',
            safety: 'unsafe',
            message: one.message,
            edits: () => {
              const { end } = formatsSpan(section);
              const last = section.lines[section.lines.length - 1]!;
              return [replace({ start: end, end }, ' 0 8'), insertAfter(last, 'a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000')];
            },
          },
        ]
      : [],
    verdict: refusal
      ? {
          weight: 62,
          text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: it is offered ${titles}, and not G.711 (PCMU, PCMA), which almost everybody has.`,
        }
      : undefined,
  });
}
