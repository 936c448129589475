import type { Leg, Message } from '../../call/types';
import { CAUSES, NORMAL_CAUSES } from '../../sip/causes';
import { headers } from '../../sip/message';
import { RESPONSES } from '../../sip/responses';
import { splitCommas } from '../../sip/values/lists';
import type { Span } from '../../text/span';
import { type Finding, finding, type Rule } from '../types';
import { ack, answer, bye, exampleLadder, invite } from './example';

export const reason: Rule = {
  id: 'sip/reason',
  title: 'The end of the call has a reason that is no normal one',
  severity: 'info',
  references: [
    { rfc: 3326, section: '2' },
    { rfc: 6432, section: '2' },
  ],
  explanation:
    'A BYE, a CANCEL or a refusal may say in a `Reason` header why the call ends: with a cause of Q.850, the telephone network’s list, or with a SIP status. Asterisk has `X-Asterisk-HangupCauseCode` for the same. This rule puts causes into words that are neither a hang-up nor busy nor no answer. 88, 65 and 79 are about the media, 38, 41 and 42 about the network, 102 about an answer that did not come.',
  quiet:
    'Normal causes (16, 17, 18, 19, 20, 21, 22, 26, 31; SIP 200, 486, 487, 600 and 603) are left alone, and so is SIP 488, which other rules explain. The same reason on another leg is told once.',
  bad: exampleLadder([invite(), answer(2), ack(2.05), ...bye(3, 'callee', 2, ['Reason: Q.850;cause=88;text="Incompatible destination"'])]),
  good: exampleLadder([invite(), answer(2), ack(2.05), ...bye(30, 'callee', 2, ['Reason: Q.850;cause=16;text="Normal call clearing"'])]),
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    const told = new Set<string>();
    // The last leg first: a refusal comes from there.
    for (const leg of [...call.legs].reverse()) {
      for (const message of leg.messages) {
        if (!endsCall(message)) continue;
        for (const { span, words, key } of reasonsIn(message)) {
          if (told.has(key)) continue;
          told.add(key);
          yield explain(message, leg, span, words);
        }
      }
    }
  },
};

const endsCall = (message: Message): boolean =>
  message.status === 0 ? message.method === 'BYE' || message.method === 'CANCEL' : message.status >= 300 && message.method === 'INVITE';

function explain(message: Message, leg: Leg, span: Span, words: string): Finding {
  const what = message.status === 0 ? `This ${message.method}` : 'This reply';
  return finding(reason, {
    message,
    span,
    text: `${what} says why the call ends: ${words}.`,
    leg,
    verdict: {
      weight: 9,
      text: `The call was ended by a ${message.status === 0 ? message.method : `reply ${message.status}`} that gives a reason: ${words}.`,
    },
  });
}

interface Reason {
  readonly span: Span;
  readonly words: string;
  readonly key: string;
}

function* reasonsIn(message: Message): Generator<Reason> {
  for (const one of headers(message.sip!, 'reason')) {
    for (const part of splitCommas(one.value)) {
      const match = /^(Q\.850|SIP)\s*;.*?\bcause\s*=\s*(\d{1,3})/i.exec(part.slice(0, 500));
      if (!match) continue;
      const cause = Number(match[2]);
      const words = match[1]!.toUpperCase() === 'SIP' ? sipWords(message, cause) : causeWords(cause);
      if (words) yield { span: one.valueSpan, words: `${words}${textOf(part)}`, key: `${match[1]} ${cause}` };
    }
  }
  if (headers(message.sip!, 'reason').length > 0) return;
  const [asterisk] = headers(message.sip!, 'x-asterisk-hangupcausecode');
  const words = asterisk && /^\d{1,3}$/.test(asterisk.value) && causeWords(Number(asterisk.value));
  if (words) yield { span: asterisk.valueSpan, words, key: `Q.850 ${Number(asterisk.value)}` };
}

const causeWords = (cause: number): string | undefined =>
  cause === 0 || NORMAL_CAUSES.has(cause) ? undefined : `cause ${cause}${CAUSES[cause] === undefined ? '' : `, ${CAUSES[cause]}`}`;

/** A reply repeats its own status at times, which says nothing more; 488 in a BYE is `exchange/answer-refused`. */
function sipWords(message: Message, status: number): string | undefined {
  if (status < 300 || status === message.status || [415, 486, 487, 488, 600, 603, 606].includes(status)) return undefined;
  const known = RESPONSES.find(one => one.status === status);
  return `SIP ${status}${known ? ` ${known.title}` : ''}`;
}

function textOf(part: string): string {
  const text = /\btext\s*=\s*"([^"]{1,200})/i.exec(part.slice(0, 500))?.[1];
  return text === undefined ? '' : ` ("${text}")`;
}
