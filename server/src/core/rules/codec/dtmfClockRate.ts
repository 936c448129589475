import type { Description } from '../../call/types';
import { insertAfter, replace, type TextEdit } from '../../rewrite/edit';
import type { Codec } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { finding, type Fix, type Rule } from '../types';
import { answerTo, codecsIn, encodingSpan, freePayloadType, isDtmf, primaryOf } from './support';

export const dtmfClockRate: Rule = {
  id: 'codec/dtmf-clock-rate',
  title: 'Keypad tones at another clock rate than the voice',
  severity: 'warning',
  references: [
    { rfc: 4733, section: '2.1' },
    { rfc: 7874, section: '3' },
  ],
  explanation:
    'Digits pressed during a call travel as `telephone-event` packets inside the voice stream and count time with its clock: `telephone-event/8000` goes with PCMU, PCMA and G.722, `telephone-event/48000` with Opus. Where no codec of the list has the clock rate of `telephone-event`, a phone may not send digits at all, or the receiver gets their length wrong, so that a digit is lost or comes twice.',
  quiet:
    'It is a warning where the voice codecs run at 8000 and `telephone-event` does not. `telephone-event/8000` beside Opus alone is information: several gateways write it, and Chrome uses the lowest clock rate where none fits. It is quiet where any codec of the list has the clock rate, and on an offer where the answer shows the same.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/48000'),
    status: 486,
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
    status: 486,
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-mask-telephone-event codec-transcode-telephone-event' },
    { gateway: 'asterisk', setting: 'dtmf_mode=auto' },
    { gateway: 'freeswitch', setting: 'rfc2833-pt' },
  ],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) {
      const codecs = codecsIn(one, section);
      const misfit = section.media === 'audio' ? misfitting(codecs) : undefined;
      if (!misfit || misfitting(answerTo(one, section) ?? [])) continue;
      const { events, voices } = misfit;
      const [first] = events as [Codec, ...Codec[]];
      const rates = list([...new Set(voices.map(voice => `${voice.name}/${voice.clockRate}`))]);
      const common = events.some(event => event.clockRate === 8000);
      yield finding(dtmfClockRate, {
        severity: common ? 'info' : 'warning',
        message: one.message,
        span: first.rtpmap ? encodingSpan(first.rtpmap) : first.format.span,
        text: `telephone-event runs at ${list(events.map(event => String(event.clockRate)))}, but the voice codecs are ${rates}. Digits share the clock of the voice stream: ${common ? 'a strict peer may not send them, or read their length wrong. Chrome sends them at 8000 all the same.' : 'phones that know only telephone-event/8000 send none, and digits get lost.'} List telephone-event/${voices[0]!.clockRate} as well.`,
        fixes: fixes(one, section, first, voices[0]!.clockRate!),
      });
    }
  },
};

/** The telephone-events of a list and its voice codecs, where no clock rate is common to both. */
function misfitting(codecs: readonly Codec[]): { events: readonly Codec[]; voices: readonly Codec[] } | undefined {
  const events = codecs.filter(isDtmf);
  const voices = events.length > 0 ? (primaryOf(codecs) ?? []) : [];
  if (voices.length === 0 || [...events, ...voices].some(codec => codec.clockRate === undefined)) return undefined;
  const rates = new Set(voices.map(voice => clockRateOf(voice)));
  return events.some(event => rates.has(event.clockRate)) ? undefined : { events, voices };
}

/** G.722 counts at 8000 even where it is written 16000. */
const clockRateOf = (codec: Codec): number | undefined => (codec.lower === 'g722' ? 8000 : codec.clockRate);

function fixes(one: Description, section: MediaSection, event: Codec, clockRate: number): Fix[] {
  const free = freePayloadType(one.sdp);
  if (one.side !== 'offer' || free === undefined || !event.rtpmap) return [];
  return [
    {
      title: `Offer telephone-event/${clockRate} as well (payload type ${free})`,
      safety: 'unsafe',
      message: one.message,
      edits: () => addEvent(section, event, free, clockRate),
    },
  ];
}

function addEvent(section: MediaSection, event: Codec, payloadType: string, clockRate: number): TextEdit[] {
  const last = section.formats[section.formats.length - 1]!.span.end;
  return [
    replace({ start: last, end: last }, ` ${payloadType}`),
    insertAfter(event.rtpmap!, `a=rtpmap:${payloadType} telephone-event/${clockRate}`),
  ];
}
