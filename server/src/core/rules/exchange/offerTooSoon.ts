import type { Exchange, Leg, Message } from '../../call/types';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { exampleExchange } from './example';

const AUDIO = ['m=audio 49170 RTP/AVP 0'];
const INVITE = exampleExchange(2, AUDIO, AUDIO);
const UPDATE = exampleExchange(3, AUDIO, AUDIO).replaceAll('INVITE', 'UPDATE');
const split = (text: string): [string, string] => {
  const at = text.indexOf('\nSIP/2.0');
  return [text.slice(0, at), text.slice(at)];
};

export const offerTooSoon: Rule = {
  id: 'exchange/offer-too-soon',
  title: 'A second offer before the first was answered',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '4' },
    { rfc: 3261, section: '14.1' },
    { rfc: 3311, section: '5.1' },
  ],
  explanation:
    'Who has made an offer must wait for its answer, or its refusal, before it makes the next one: otherwise nobody can tell which offer an answer belongs to. The other side refuses the second offer with 500 or 491, or the two sides go on with different pictures of the call.',
  quiet:
    'It looks only at offers of one side in one dialog, and only where the trace shows the answer of the first one after the second. SDP in a provisional response counts as the answer. Where the second offer was accepted all the same it is information. Offers of both sides that cross on the way are another thing (491).',
  bad: `${exampleExchange(1, AUDIO, AUDIO)}\n${split(INVITE)[0]}\n${split(UPDATE)[0]}${split(INVITE)[1]}${split(UPDATE)[1].replace('200 OK', '500 Server Internal Error')}`,
  good: exampleCall({ transport: 'UDP', offer: exampleSdp(...AUDIO), status: 200, answer: exampleSdp(...AUDIO) }),
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { first, second, answeredBy } of pairs(leg)) {
        const offer = second.offer!;
        const accepted = second.answer !== undefined && !second.rejection;
        yield finding(offerTooSoon, {
          severity: accepted ? 'info' : 'warning',
          message: offer.message,
          span: offer.message.sip!.startLine!.span,
          text: `This ${offer.message.method} makes a new offer while the one in the ${first.offer!.message.method} before it (CSeq ${first.cseq?.number}) waits for its answer. ${second.rejection ? `It was refused with ${second.rejection.status}.` : accepted ? 'Here it was accepted all the same.' : 'Most refuse it with 500 or 491.'} Wait for the answer first.`,
          related: [
            ...relatedLine(first.offer!.message, first.offer!.sdp.media[0]?.line, 'the offer that waits'),
            ...relatedReply(answeredBy, 'what ended the wait'),
          ],
          leg,
          side: 'offer',
        });
      }
    }
  },
};

/** Offers of one side that were sent while the one before still waited, with what came for that one later. */
function* pairs(leg: Leg): Generator<{ first: Exchange; second: Exchange; answeredBy: Message }> {
  const places = new Map<Message, number>();
  let first: Exchange | undefined;
  for (const second of leg.exchanges) {
    const before = first;
    first = second.offer?.message.status === 0 ? second : first;
    if (!before?.offer || !second.offer || second.offer.message.status !== 0 || !second.offer.message.sip?.startLine) continue;
    if (second.offer.message === before.offer.message || !isSameWay(before, second) || !isLater(before, second)) continue;
    if (places.size === 0) for (const [index, message] of leg.messages.entries()) places.set(message, index);
    const answeredBy = endOf(leg, before);
    const [at, end] = [places.get(second.offer.message), answeredBy && places.get(answeredBy)];
    if (at !== undefined && end !== undefined && at < end) yield { first: before, second, answeredBy: answeredBy! };
  }
}

const isSameWay = (a: Exchange, b: Exchange): boolean =>
  a.offererTag !== undefined && a.offererTag === b.offererTag && a.answererTag !== undefined && a.answererTag === b.answererTag;

const isLater = (a: Exchange, b: Exchange): boolean => (b.cseq?.number ?? 0) > (a.cseq?.number ?? 0);

/** The message that ended an offer's wait: the first response of the party with SDP, or its final one. */
function endOf(leg: Leg, { offer, answererTag }: Exchange): Message | undefined {
  const transaction = leg.transactions.find(one => one.request === offer!.message);
  return transaction?.responses.find(one => one.toTag === answererTag && (one.sdp !== undefined || one.status >= 200));
}
