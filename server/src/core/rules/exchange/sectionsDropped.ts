import { isCut } from '../../call/descriptions';
import type { Sdp } from '../../sdp/types';
import { midOf } from '../../sdp/description';
import { insertAfter } from '../../rewrite/edit';
import { isRefusal, relatedLine, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { exampleExchange } from './example';
import { descriptionOf, goesToBrowser, isAgreed, laterOffers, sectionsTitle } from './support';

const TWO = ['m=audio 49170 RTP/AVP 0', 'm=video 49172 RTP/AVP 34'];
const TWO_TAKEN = ['m=audio 5004 RTP/AVP 0', 'm=video 5006 RTP/AVP 34'];
const NO_VIDEO = 'm=video 0 RTP/AVP 34';

export const sectionsDropped: Rule = {
  id: 'exchange/sections-dropped',
  title: 'A later offer has fewer m= lines than before',
  severity: 'error',
  references: [
    { rfc: 3264, section: '8' },
    { rfc: 3264, section: '8.2' },
    { rfc: 9429, section: '5.2.2' },
  ],
  explanation:
    'Within a call m= lines are never taken away: a stream that is no longer wanted keeps its place with port 0. An offer that has fewer of them than before does not say which one is gone. Browsers refuse it: "The order of m-lines in subsequent offer doesn\'t match order from previous offer/answer."',
  quiet:
    'It is an error where the offer goes to a browser or was refused, information where it was accepted. It is quiet where the log cut the offer short. What was refused before does not count as a former state.',
  bad: `${exampleExchange(1, TWO, TWO_TAKEN)}\n${exampleExchange(2, TWO.slice(0, 1), TWO_TAKEN.slice(0, 1))}`,
  good: `${exampleExchange(1, TWO, TWO_TAKEN)}\n${exampleExchange(2, [TWO[0]!, NO_VIDEO], [TWO_TAKEN[0]!, NO_VIDEO])}`,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { exchange, own, last } of laterOffers(leg)) {
        const offer = exchange.offer!;
        // The fewer of both sides: an answer may have lacked some itself.
        const before = Math.min(last.offer!.sdp.media.length, last.answer!.sdp.media.length);
        const count = offer.sdp.media.length;
        if (count === 0 || count >= before || isCut(offer.message)) continue;
        const { rejection } = exchange;
        const refused = isRefusal(rejection) && !offer.message.edited;
        const one = descriptionOf(call, offer.message);
        const browser = one !== undefined && goesToBrowser(one) && !isAgreed(exchange);
        yield finding(sectionsDropped, {
          severity: refused || browser ? 'error' : isAgreed(exchange) ? 'info' : 'warning',
          message: offer.message,
          span: offer.sdp.media[count - 1]!.line.span,
          text: `Before, the call had ${sectionsTitle(own.sdp)}; this offer has ${sectionsTitle(offer.sdp)}. A stream that is no longer wanted must keep its place, with port 0. ${one && goesToBrowser(one) ? 'Browsers refuse such an offer: "The order of m-lines in subsequent offer doesn\'t match order from previous offer/answer."' : 'The other side cannot tell which stream is gone.'}${refused ? ` It was refused with ${rejection.status}.` : ''}`,
          related: [
            ...relatedLine(own.message, own.sdp.media[count]?.line, 'this m= line has gone'),
            ...relatedReply(refused ? rejection : undefined, 'the refusal'),
          ],
          fixes: [
            {
              title: 'Append the missing m= lines with port 0',
              safety: 'unsafe',
              message: offer.message,
              edits: () => [insertAfter(offer.sdp.lines[offer.sdp.lines.length - 1]!, goneSections(own.sdp, offer.sdp))],
            },
          ],
          leg,
          side: 'offer',
          verdict:
            refused || browser
              ? { weight: 62, text: 'A change of the call fails: the later offer has fewer media sections than the call had before.' }
              : undefined,
        });
      }
    }
  },
};

/** The sections that a later offer lacks, as rejected. */
const goneSections = (before: Sdp, now: Sdp): string =>
  before.media
    .slice(now.media.length)
    .flatMap(section => {
      const mid = midOf(section);
      const formats = section.formats.map(format => format.text).join(' ') || '0';
      return [
        `m=${section.media} 0 ${section.protocol || 'RTP/AVP'} ${formats}`,
        ...(now.session.some(line => line.type === 'c') ? [] : ['c=IN IP4 0.0.0.0']),
        ...(mid === undefined ? [] : [`a=mid:${mid}`]),
      ];
    })
    .join('\n');
