import type { Description, Exchange, Side } from '../../call/types';
import { attributeFor, attributesFor } from '../../sdp/description';
import { sameFingerprint } from '../../sdp/fingerprint';
import type { SdpLine } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, EXAMPLE_FINGERPRINT, exampleBrowserAudio, exampleCall, exampleReinvite } from '../example';
import { relatedLine, transportSections } from '../support';
import { finding, type Rule } from '../types';

const OTHER_FINGERPRINT = EXAMPLE_FINGERPRINT.replace('00:01:02', 'A0:A1:A2');

const CALL = exampleCall({
  transport: 'WS',
  offer: exampleBrowserAudio('actpass'),
  status: 200,
  answer: exampleBrowserAudio('active'),
});
const again = (lines: readonly string[]): string =>
  exampleReinvite(
    exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass', lines), status: 200, answer: exampleBrowserAudio('active') }),
  );

export const fingerprintChange: Rule = {
  id: 'srtp/fingerprint-change',
  title: 'New DTLS fingerprint without an ICE restart',
  severity: 'warning',
  references: [
    { rfc: 9429, section: '5.11' },
    { rfc: 8842, section: '5.5' },
  ],
  explanation:
    'A new fingerprint or tls-id in the middle of a call means a new DTLS session: the keys in use end, and a new handshake must run. That belongs together with an ICE restart, that is, a new `a=ice-ufrag` and `a=ice-pwd`. Where these stay as they were, a browser must refuse the answer, and other stacks may go on with the old session, so that audio stops. It happens where a gateway makes a new certificate for a re-INVITE, or passes on the description of another device.',
  quiet:
    'It compares only what one party said before and says now. It is quiet where the ICE credentials are new, where there is no ICE, and where one of the fingerprints is the old one.',
  bad: `${CALL}${again(EXAMPLE_BROWSER_LINES.map(line => (line === EXAMPLE_FINGERPRINT ? OTHER_FINGERPRINT : line)))}`,
  good: `${CALL}${again(EXAMPLE_BROWSER_LINES)}`,
  cures: [],
  attributes: ['fingerprint', 'tls-id'],
  checkDescription: function* (one) {
    const change = changeOf(one);
    if (!change) return;
    const what = change.now.attribute === 'tls-id' ? 'tls-id' : 'fingerprint';
    yield finding(fingerprintChange, {
      message: one.message,
      span: change.now.span,
      text: `The ${what} is another one than before in this call, so a new DTLS session must begin, but the ICE credentials are still the old ones. The other side may go on with the old session, and audio stops. Keep the ${what}, or restart ICE with a new a=ice-ufrag and a=ice-pwd.`,
      related: relatedLine(change.earlier.message, change.before, `the ${what} before`),
      verdict: {
        weight: 45,
        text: 'Audio may stop when the call is changed (hold, resume or refresh): one side announces a new encryption session in the middle of the old one.',
      },
    });
  },
};

function changeOf(one: Description): { now: SdpLine; before: SdpLine; earlier: Side } | undefined {
  const earlier = earlierOf(one.exchange, one.side);
  if (!earlier) return undefined;
  for (const section of transportSections(one.sdp)) {
    const old = earlier.sdp.media[section.index];
    if (!old || old.port === 0) continue;
    const value = (name: string): boolean => {
      const [now, before] = [attributeFor(one.sdp, section, name), attributeFor(earlier.sdp, old, name)];
      return now !== undefined && now.attributeValue?.trim() === before?.attributeValue?.trim();
    };
    if (!value('ice-ufrag') || !value('ice-pwd')) continue;
    for (const name of ['fingerprint', 'tls-id']) {
      const now = attributesFor(one.sdp, section, name);
      const before = attributesFor(earlier.sdp, old, name);
      if (now.length === 0 || before.length === 0) continue;
      if (!now.some(line => before.some(other => sameFingerprint(line, other)))) return { now: now[0]!, before: before[0]!, earlier };
    }
  }
  return undefined;
}

/** What the same party said in the completed exchange before. */
function earlierOf(exchange: Exchange, side: 'offer' | 'answer'): Side | undefined {
  const { previous } = exchange;
  const tag = side === 'offer' ? exchange.offererTag : exchange.answererTag;
  if (!previous || tag === undefined) return undefined;
  if (tag === previous.offererTag) return previous.offer;
  return tag === previous.answererTag ? previous.answer : undefined;
}
