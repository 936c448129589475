import { replace } from '../../rewrite/edit';
import { fmtpsIn } from '../../sdp/fmtp';
import { exampleCall, exampleSdp } from '../example';
import { rtpSections } from '../support';
import { finding, type Rule } from '../types';
import { codecsIn, isDtmf } from './support';

const withEvents = (fmtp: string): string =>
  exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', `a=fmtp:101 ${fmtp}`),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000'),
  });

export const dtmfEvents: Rule = {
  id: 'codec/dtmf-events',
  title: 'Keypad digits missing from the list of events',
  severity: 'info',
  references: [
    { rfc: 4733, section: '2.4.1' },
    { rfc: 4733, section: '3.2' },
  ],
  explanation:
    'The `a=fmtp` of `telephone-event` lists which events its sender can receive: 0 to 9 are the digits, 10 is `*`, 11 is `#`, 12 to 15 are A to D. Most write `0-15` or `0-16`. A digit that is not in the list may not be sent; a list that cannot be read may be taken for none at all.',
  quiet: 'No `a=fmtp` at all means `0-15`. A to D and the hook flash may be missing: hardly any phone has these keys.',
  bad: withEvents('0-9'),
  good: withEvents('0-11'),
  cures: [],
  attributes: ['fmtp'],
  checkDescription: function* (one) {
    for (const section of rtpSections(one.sdp)) {
      const events = codecsIn(one, section).filter(isDtmf);
      const fmtpOf = events.length > 0 ? fmtpsIn(section) : undefined;
      for (const codec of events) {
        const fmtp = fmtpOf?.(codec.payloadType);
        if (!fmtp || fmtp.text === '') continue;
        const missing = missingKeys(fmtp.text);
        if (missing === '') continue;
        yield finding(dtmfEvents, {
          message: one.message,
          span: fmtp.textSpan,
          text:
            missing === undefined
              ? 'This is not a list of events such as 0-15. The other side may ignore it, or take it that no digit can be received.'
              : `The list of events lacks ${missing}: the other side may not send ${missing.length === 1 ? 'this key' : 'these keys'}. Write 0-15, which is all keys.`,
          fixes: [
            {
              title: 'List all keys (0-15)',
              safety: 'unsafe',
              message: one.message,
              edits: () => [replace(fmtp.textSpan, '0-15')],
            },
          ],
        });
      }
    }
  },
};

const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'];

/** The keys of an ordinary phone that a list of events lacks, `7, 8 and 9`; undefined where it is no such list. */
function missingKeys(text: string): string | undefined {
  const ranges = text
    .replace(/^events[ \t]*=/i, '')
    .replace(/;[ \t]*$/, '')
    .split(',')
    .map(range => /^[ \t]*(\d{1,3})(?:[ \t]*-[ \t]*(\d{1,3}))?[ \t]*$/.exec(range))
    .map(match => match && { from: Number(match[1]), to: Number(match[2] ?? match[1]) });
  if (ranges.some(range => !range || range.to < range.from || range.to > 255)) return undefined;
  return KEYS.filter((_, event) => !ranges.some(range => event >= range!.from && event <= range!.to)).join(' ');
}
