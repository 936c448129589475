import type { Exchange, Leg, Side } from '../../call/types';
import { attributeFor } from '../../sdp/description';
import type { Sdp, SdpLine } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';

const OFFER = exampleBrowserAudio('actpass');
const fork = (tag: string, status: string, words: string): string =>
  exampleCall({
    transport: 'WS',
    offer: OFFER,
    status: 200,
    answer: exampleBrowserAudio('active').map(line => line.replace('q7Gd', words)),
  })
    .replace('SIP/2.0 200 OK', `SIP/2.0 ${status}`)
    .replace('tag=b', `tag=${tag}`);
const answerOnly = (call: string): string => call.slice(call.indexOf('SIP/2.0 200'));

export const forkedAnswers: Rule = {
  id: 'exchange/forked-answers',
  title: 'A browser gets answers of several called parties',
  severity: 'info',
  references: [
    { rfc: 3261, section: '13.2.2.4' },
    { rfc: 9429, section: '3.8' },
  ],
  explanation:
    'A call that rings several phones may bring one answer from each, with To tags of their own. A browser keeps one connection for a call: it takes the first answer that its client gives it, and a second one with other ICE credentials or another fingerprint begins anew, or fails. The gateway should show a browser one party only, with the same credentials until the end.',
  quiet:
    'It looks only at what a gateway sends to a browser, and only where the phone that took the call is not the one whose answer came first and their ICE credentials differ. SIP.js does not use the SDP of provisional responses unless it is told to.',
  bad: `${fork('one', '183 Session Progress', 'oneA')}\n${answerOnly(fork('two', '200 OK', 'twoA'))}`,
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', EXAMPLE_BROWSER_LINES),
    status: 200,
    answer: exampleBrowserAudio('active'),
  }),
  cures: [{ gateway: 'rtpengine', setting: 'via-branch=auto' }],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      if (leg.kind !== 'webrtc' || leg.gateway === 'caller') continue;
      for (const { first, taken } of forks(leg)) {
        const [one, other] = [credentials(first.sdp), credentials(taken.sdp)];
        if (!one || !other || one.value === other.value) continue;
        yield finding(forkedAnswers, {
          message: taken.message,
          span: other.span,
          text: `Another party (To tag ${first.message.toTag?.slice(0, 40)}) answered this call first, with other ICE credentials, and the browser may have taken that answer. Whether it can begin anew with this one depends on its client. Have the gateway keep one set of credentials toward the browser for all phones that ring.`,
          related: relatedLine(first.message, one, 'the first answer'),
          leg,
          side: 'answer',
        });
      }
    }
  },
};

const credentials = (sdp: Sdp): SdpLine | undefined => sdp.media[0] && attributeFor(sdp, sdp.media[0], 'ice-ufrag');

/** The answer of the 200 and an earlier one of another party to the same INVITE. */
function* forks(leg: Leg): Generator<{ first: Side; taken: Side }> {
  const firsts = new Map<unknown, Exchange>();
  for (const exchange of leg.exchanges) {
    if (exchange.carrier !== 'INVITE' || !exchange.offer || !exchange.answer) continue;
    const first = firsts.get(exchange.offer.message);
    if (!first) firsts.set(exchange.offer.message, exchange);
    else if (exchange.answer.message.status >= 200 && exchange.answererTag !== first.answererTag)
      yield { first: first.answer!, taken: exchange.answer };
  }
}
