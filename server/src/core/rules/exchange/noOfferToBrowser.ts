import { isRepeated } from '../../call/exchanges';
import { sentByGateway } from '../../call/legs';
import type { Leg, Transaction } from '../../call/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { relatedReply } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { hasBody } from './support';

const CALLED = exampleCall({ transport: 'WS', offer: [], status: 486 }).replaceAll('a1b2c3.invalid', '192.0.2.1:8080');
const REPLY = CALLED.slice(CALLED.indexOf('SIP/2.0 486'));
const UNANSWERED = [CALLED.replace('486 Busy Here', '180 Ringing'), REPLY.replace('486 Busy Here', '480 Temporarily Unavailable')].join(
  '\n',
);

export const noOfferToBrowser: Rule = {
  id: 'exchange/no-offer-to-browser',
  title: 'A browser is called without an offer',
  severity: 'warning',
  references: [{ rfc: 3261, section: '13.2.1' }],
  explanation:
    'An INVITE without SDP asks the called side to make the offer ("late offer"). Phone systems do that for transfers and click-to-dial. It is lawful, but browser clients are seldom tried with it: a JsSIP client that answers with media constraints alone makes an offer without any m= line and waits for ICE candidates that never come, so it rings on and no 200 is sent. Have the phone system send its offer in the INVITE, or the gateway make one.',
  quiet:
    'It is quiet where the browser answered, where nothing shows that it rang, and for 486, 600, 603 and the like, which a person or a setting decided. Where the caller gave up, or the trace ends while it rings, it is information: that may also be a call that nobody picked up.',
  bad: UNANSWERED,
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', EXAMPLE_BROWSER_LINES),
    status: 200,
    answer: exampleBrowserAudio('active'),
  }),
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.kind === 'webrtc' ? leg.transactions : []) {
        const severity = severityOf(transaction);
        const { request, final } = transaction;
        if (!severity || !request?.sip?.startLine || hasBody(request) || !isToBrowser(leg, transaction)) continue;
        if (isRepeated(transaction, leg.transactions)) continue;
        const rang = final ? `and the call ended with ${final.status}` : 'and no final answer follows in this trace';
        yield finding(noOfferToBrowser, {
          severity,
          message: request,
          span: request.sip.startLine.span,
          text: `This INVITE has no SDP, so the browser must make the offer. ${isRefused(final?.status) ? `It answered ${final!.status} instead.` : `It rang, never sent an offer, ${rang}. If somebody picked up, the client is stuck: JsSIP without a local stream makes an offer with no m= line and waits for ICE candidates that never come.`} Have the side that calls send its offer in the INVITE.`,
          related: relatedReply(final, 'what came instead of an offer'),
          leg,
          verdict:
            severity === 'warning'
              ? {
                  weight: 45,
                  text: `The browser was called without an offer (INVITE without SDP) and ${isRefused(final?.status) ? `refused it with ${final!.status}` : 'never made one: it rang, but no 200 was sent'}.`,
                }
              : undefined,
        });
      }
    }
  },
};

/** Refusals of a request that a client does not know how to handle. */
const isRefused = (status: number | undefined): boolean => [400, 415, 488, 500, 501, 606].includes(status ?? 0);

/** Undefined where the browser made its offer, or somebody else decided what became of the call. */
function severityOf({ method, request, responses, final }: Transaction): Severity | undefined {
  if (method !== 'INVITE' || !request || request.sdp || responses.some(response => response.sdp)) return undefined;
  if (isRefused(final?.status)) return 'warning';
  const rang = responses.some(response => response.status > 100 && response.status < 200);
  if (!rang) return undefined;
  if (final === undefined || final.status === 487) return 'info';
  return final.status === 480 || final.status === 408 || final.status === 504 ? 'warning' : undefined;
}

const isToBrowser = (leg: Leg, { request }: Transaction): boolean => sentByGateway(leg, request!) !== false;
