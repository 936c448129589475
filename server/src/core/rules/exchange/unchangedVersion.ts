import type { Side } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { directionOf } from '../../sdp/direction';
import { isHigherVersion, nextVersion, originOf } from '../../sdp/origin';
import type { SdpLine } from '../../sdp/types';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { exampleExchange } from './example';
import { laterOffers } from './support';

const AUDIO = ['m=audio 49170 RTP/AVP 0'];
const HOLD = [...AUDIO, 'a=sendonly'];
const HELD = [...AUDIO, 'a=recvonly'];

export const unchangedVersion: Rule = {
  id: 'exchange/unchanged-version',
  title: 'A changed offer has the version of the one before',
  severity: 'warning',
  references: [{ rfc: 3264, section: '8' }],
  explanation:
    'The third field of `o=` is the version of the description. A later offer that changes something must raise it by one; an offer with the version of the one before says "nothing is new", and a side that goes by it does not read on: hold, a new address or a new codec is missed.',
  quiet:
    'It is information unless the answer is that of before although the direction was turned. Equal descriptions may keep their version, as in a refresh of the session timer. Candidates, ssrc and other lines that do not change what was agreed on do not count, nor does what an offer lists beyond the answer that its side gave before, nor do offers whose session number in `o=` is another one. A version that jumps is fine.',
  bad: `${exampleExchange(1, AUDIO, AUDIO)}\n${exampleExchange(2, HOLD, AUDIO, 1)}`,
  good: `${exampleExchange(1, AUDIO, AUDIO)}\n${exampleExchange(2, HOLD, HELD)}`,
  cures: [{ gateway: 'rtpengine', setting: 'replace-sdp-version' }],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const { exchange, own, last } of laterOffers(leg)) {
        const offer = exchange.offer!;
        const [now, before] = [originOf(offer.sdp), originOf(own.sdp)];
        if (!now || !before || now.session !== before.session || isHigherVersion(now.version, before.version)) continue;
        const changed = changedLine(own, offer, own === last.answer);
        if (!changed) continue;
        // The answer to an offer that was edited since was given to another text.
        const missed = !offer.message.edited && isMissed(exchange.answer, last.offer === own ? last.answer : last.offer, own, offer);
        yield finding(unchangedVersion, {
          severity: missed ? 'warning' : 'info',
          message: offer.message,
          span: now.span,
          text: `This offer is not the one before, but its version in o= is ${now.version === before.version ? `the same (${now.version})` : `lower (${now.version} after ${before.version})`}. A changed description must raise it by one. ${missed ? 'The answer is that of before, as if nothing had changed: the other side went by the version and missed the change.' : 'A side that goes by the version misses the change.'}`,
          related: [
            ...relatedLine(offer.message, changed, 'this is new'),
            { message: own.message, span: before.span, text: `the version before: ${before.version}` },
          ],
          fixes: [
            {
              title: `Raise the version in o= to ${nextVersion(before.version)}`,
              safety: 'safe',
              message: offer.message,
              edits: () => [replace(now.span, nextVersion(before.version))],
            },
          ],
          leg,
          side: 'offer',
        });
      }
    }
  },
};

/** What each side may write anew without changing what was agreed on; `sendrecv` says no more than no direction at all. */
const IDLE = /^(candidate|end-of-candidates|remote-candidates|ssrc|ssrc-group|msid|msid-semantic|rtcp|cname|ice-options|sendrecv)$/;

const DIRECTION = /^(sendonly|recvonly|inactive)$/;

/**
 * The first line of a description that was not in the one before, or its last where one was only taken out.
 * @param answered the one before was an answer: an offer lists more than an answer does, so only addresses, ports and directions are compared
 */
function changedLine(before: Side, now: Side, answered = false): SdpLine | undefined {
  const counts = (line: SdpLine): boolean =>
    answered
      ? /^[cm]$/.test(line.type) || DIRECTION.test(line.attribute ?? '')
      : !/^[os]$/.test(line.type) && !IDLE.test(line.attribute ?? '');
  const keyOf = (line: SdpLine): string =>
    `${line.section} ${answered && line.type === 'm' ? line.value.split(/\s/, 2).join(' ') : line.text.trimEnd()}`;
  const [old, fresh] = [before.sdp.lines.filter(counts), now.sdp.lines.filter(counts)];
  const [oldKeys, freshKeys] = [new Set(old.map(keyOf)), new Set(fresh.map(keyOf))];
  const added = fresh.find(line => !oldKeys.has(keyOf(line)));
  return added ?? (old.some(line => !freshKeys.has(keyOf(line))) ? fresh[fresh.length - 1] : undefined);
}

/** Whether the answer is that of before although the offer turned the direction. */
function isMissed(answer: Side | undefined, before: Side | undefined, own: Side, offer: Side): boolean {
  if (!answer || !before) return false;
  const turned = offer.sdp.media.some(section => {
    const old = own.sdp.media[section.index];
    return old !== undefined && directionOf(offer.sdp, section).value !== directionOf(own.sdp, old).value;
  });
  return turned && changedLine(before, answer) === undefined;
}
