import { wholeOffer } from '../../call/descriptions';
import { attributeFor, connectionFor, isActive } from '../../sdp/description';
import { looksRedacted } from '../../sdp/redacted';
import type { Description } from '../../call/types';
import type { MediaSection, Sdp } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall, exampleSdp } from '../example';
import { looksBrowserMade, relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';

const ECHOED = exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', ...EXAMPLE_BROWSER_LINES, 'a=setup:active');

export const echoedAnswer: Rule = {
  id: 'exchange/echoed-answer',
  title: 'The answer is the offer sent back',
  severity: 'error',
  references: [
    { rfc: 8839, section: '5.4' },
    { rfc: 8122, section: '5' },
  ],
  explanation:
    'Each side makes its own ICE user name and password, at random. An answer with those of the offer has not come from the other side: the offer was sent back, by a proxy that did not ask the media gateway for the reply, or by a script that stored the wrong body. The browser then checks against itself, and no audio comes.',
  quiet:
    'User name, password and fingerprint must all be the same, and the address and port of the media or the `o=` line too. It is quiet for a loopback test (`a=loopback`), for credentials that were taken out of the trace, and for descriptions without SIP around them. The same fingerprint alone counts only where a gateway answers a browser: a gateway may meet itself.',
  bad: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: ECHOED }),
  good: exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('active') }),
  cures: [],
  checkDescription: function* (one) {
    const offer = wholeOffer(one);
    if (!offer || one.exchange.carrier === 'bare' || one.sdp.lines.some(line => line.attribute?.startsWith('loopback'))) return;
    for (const section of one.sdp.media) {
      const offered = offer.sdp.media[section.index];
      const [ufrag, password] = ['ice-ufrag', 'ice-pwd'].map(name => {
        const mine = attributeFor(one.sdp, section, name);
        const theirs = offered && attributeFor(offer.sdp, offered, name);
        const value = mine?.attributeValue?.trim();
        return value && value === theirs?.attributeValue?.trim() && !looksRedacted(value) ? { mine: mine!, theirs: theirs! } : undefined;
      });
      if (offered && !ufrag) {
        const copied = copiedFingerprint(one, section, offer.sdp, offered);
        if (copied) {
          yield copied;
          return;
        }
      }
      if (!ufrag || !password || !offered || !isSameSender(one.sdp, section, offer.sdp, offered)) continue;
      yield finding(echoedAnswer, {
        message: one.message,
        span: ufrag.mine.span,
        places: [password.mine.span],
        text: 'The ICE user name and password of this answer are those of the offer: the offer came back instead of an answer. Each side must make its own, or ICE checks meet themselves and no audio comes. Have the proxy pass the body of the reply to the media gateway too.',
        related: relatedLine(offer.message, ufrag.theirs, 'the same user name in the offer'),
        verdict: {
          weight: 94,
          text: 'There will be no audio: the answer is the offer sent back (it has the same ICE user name and password).',
        },
      });
      return;
    }
  },
};

/** Whether two sections name one sender: the same certificate, and the same address and port or the same session. */
function isSameSender(sdp: Sdp, section: MediaSection, other: Sdp, theirs: MediaSection): boolean {
  const same = (name: string): boolean =>
    attributeFor(sdp, section, name)?.attributeValue?.trim() === attributeFor(other, theirs, name)?.attributeValue?.trim();
  const at = (one: Sdp, where: MediaSection): string => `${connectionFor(one, where)?.value.trim()} ${where.port}`;
  const origin = (one: Sdp): string | undefined => one.session.find(line => line.type === 'o')?.value.trim();
  return same('fingerprint') && (at(sdp, section) === at(other, theirs) || origin(sdp) === origin(other));
}

/** The certificate of the browser that made the offer, in the gateway's answer: nobody but the browser can prove that it has it. */
function copiedFingerprint(one: Description, section: MediaSection, offer: Sdp, offered: MediaSection): Finding | undefined {
  if (one.leg.kind !== 'webrtc' || one.fromGateway !== true || !looksBrowserMade(offer) || !isActive(section)) return undefined;
  const [mine, theirs] = [attributeFor(one.sdp, section, 'fingerprint'), attributeFor(offer, offered, 'fingerprint')];
  const value = mine?.attributeValue?.trim().toLowerCase();
  if (!mine || !value || value !== theirs?.attributeValue?.trim().toLowerCase() || looksRedacted(value)) return undefined;
  return finding(echoedAnswer, {
    message: one.message,
    span: mine.span,
    text: "The fingerprint of this answer is that of the browser's own offer. The gateway has another certificate, so the encryption handshake fails. Let the gateway write its own a=fingerprint.",
    related: relatedLine(one.other!.message, theirs, 'the same fingerprint in the offer'),
    verdict: {
      weight: 82,
      text: "There will be no audio: the gateway's answer names the browser's own certificate (a=fingerprint), so the encryption handshake fails.",
    },
  });
}
