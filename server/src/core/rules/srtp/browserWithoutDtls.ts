import type { Description } from '../../call/types';
import { insertAfter } from '../../rewrite/edit';
import { FINGERPRINT_PLACEHOLDER } from '../../rewrite/browserKeys';
import { attributeFor, attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { browserRefuses, sentToBrowser } from '../browserLeg';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, EXAMPLE_FINGERPRINT, exampleBrowserAudio, exampleCall } from '../example';
import { browserRewriteFix } from '../rewriteFix';
import type { Fix, Rule } from '../types';

export const browserWithoutDtls: Rule = {
  id: 'srtp/browser-without-dtls',
  title: 'No DTLS fingerprint toward the browser',
  severity: 'error',
  references: [
    { rfc: 8122, section: '5' },
    { rfc: 5763, section: '5' },
    { rfc: 8827, section: '6.5' },
  ],
  explanation:
    'A browser accepts media only with keys from a DTLS handshake, and it must know the fingerprint of the other certificate beforehand. `RTP/AVP` without a fingerprint and SDES (`a=crypto`) are refused. Chrome says "Called with SDP without DTLS fingerprint.", Firefox "Invalid description, no fingerprint attribute at level 0".',
  quiet:
    'A fingerprint at session level counts. It is quiet for rejected sections, for sections that share the transport of an earlier one, for offers that the other side answered, and for WebSocket clients that speak plain RTP themselves.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.filter(line => line !== EXAMPLE_FINGERPRINT),
    ),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'UDP/TLS/RTP/SAVPF ICE=force SDES-off' },
    { gateway: 'asterisk', setting: 'webrtc=yes' },
    { gateway: 'freeswitch', setting: 'media_webrtc=true' },
  ],
  checkCall: function* (call) {
    for (const { one, section } of sentToBrowser(call)) {
      if (attributeFor(one.sdp, section, 'fingerprint')) continue;
      const sdes = attributesIn(section.lines, 'crypto').length > 0;
      const plain = !profileOf(section.protocol).secure;
      const instead = sdes
        ? 'it has its keys in the SDP itself (a=crypto, SDES)'
        : plain
          ? `it asks for unencrypted media (${section.protocol})`
          : 'it has no fingerprint of its certificate';
      yield browserRefuses(browserWithoutDtls, one, section, {
        what: `The ${one.side} to the browser has no a=fingerprint${sdes ? ', only SDES keys (a=crypto)' : plain ? ` and asks for unencrypted ${section.protocol}` : ''}.`,
        words: 'Called with SDP without DTLS fingerprint.',
        advice: 'Turn DTLS-SRTP on at the gateway for this leg.',
        weight: 90,
        plainly: `${instead}, and browsers accept only media whose keys come from a DTLS handshake`,
        fixes: [...(sdes || plain ? [] : [placeholderFix(one, section)]), browserRewriteFix(one, call)],
      });
    }
  },
};

/** Nobody can invent a fingerprint: the line says what belongs there. */
const placeholderFix = (one: Description, section: MediaSection): Fix => ({
  title: "Insert a=fingerprint with a placeholder for the gateway's certificate",
  safety: 'unsafe',
  message: one.message,
  edits: () => {
    const lines = [`a=fingerprint:sha-256 ${FINGERPRINT_PLACEHOLDER}`];
    if (!attributeFor(one.sdp, section, 'setup')) lines.push(one.side === 'answer' ? 'a=setup:active' : 'a=setup:actpass');
    return [insertAfter(lastAttribute(section), lines.join('\n'))];
  },
});

const lastAttribute = (section: MediaSection) => section.lines[section.lines.length - 1]!;
