import type { Description } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { isActive } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list, refusalOf, refusedWhat, refuserName, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { codecsIn } from './support';

const AUDIO = ['m=audio 49170 RTP/AVP 0'];
const VIDEO = ['m=video 49172 RTP/AVP 97', 'a=rtpmap:97 VP8/90000'];

export const videoRefused: Rule = {
  id: 'codec/video-refused',
  title: 'Video or data in an offer that the SIP side refused',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '6' },
    { rfc: 3264, section: '5.1' },
  ],
  explanation:
    'An offer may have more than audio, and whoever has no use for the rest answers it with port 0. Some trunks and older phones do not do that: they refuse a call with a video or data section altogether. Where the audio of a refused offer is what every phone takes, the other section is the likely reason.',
  quiet:
    'It speaks only where the offer on a SIP leg was refused with 488, 606 or 415, and its audio is plain RTP/AVP with G.711. Fax (m=image) is left alone, and so is a section with port 0.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp(...AUDIO, ...VIDEO), status: 488 }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp(...AUDIO, ...VIDEO),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'm=video 0 RTP/AVP 97'),
  }),
  cures: [
    { gateway: 'asterisk', setting: 'max_video_streams=0' },
    { gateway: 'freeswitch', setting: 'absolute_codec_string=PCMA,PCMU' },
  ],
  checkDescription: function* (one) {
    const found = one.leg.kind === 'sip' && one.endsHere ? check(one) : undefined;
    if (found) yield found;
  },
};

function check(one: Description): Finding | undefined {
  const refusal = refusalOf(one);
  const more = refusal ? one.sdp.media.filter(section => isActive(section) && /^(video|application)$/.test(section.media)) : [];
  const [first] = more;
  if (!refusal || !first || !hasPlainAudio(one) || tookItBefore(one, first)) return undefined;
  const what = list([...new Set(more.map(section => `m=${section.media}`))]);
  return finding(videoRefused, {
    message: one.message,
    span: first.line.span,
    places: more.slice(1).map(section => section.line.span),
    text: `${refuserName(one)} answered ${refusal.status}. The audio of this offer is what every phone takes, so ${what} is the likely reason: some trunks refuse it instead of answering port 0. Offer audio alone, or this section with port 0.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal.status}`),
    fixes: [
      {
        title: `Offer ${what} with port 0`,
        safety: 'unsafe',
        message: one.message,
        edits: () => more.filter(section => section.port !== 0).map(section => replace(section.portSpan, '0')),
      },
    ],
    verdict: {
      weight: 45,
      text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}, most likely because it is asked for ${more.some(section => section.media === 'video') ? 'video' : 'a data channel'} as well as audio.`,
    },
  });
}

const hasPlainAudio = (one: Description): boolean =>
  one.sdp.media.some(
    section =>
      section.media === 'audio' &&
      section.port !== 0 &&
      section.protocol.toUpperCase() === 'RTP/AVP' &&
      codecsIn(one, section).some(codec => /^pcm[au]$/i.test(codec.name)),
  );

/** Whether this section was in use on the leg before: then the other side knows it, and refused for something else. */
function tookItBefore(one: Description, { index, media }: MediaSection): boolean {
  const before = one.exchange.previous?.answer?.sdp.media[index];
  return before !== undefined && before.media === media && before.port !== 0;
}
