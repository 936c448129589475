import type { Leg, Message, Transaction } from '../../call/types';
import { firstInvite } from '../../call/legs';
import { type Finding, finding, type Rule } from '../types';
import { exampleExchange } from './example';

const AUDIO = ['m=audio 49170 RTP/AVP 0'];
const CALL = exampleExchange(1, AUDIO, AUDIO);
const CHANGE = exampleExchange(2, AUDIO, AUDIO);
const GONE = `${CHANGE.slice(0, CHANGE.indexOf('SIP/2.0 200'))}${CHANGE.slice(CHANGE.indexOf('SIP/2.0 200'), CHANGE.indexOf('Content-Type', CHANGE.indexOf('SIP/2.0 200'))).replace('200 OK', '481 Call/Transaction Does Not Exist')}Content-Length: 0\n\n`;

export const callGone: Rule = {
  id: 'exchange/call-gone',
  title: 'The other side does not know the call any more',
  severity: 'warning',
  references: [
    { rfc: 3261, section: '12.2.1.2' },
    { rfc: 3261, section: '14.1' },
    { rfc: 5057, section: '5.1' },
  ],
  explanation:
    'A re-INVITE or UPDATE in a running call that gets 481 was sent to somebody who does not know this call, or knows it no more; 408 means that nobody is there. Both end the call: the side that asked must hang up, while after 488 it would go on as it was. The cause is often a gateway that was restarted, a registration or connection that was renewed with another address (a browser page that was loaded again), or a wrong To tag or Route.',
  quiet:
    'It is quiet where a BYE was on its way already: the two cross, and 481 is right then. Copies of the reply on other legs are not told again.',
  bad: `${CALL}\n${GONE}`,
  good: `${CALL}\n${CHANGE}`,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    // The last leg first: there the reply began, if the caller asked.
    for (const leg of [...call.legs].reverse()) {
      for (const one of leg.transactions) {
        const { request, final } = one;
        if (!request || !final?.sip?.startLine || !isGone(one) || request.edited || isHangingUp(leg, final)) continue;
        const key = `${request.cseq?.number} ${request.method} ${request.fromTag}`;
        if (told.has(key)) continue;
        told.add(key);
        const caller = firstInvite(leg.transactions)?.request?.fromTag;
        yield finding(callGone, {
          message: final,
          span: final.sip.startLine.span,
          text: `This ${request.method} was to change the running call, and ${final.status === 481 ? 'the other side says that it does not know this call (481)' : 'nobody answered it (408)'}. The call is over then: ${caller === undefined || request.fromTag === caller ? 'the side that asked' : 'this side'} must hang up. Look whether the gateway or the browser page was started anew, and whether the To tag and the Route are those of the call.`,
          related: request.sip?.startLine
            ? [{ message: request, span: request.sip.startLine.span, text: 'the change that was asked for' }]
            : [],
          leg,
          verdict: {
            weight: 48,
            text: `The call ended at a change in it: the other side ${final.status === 481 ? 'did not know the call any more (481)' : 'was not there any more (408)'}.`,
          },
        });
      }
    }
  },
};

const isGone = ({ method, request, final }: Transaction): boolean =>
  (method === 'INVITE' || method === 'UPDATE') && request?.toTag !== undefined && (final?.status === 481 || final?.status === 408);

/** Whether a BYE came before the reply, from either side. */
function isHangingUp(leg: Leg, final: Message): boolean {
  const end = leg.messages.indexOf(final);
  return leg.messages.some((message, index) => index < end && message.method === 'BYE');
}
