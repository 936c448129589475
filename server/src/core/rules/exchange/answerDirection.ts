import { wholeOffer } from '../../call/descriptions';
import { type Direction, directionOf, isLawfulAnswer, isRejected, receives, REVERSED, sends } from '../../sdp/direction';
import type { MediaSection, Sdp } from '../../sdp/types';
import { insertAfter, replace } from '../../rewrite/edit';
import { exampleCall, exampleSdp } from '../example';
import { hasDtls, isChange, relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { browserDrops, callDrops, goesToBrowser, isFirefoxMade } from './support';

const MEANS = {
  sendrecv: 'sends and receives',
  sendonly: 'only sends',
  recvonly: 'only receives',
  inactive: 'does neither',
} as const;

/** Which browser refuses the answer, and with which words: of two faults Firefox names what it is to hear first, Chrome what is sent. */
function refuserWords(offer: Sdp, asked: Direction, given: Direction): string {
  const [unheard, unsent] = [!receives(asked) && sends(given), !sends(asked) && receives(given)];
  return isFirefoxMade(offer)
    ? `Firefox refuses this answer ("Answer tried to set ${unsent ? 'recv when offer did not set send' : 'send when offer did not set recv'}")`
    : `Browsers refuse this answer (Chrome: "Incompatible ${unheard ? 'receive' : 'send'} direction")`;
}

export const answerDirection: Rule = {
  id: 'exchange/answer-direction',
  title: 'The answer has a direction that the offer does not allow',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6.1' },
    { rfc: 9429, section: '5.3.1' },
  ],
  explanation:
    'Each side says from its own view whether it sends and receives. Where the offer only sends (`sendonly`), the answer may receive (`recvonly`) or do nothing (`inactive`), and the other way round; to `inactive` only `inactive` is lawful. Where both sides only send, or both only receive, nobody is heard. Browsers refuse an unlawful answer: "Incompatible receive direction" (Chrome), "Answer tried to set send when offer did not set recv" (Firefox).',
  quiet:
    'It is an error only where the answer goes to a browser. Where a phone has no direction line at all (which means `sendrecv`), as many do when they are put on hold, it is information: what it sends on is thrown away. It is quiet for rejected sections.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=sendonly'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=sendonly'),
  }),
  good: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=sendonly'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0', 'a=recvonly'),
  }),
  cures: [],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer) return;
    const offeredFor = (section: MediaSection): MediaSection | undefined => offer.sdp.media[section.index];
    const wrong = one.sdp.media.filter(section => {
      const offered = offeredFor(section);
      if (!offered || section.media !== offered.media || section.port === 0 || isRejected(offered)) return false;
      return !isLawfulAnswer(directionOf(offer.sdp, offered).value, directionOf(one.sdp, section).value);
    });
    const [first] = wrong;
    if (!first) return;
    const offered = offeredFor(first)!;
    const [asked, given] = [directionOf(offer.sdp, offered), directionOf(one.sdp, first)];
    const isOutdated = offer.message.edited && !one.message.edited;
    const isRefused = goesToBrowser(one) && hasDtls(offer.sdp) && !isOutdated;
    const silent = asked.value === given.value && asked.value !== 'inactive';
    const lines = wrong.map(section => directionOf(one.sdp, section).line ?? section.line);
    const happens = isRefused
      ? `${refuserWords(offer.sdp, asked.value, given.value)}, ${browserDrops(one)}`
      : silent
        ? `With ${asked.value} on both sides there is nobody to ${asked.value === 'sendonly' ? 'listen' : 'send'}.`
        : 'What goes the way that was not offered is thrown away, or not sent at all.';
    yield finding(answerDirection, {
      // An answer to an offer that was edited since was given to another text.
      severity: isOutdated ? 'info' : isRefused ? 'error' : given.line || goesToBrowser(one) ? 'warning' : 'info',
      message: one.message,
      span: lines[0]!.span,
      places: [...new Set(lines.slice(1))].filter(line => line !== lines[0]).map(line => line.span),
      text: `The offer ${MEANS[asked.value]} (${asked.value}), so the answer may not say ${given.value}${given.line ? '' : ', which is what no direction line means'}. ${happens} Answer a=${REVERSED[asked.value]}.`,
      related: relatedLine(offer.message, asked.line ?? offered.line, `the offer says ${asked.value}`),
      fixes: [
        {
          title: `Answer a=${REVERSED[asked.value]}${wrong.length > 1 ? ' and so on, as the offer allows' : ''}`,
          safety: 'unsafe',
          message: one.message,
          edits: () =>
            wrong.map(section => {
              const lawful = `a=${REVERSED[directionOf(offer.sdp, offeredFor(section)!).value]}`;
              const { line } = directionOf(one.sdp, section);
              return line?.section === section.index
                ? replace(line.span, lawful)
                : insertAfter(section.lines[section.lines.length - 1]!, lawful);
            }),
        },
      ],
      verdict: isRefused
        ? {
            weight: 85,
            text: `${callDrops(one)} the gateway's answer, because it says ${given.value} to an offer of ${asked.value}.`,
          }
        : silent && !isChange(one)
          ? {
              weight: 60,
              text: `Nothing is heard: both sides say that they ${asked.value === 'sendonly' ? 'only send' : 'only receive'} (a=${asked.value}).`,
            }
          : undefined,
    });
  },
};
