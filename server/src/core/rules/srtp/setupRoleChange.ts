import type { Exchange, Side } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributeFor } from '../../sdp/description';
import type { MediaSection, Sdp, SdpLine } from '../../sdp/types';
import { exampleCall, EXAMPLE_BROWSER_LINES, exampleBrowserAudio } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { setupOf } from './setup';

const secondOffer = exampleCall({
  transport: 'WS',
  offer: exampleBrowserAudio('actpass'),
  status: 200,
  answer: exampleBrowserAudio('active'),
})
  .replaceAll('CSeq: 1 INVITE', 'CSeq: 2 INVITE')
  .replaceAll('z9hG4bKexample', 'z9hG4bKagain')
  .replaceAll('To: <sip:bob@example.com>\n', 'To: <sip:bob@example.com>;tag=b\n');
const first = exampleCall({
  transport: 'WS',
  offer: exampleBrowserAudio('actpass'),
  status: 200,
  answer: exampleBrowserAudio('active', EXAMPLE_BROWSER_LINES),
});

export const setupRoleChange: Rule = {
  id: 'srtp/setup-role-change',
  title: 'DTLS role changed within a running session',
  severity: 'error',
  references: [
    { rfc: 8842, section: '5.5' },
    { rfc: 5763, section: '6.6' },
    { rfc: 9429, section: '5.8.3' },
  ],
  explanation:
    'A re-INVITE may say `actpass` again, but while the DTLS association goes on, each side keeps its role. A changed role calls for a new association. With the same fingerprint and tls-id, Chrome refuses it (Firefox takes it): "Failed to set SSL role for the transport". Other stacks wait for a handshake that never begins. Audio stops on hold, resume or refresh.',
  quiet: 'It is quiet where a new fingerprint or tls-id starts a new association, where ICE is restarted, and for an offer of `actpass`.',
  bad: `${first}${secondOffer.replace(/a=setup:active/, 'a=setup:passive')}`,
  good: `${first}${secondOffer}`,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=passive' },
    { gateway: 'asterisk', setting: 'dtls_setup=actpass' },
  ],
  checkCall: function* (call) {
    for (const leg of call.legs) {
      for (const exchange of leg.exchanges) {
        if (!exchange.previous || !exchange.answer || !exchange.offer) continue;
        // Where both sides swap, or several sections do, it is one fault, first seen in the offer.
        const changes = [...changesOf(exchange, exchange.previous)];
        const [change] = changes;
        if (!change) continue;
        const same = changes.filter(other => other.side === change.side);
        yield finding(setupRoleChange, {
          message: change.side.message,
          span: change.setup.span,
          places: same.slice(1).map(other => other.setup.span),
          text: `This side was ${change.before} in the running DTLS session and now says ${change.setup.value}, with the same fingerprint and ICE credentials. ${leg.kind === 'webrtc' ? 'Chrome refuses that (Firefox takes it)' : 'The other side keeps its role'}, so audio stops from here on. Keep a=setup:${change.before}.`,
          related: relatedLine(change.earlier.message, change.earlierLine, `it was ${change.before} here`),
          // Where both sides swap, one of them alone put right would stand against the other.
          fixes:
            same.length < changes.length
              ? []
              : [
                  {
                    title: `Keep a=setup:${change.before}`,
                    safety: 'unsafe',
                    message: change.side.message,
                    edits: () => same.map(other => replace(other.setup.span, other.before)),
                  },
                ],
          leg,
          side: change.side === exchange.offer ? 'offer' : 'answer',
          verdict: {
            weight: 70,
            text: 'Audio stops after the call is changed (hold, resume or refresh): the two sides of the encryption handshake swap roles within a running session.',
          },
        });
      }
    }
  },
};

function* changesOf(exchange: Exchange, previous: Exchange) {
  const seen = new Set<SdpLine>();
  for (const [tag, side] of [
    [exchange.offererTag, exchange.offer!],
    [exchange.answererTag, exchange.answer!],
  ] as const) {
    const earlier =
      tag !== undefined && tag === previous.offererTag ? previous.offer! : tag === previous.answererTag ? previous.answer! : undefined;
    if (!earlier) continue;
    for (const section of side.sdp.media) {
      const old = earlier.sdp.media[section.index];
      if (!old || section.port === 0 || !continues(exchange, previous, section.index)) continue;
      const setup = setupOf(side.sdp, section);
      const before = roleOf(previous, earlier, old);
      if (!setup || seen.has(setup.line) || !before || setup.value === before || (setup.value !== 'active' && setup.value !== 'passive'))
        continue;
      seen.add(setup.line);
      yield { side, setup, before, earlier, earlierLine: setupOf(earlier.sdp, old)?.line };
    }
  }
}

/** The role that a side had after an exchange: its own word in the answer, the opposite of the answer's for the offerer. */
function roleOf(exchange: Exchange, side: Side, section: MediaSection): 'active' | 'passive' | undefined {
  const answered = exchange.answer!.sdp.media[section.index];
  const answer = answered && setupOf(exchange.answer!.sdp, answered)?.value;
  if (answer !== 'active' && answer !== 'passive') return undefined;
  if (side === exchange.answer) return answer;
  return answer === 'active' ? 'passive' : 'active';
}

/** Whether both sides go on with fingerprint, tls-id and ICE user name of before. */
function continues(exchange: Exchange, previous: Exchange, index: number): boolean {
  const identity = (sdp: Sdp | undefined): string => {
    const section = sdp?.media[index];
    return section
      ? ['fingerprint', 'tls-id', 'ice-ufrag'].map(name => attributeFor(sdp, section, name)?.attributeValue ?? '').join('|')
      : '';
  };
  const now = [identity(exchange.offer?.sdp), identity(exchange.answer?.sdp)].sort();
  const then = [identity(previous.offer?.sdp), identity(previous.answer?.sdp)].sort();
  return now[0] !== '||' && now[0] === then[0] && now[1] === then[1];
}
