import { legBothWays } from '../../call/media/ask';
import type { Leg, Message, Side, Transaction } from '../../call/types';
import { connectionFor } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { header } from '../../sip/message';
import { exampleCall, exampleSdp } from '../example';
import { relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';

const OFFER = exampleSdp('m=audio 49170 RTP/AVP 0');
const EARLY = (port: number): string => {
  const call = exampleCall({ transport: 'UDP', offer: OFFER, status: 200, answer: exampleSdp(`m=audio ${port} RTP/AVP 0`) });
  return call.replace('SIP/2.0 200 OK', 'SIP/2.0 183 Session Progress');
};
const FINAL = exampleCall({ transport: 'UDP', offer: OFFER, status: 200, answer: exampleSdp('m=audio 5004 RTP/AVP 0') }).replace(
  /^.*?(?=SIP\/2\.0 200)/s,
  '',
);

export const answerChanged: Rule = {
  id: 'exchange/answer-changed',
  title: 'The 200 answers otherwise than the provisional response before it',
  severity: 'warning',
  references: [
    { rfc: 3261, section: '13.2.1' },
    { rfc: 3264, section: '4' },
  ],
  explanation:
    'An offer gets one answer from each called party. If a 183 brings SDP and the 200 of the same party (the same To tag) brings another one, the caller must keep to the first and ignore the second. Some do, some take the second: media goes to an address where nobody is, or with keys that do not fit. A gateway that joins announcement and phone into one party writes such answers; it should answer the 200 under another To tag, or send an UPDATE.',
  quiet:
    'It looks only at what decides where media goes: address, port, profile, codecs, keys and ICE credentials. It is quiet where the To tags differ (the call was forked), and where a PRACK or an UPDATE with SDP lies between the two. It is information where audio went both ways all the same, or where only codecs were left out.',
  bad: `${EARLY(5006)}\n${FINAL}`,
  good: `${EARLY(5004)}\n${FINAL}`,
  cures: [{ gateway: 'asterisk', setting: 'accept_multiple_sdp_answers=yes' }],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      for (const transaction of leg.transactions) {
        for (const { early, final } of twoAnswers(transaction, leg)) {
          const changed = changes(early, final);
          const [first] = changed;
          if (!first) continue;
          const works = legBothWays(call, leg) || changed.every(one => one.fewer);
          yield finding(answerChanged, {
            severity: works ? 'info' : 'warning',
            message: final.message,
            span: first.now.span,
            places: changed.slice(1).map(one => one.now.span),
            text: `The ${early.message.status} of this party already answered the offer${isReliable(early.message) ? ', and reliably' : ''}; this 200 answers it otherwise. By RFC 3261 the caller keeps to the first answer: if it does, its media goes where the first one said. ${works && !changed.every(one => one.fewer) ? 'Here audio went both ways all the same.' : 'Send both alike, or change the session with an UPDATE.'}`,
            related: relatedLine(early.message, first.before, 'the first answer said this'),
            leg,
            side: 'answer',
          });
        }
      }
    }
  },
};

/** The first early and the final answer of each party that gave both. */
function* twoAnswers({ method, request, responses }: Transaction, leg: Leg): Generator<{ early: Side; final: Side }> {
  if (method !== 'INVITE' || !request?.sdp) return;
  for (const message of responses) {
    if (message.status < 200 || message.status >= 300 || !message.sdp) continue;
    const first = responses.find(one => one.status < 200 && one.sdp && one.toTag === message.toTag);
    if (!first || first.edited || message.edited || isRenegotiated(leg, message)) continue;
    yield { early: { message: first, sdp: first.sdp! }, final: { message, sdp: message.sdp } };
  }
}

const isRenegotiated = (leg: Leg, { toTag }: Message): boolean =>
  leg.exchanges.some(
    one => (one.carrier === 'UPDATE' || one.carrier === 'PRACK') && (one.answererTag === toTag || one.offererTag === toTag),
  );

const isReliable = (message: Message): boolean => message.sip !== undefined && header(message.sip, 'rseq') !== undefined;

interface Change {
  readonly before?: SdpLine;
  readonly now: SdpLine;
  /** Only codecs were left out. */
  readonly fewer: boolean;
}

const KEYS = ['fingerprint', 'ice-ufrag', 'ice-pwd', 'crypto'];

/** The lines of the second answer that send media elsewhere. */
function changes(early: Side, final: Side): Change[] {
  const found = new Map<SdpLine, Change>();
  for (const section of final.sdp.media) {
    const before = early.sdp.media[section.index];
    if (!before) continue;
    if (section.port === 0 && before.port === 0) continue;
    if (wordsOf(section) !== wordsOf(before)) {
      const old = new Set(before.formats.map(format => format.text));
      const fewer = section.port === before.port && section.formats.every(format => old.has(format.text));
      found.set(section.line, { before: before.line, now: section.line, fewer });
    }
    const [was, is] = [connectionFor(early.sdp, before), connectionFor(final.sdp, section)];
    if (is && was && is.value.trim() !== was.value.trim()) found.set(is, { before: was, now: is, fewer: false });
    for (const name of KEYS) {
      const [old, now] = [linesOf(early.sdp, before, name), linesOf(final.sdp, section, name)];
      const other = now.find(line => old.length > 0 && !old.some(one => one.value.trim() === line.value.trim()));
      if (other) found.set(other, { before: old[0], now: other, fewer: false });
    }
  }
  return [...found.values()];
}

const linesOf = (sdp: Sdp, section: MediaSection, name: string): SdpLine[] =>
  [...section.lines, ...sdp.session].filter(line => line.attribute === name);

const wordsOf = ({ media, port, protocol, formats }: MediaSection): string =>
  [media, port, protocol.toUpperCase(), ...formats.map(format => format.text)].join(' ');
