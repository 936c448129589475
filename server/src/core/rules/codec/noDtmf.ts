import { insertAfter, replace } from '../../rewrite/edit';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { answeredSections, formatsSpan, isDtmf, primaryOf } from './support';

const WITH_EVENTS = exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000');

export const noDtmf: Rule = {
  id: 'codec/no-dtmf',
  title: 'The answer drops keypad tones',
  severity: 'info',
  references: [
    { rfc: 4733, section: '2.4.1' },
    { rfc: 7874, section: '3' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'The offer has `telephone-event`, by which digits pressed during a call travel as packets of their own, and the answer does not. Then neither side may send them so, and menus ("press 1 for …") may not react. The digits must go another way: as SIP INFO, or as tones in the voice, which a codec such as Opus or G.729 distorts.',
  quiet:
    'It is information only: trunks that take digits as SIP INFO or as tones are common, and a fax line has no keypad. It looks only at answers that keep a voice codec, and not at one whose end the log has lost.',
  bad: exampleCall({ transport: 'UDP', offer: WITH_EVENTS, status: 200, answer: exampleSdp('m=audio 5004 RTP/AVP 0') }),
  good: exampleCall({
    transport: 'UDP',
    offer: WITH_EVENTS,
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
  }),
  cures: [
    { gateway: 'rtpengine', setting: 'codec-accept-telephone-event' },
    { gateway: 'asterisk', setting: 'dtmf_mode=auto_info' },
    { gateway: 'freeswitch', setting: 'liberal-dtmf' },
  ],
  checkDescription: function* (one) {
    for (const { section, mine, theirs } of one.cut ? [] : answeredSections(one)) {
      const voices = section.media === 'audio' ? primaryOf(mine) : undefined;
      if (!voices?.length || mine.some(isDtmf)) continue;
      const events = theirs.filter(isDtmf);
      const event = events.find(candidate => voices.some(voice => voice.clockRate === candidate.clockRate)) ?? events[0];
      if (!event) continue;
      const free = !mine.some(codec => codec.payloadType === event.payloadType);
      yield finding(noDtmf, {
        message: one.message,
        span: formatsSpan(section),
        text: 'The offer has telephone-event and this answer does not, so digits pressed during the call cannot travel as RTP events on this leg. If menus do not react to them, have this side accept telephone-event, or send digits as SIP INFO or as tones.',
        related: one.other ? relatedLine(one.other.message, event.rtpmap, 'the offer has telephone-event') : [],
        fixes: free
          ? [
              {
                title: `Answer telephone-event/${event.clockRate ?? 8000} as well`,
                safety: 'unsafe',
                message: one.message,
                edits: () => {
                  const end = formatsSpan(section).end;
                  return [
                    replace({ start: end, end }, ` ${event.payloadType}`),
                    insertAfter(
                      section.lines[section.lines.length - 1]!,
                      `a=rtpmap:${event.payloadType} telephone-event/${event.clockRate ?? 8000}`,
                    ),
                  ];
                },
              },
            ]
          : [],
      });
    }
  },
};
