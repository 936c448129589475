import type { Exchange, Leg } from '../../call/types';
import { directionOf, type Direction, receives, sends } from '../../sdp/direction';
import type { SdpLine } from '../../sdp/types';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { exampleExchange } from './example';
import { isAgreed } from './support';

const AUDIO = 'm=audio 49170 RTP/AVP 0';
const HELD = `${exampleExchange(1, [AUDIO], [AUDIO])}\n${exampleExchange(2, [AUDIO, 'a=sendonly'], [AUDIO, 'a=recvonly'])}`;

export const stillOnHold: Rule = {
  id: 'exchange/still-on-hold',
  title: 'The call was taken off hold, but the answer stays on hold',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '8.4' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    'Who put a call on hold (`sendonly` or `inactive`) takes it off with `sendrecv`. The answer should send again too. Where it still says `recvonly` or `inactive`, as it did during the hold, the one who resumed the call hears nothing: the other side, or a gateway between, has remembered the wrong direction.',
  quiet:
    'It is quiet where the answering side has put the call on hold itself, where it never sent before, where the answer is `sendonly`, and where a call ends while it is on hold.',
  bad: `${HELD}\n${exampleExchange(3, [AUDIO], [AUDIO, 'a=recvonly'])}`,
  good: `${HELD}\n${exampleExchange(3, [AUDIO], [AUDIO, 'a=sendrecv'])}`,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { held, resumed } of resumes(leg)) {
        const { line, value } = directionOf(resumed.answer!.sdp, resumed.answer!.sdp.media[0]!);
        if (!line) continue;
        yield finding(stillOnHold, {
          message: resumed.answer!.message,
          span: line.span,
          text: `The call was on hold, and this exchange takes it off: the offer sends and receives again. But the answer still says ${value}, as it did during the hold, so its side sends nothing. Unless it holds the call itself, audio runs one way only. Look for what remembers the direction of the hold.`,
          related: [
            ...relatedLine(resumed.offer!.message, lineOf(resumed), 'off hold here'),
            ...relatedLine(held.offer!.message, lineOf(held), 'put on hold here'),
          ],
          leg,
          side: 'answer',
          verdict: {
            weight: 54,
            text: `After the hold there is audio one way at most: the call was resumed, but the answer stays on ${value}.`,
          },
        });
      }
    }
  },
};

const lineOf = ({ offer }: Exchange): SdpLine | undefined =>
  directionOf(offer!.sdp, offer!.sdp.media[0]!).line ?? offer!.sdp.media[0]!.line;

/** What offer and answer say of the first section, where it is audio in use. */
function directionsIn({ offer, answer }: Exchange): { readonly offered: Direction; readonly answered: Direction } | undefined {
  const [one, other] = [offer?.sdp.media[0], answer?.sdp.media[0]];
  if (!one || !other || one.media !== 'audio' || other.media !== 'audio' || one.port === 0 || other.port === 0) return undefined;
  return { offered: directionOf(offer!.sdp, one).value, answered: directionOf(answer!.sdp, other).value };
}

/** Exchanges that take a call off hold and whose answer does not send, although its side did before the hold and never held the call. */
function* resumes(leg: Leg): Generator<{ held: Exchange; resumed: Exchange }> {
  const holders = new Set<string>();
  let [before, held]: [Exchange | undefined, Exchange | undefined] = [undefined, undefined];
  for (const exchange of leg.exchanges) {
    const now = isAgreed(exchange) ? directionsIn(exchange) : undefined;
    if (!now || exchange.offererTag === undefined || exchange.answererTag === undefined) continue;
    const isHold = !receives(now.offered);
    if (isHold) holders.add(exchange.offererTag);
    const was = held && directionsIn(held);
    if (held && before && was && now.offered === 'sendrecv' && !sends(now.answered) && isSameWay(held, exchange)) {
      if (!sends(was.answered) && didSend(before, exchange.answererTag) && !holders.has(exchange.answererTag))
        yield { held, resumed: exchange };
    }
    before = isHold ? before : exchange;
    held = isHold ? exchange : undefined;
  }
}

const isSameWay = (a: Exchange, b: Exchange): boolean => a.offererTag === b.offererTag && a.answererTag === b.answererTag;

function didSend(exchange: Exchange, tag: string): boolean {
  const directions = directionsIn(exchange);
  return directions !== undefined && sends(exchange.offererTag === tag ? directions.offered : directions.answered);
}
