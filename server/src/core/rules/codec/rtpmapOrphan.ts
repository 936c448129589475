import type { Description } from '../../call/types';
import { deleteLine } from '../../rewrite/edit';
import { exampleCall, exampleSdp } from '../example';
import { list, rtpSections } from '../support';
import { finding, type Rule } from '../types';

export const rtpmapOrphan: Rule = {
  id: 'codec/rtpmap-orphan',
  title: 'Codec without a payload type on the m= line',
  severity: 'warning',
  references: [
    { rfc: 8866, section: '6.6' },
    { rfc: 8866, section: '6.15' },
    { rfc: 3264, section: '5.1' },
  ],
  explanation:
    'Only the payload types on the m= line are offered. An `a=rtpmap` or `a=fmtp` for another number is ignored. Either the number was taken off the m= line and this line was forgotten, or the number is missing there and the codec is not offered, although it looks as if it were.',
  quiet:
    'It is information where the offer was answered or the call came up. It looks only at RTP profiles and at sections in use. `a=rtcp-fb:*` is for all payload types and names no number.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=rtpmap:8 PCMA/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0 8', 'a=rtpmap:8 PCMA/8000'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  cures: [],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      for (const section of rtpSections(one.sdp)) {
        const listed = new Set(section.formats.map(format => format.text));
        const orphans = section.lines.filter(line => NUMBERED.has(line.attribute ?? '') && isOrphan(line.attributeValue ?? '', listed));
        if (orphans.length === 0) continue;
        const numbers = [...new Set(orphans.map(line => /^\d+/.exec(line.attributeValue!)![0]))];
        const first = orphans[0]!;
        yield finding(rtpmapOrphan, {
          severity: worked(one) ? 'info' : 'warning',
          message: one.message,
          span: { start: first.attributeValueStart!, end: first.attributeValueStart! + numbers[0]!.length },
          places: orphans.slice(1).map(line => line.span),
          text: `${numbers.length === 1 ? `Payload type ${numbers[0]} is` : `Payload types ${list(numbers)} are`} described here but not on the m= line, so ${numbers.length === 1 ? 'it is' : 'they are'} not offered and ${orphans.length === 1 ? 'this line is' : 'these lines are'} ignored. Add the ${numbers.length === 1 ? 'number' : 'numbers'} to the m= line, or take the ${orphans.length === 1 ? 'line' : 'lines'} out.`,
          related: [{ message: one.message, span: section.line.span, text: 'the m= line that lacks it' }],
          fixes: [
            {
              title: `Remove the lines for payload ${numbers.length === 1 ? 'type' : 'types'} ${list(numbers)}`,
              safety: 'safe',
              message: one.message,
              edits: () => orphans.map(deleteLine),
            },
          ],
          leg: one.leg,
          side: one.side,
        });
      }
    }
  },
};

/** Whether the description did its work all the same: an offer that was answered, an answer in a call that came up. */
const worked = (one: Description): boolean =>
  one.side === 'offer' ? one.exchange.answer !== undefined : one.leg.result !== null && one.leg.result < 300;

const NUMBERED = new Set(['rtpmap', 'fmtp', 'rtcp-fb']);

const isOrphan = (value: string, listed: ReadonlySet<string>): boolean => {
  const number = /^\d+/.exec(value)?.[0];
  return number !== undefined && !listed.has(number);
};
