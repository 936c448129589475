import type { Leg, Message, Transaction } from '../../call/types';
import { header } from '../../sip/message';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, contactOf, EXAMPLE_OFFER, exampleLadder, type ExampleStep, invite } from './example';
import { inWords, relatedHeader, relatedStart, secondsBetween } from './support';

const TIMED = [contactOf('callee'), 'Session-Expires: 90;refresher=uac'];
const refresh = (at: number, number: number): ExampleStep[] => [
  { ...invite(at), cseq: `${number} INVITE`, toTag: true, body: EXAMPLE_OFFER },
  { ...answer(at + 0.02, TIMED), cseq: `${number} INVITE` },
  { ...ack(at + 0.05, `z9hG4bK${number}ACK`), cseq: `${number} ACK` },
];

export const sessionTimer: Rule = {
  id: 'sip/session-timer',
  title: 'The session timer ended the call',
  severity: 'error',
  references: [
    { rfc: 4028, section: '6' },
    { rfc: 4028, section: '7.4' },
    { rfc: 4028, section: '10' },
  ],
  explanation:
    '`Session-Expires` agrees that one side (the `refresher`) repeats a re-INVITE or UPDATE before the time is over, at half of it as a rule. If it does not, the other side hangs up, up to 32 seconds before the end, so calls drop after the same time again and again. A refresher that forgets, or a refresh that is lost or refused, is the reason. 422 is the other fault of the timer: the time that was asked for is shorter than the `Min-SE` of the other side, and the caller has to ask again for a longer one.',
  quiet:
    'The BYE must come from the side that waits, say that it is because of the timer, or come at just the time: 32 seconds or a third before the end (RFC 4028), at the end, or a tenth behind it (JsSIP). A refresh that was answered starts the time anew. A 422 counts where no later INVITE follows.',
  bad: exampleLadder([invite(0, ['Supported: timer', 'Session-Expires: 90']), answer(2, TIMED), ack(2.05), ...bye(62, 'callee')]),
  good: exampleLadder([
    invite(0, ['Supported: timer', 'Session-Expires: 90']),
    answer(2, TIMED),
    ack(2.05),
    ...refresh(47, 2),
    ...bye(100, 'callee'),
  ]),
  cures: [
    { gateway: 'asterisk', setting: 'timers=no' },
    { gateway: 'freeswitch', setting: 'enable-timer=false' },
  ],
  checkCall: function* (call): Generator<Finding> {
    // The last leg first: the copies on the others follow it.
    for (const leg of [...call.legs].reverse()) {
      const found = tooShort(leg) ?? expired(leg);
      if (!found) continue;
      yield found;
      return;
    }
  },
};

/** A 422 after which nobody tried again. */
function tooShort(leg: Leg): Finding | undefined {
  const refused = leg.transactions.filter(one => one.method === 'INVITE' && one.request?.toTag === undefined).at(-1);
  const { request, final } = refused ?? {};
  if (!request || request.edited || final?.status !== 422 || !final.sip?.startLine) return undefined;
  const least = header(final.sip, 'min-se')?.value;
  return finding(sessionTimer, {
    message: final,
    span: final.sip.startLine.span,
    text: `The INVITE asks for a shorter session timer than the other side allows${least ? ` (at least ${least} seconds)` : ''}, and the caller does not ask again with a longer one, as it should. Set its session timer to that at least.`,
    related: [
      ...relatedHeader(request, 'session-expires', 'what was asked for'),
      ...relatedHeader(final, 'min-se', 'the least that is allowed'),
    ],
    leg,
    verdict: {
      weight: 72,
      text: `The call was refused with 422: its session timer is shorter than the other side allows${least ? ` (at least ${least} seconds)` : ''}.`,
    },
  });
}

interface Timer {
  readonly seconds: number;
  readonly message: Message;
  /** Tags of who is to refresh. */
  readonly refresher: string | undefined;
}

/** A BYE of the side that waited for a refresh. */
function expired(leg: Leg): Finding | undefined {
  const ended = leg.transactions.find(one => one.method === 'BYE' && one.request?.sip?.startLine);
  const bye = ended?.request;
  const timer = bye && timerBefore(leg, bye);
  if (!timer || timer.message.edited || timer.refresher === undefined || bye.fromTag === timer.refresher) return undefined;
  const waited = secondsBetween(timer.message, bye);
  const { seconds } = timer;
  if (waited === undefined || waited < seconds / 2) return undefined;
  const due = seconds - Math.min(seconds / 3, 32);
  const says = /timer|expire|timeout|cause\s*=\s*(?:408|102)\b/i.test(header(bye.sip!, 'reason')?.value ?? '');
  const exact = [due, seconds, seconds * 1.1].some(one => Math.abs(waited - one) <= 1.5);
  if (!says && !exact) return undefined;
  const tried = failedRefresh(leg, timer, bye);
  return finding(sessionTimer, {
    message: bye,
    span: bye.sip!.startLine!.span,
    text: `This BYE comes ${inWords(waited)} after the session timer of ${seconds} seconds was agreed, from the side that waits for a refresh. ${tried ? `The refresh was ${tried.final ? `refused with ${tried.final.status}` : 'not answered'}.` : 'The other side is the refresher, and sent neither a re-INVITE nor an UPDATE.'} Let it refresh in time, or turn the session timer off on one side.`,
    related: [
      ...relatedHeader(timer.message, 'session-expires', 'the time that was agreed'),
      ...relatedStart(tried?.request, 'the refresh that failed'),
    ],
    leg,
    verdict: {
      weight: 77,
      text: `The call drops ${inWords(waited)} after its session timer was set: the side that has to refresh it ${tried ? 'could not' : 'did not'}.`,
    },
  });
}

/** The last 2xx before the end that agreed a timer. */
function timerBefore(leg: Leg, bye: Message): Timer | undefined {
  let found: Timer | undefined;
  for (const { method, request, final } of leg.transactions) {
    if (
      (method !== 'INVITE' && method !== 'UPDATE') ||
      !request ||
      !final?.sip ||
      final.status >= 300 ||
      secondsBetween(final, bye) === undefined
    )
      continue;
    const match = /^(\d{1,6})\s*(?:;.*?\brefresher\s*=\s*(uac|uas))?/i.exec(
      header(final.sip, 'session-expires')?.value.slice(0, 200) ?? '',
    );
    // A change without a timer turns it off.
    const side = match?.[2]?.toLowerCase();
    found =
      match && Number(match[1]) > 0
        ? {
            seconds: Number(match[1]),
            message: final,
            refresher: side === 'uac' ? request.fromTag : side === 'uas' ? final.toTag : undefined,
          }
        : undefined;
  }
  return found;
}

/** What the refresher tried within the time and did not get through. */
const failedRefresh = (leg: Leg, timer: Timer, bye: Message): Transaction | undefined =>
  leg.transactions.find(
    ({ method, request, final }) =>
      (method === 'INVITE' || method === 'UPDATE') &&
      request?.fromTag === timer.refresher &&
      request?.toTag !== undefined &&
      (final === undefined || final.status >= 300) &&
      secondsBetween(timer.message, request) !== undefined &&
      secondsBetween(request, bye) !== undefined,
  );
