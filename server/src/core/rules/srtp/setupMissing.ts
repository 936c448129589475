import { attributeFor } from '../../sdp/description';
import { insertAfter } from '../../rewrite/edit';
import { profileOf } from '../../sdp/profiles';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall, exampleSdp } from '../example';
import { relatedLine, transportSections } from '../support';
import { finding, type Rule } from '../types';
import { answerFor, setupOf } from './setup';

export const setupMissing: Rule = {
  id: 'srtp/setup-missing',
  title: 'Fingerprint without a=setup',
  severity: 'warning',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 4145, section: '4.1' },
    { rfc: 8842, section: '5.3' },
  ],
  explanation:
    'DTLS-SRTP needs `a=setup` beside `a=fingerprint`. Without it the default of RFC 4145 applies: the offerer is active, the answerer passive. Stacks do not agree on that. Chrome, whose offer says `actpass`, takes an answerer without the line to be active, and waits. If the gateway waits too, nobody begins the handshake and there is no audio.',
  quiet: 'It looks only at DTLS profiles with a fingerprint, in sections that are in use and have a transport of their own.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleSdp('m=audio 49170 UDP/TLS/RTP/SAVPF 111 0', ...EXAMPLE_BROWSER_LINES),
  }),
  good: BROWSER_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=active' },
    { gateway: 'asterisk', setting: 'dtls_setup=active' },
  ],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      for (const section of one.cut ? [] : transportSections(one.sdp)) {
        const fingerprint = attributeFor(one.sdp, section, 'fingerprint');
        if (!fingerprint || !profileOf(section.protocol).dtls || attributeFor(one.sdp, section, 'setup')) continue;
        const offered = one.other?.sdp.media[section.index];
        const offer = one.side === 'answer' && offered ? setupOf(one.other!.sdp, offered) : undefined;
        const role = one.side === 'offer' ? 'actpass' : answerFor(offer?.value);
        yield finding(setupMissing, {
          message: one.message,
          span: fingerprint.span,
          text: `This ${one.side} has a fingerprint but no a=setup, so it does not say who begins the DTLS handshake. ${one.side === 'answer' ? 'A browser then waits for the answerer to begin; if the gateway waits too, there is no handshake and no audio.' : 'The default is then active, but not every stack follows that.'} Say a=setup:${role}.`,
          related: relatedLine(one.other?.message ?? one.message, offer?.line, 'the offer left the choice'),
          fixes: [
            {
              title: `Add a=setup:${role}`,
              safety: 'unsafe',
              message: one.message,
              edits: () => [insertAfter(fingerprint, `a=setup:${role}`)],
            },
          ],
          leg: one.leg,
          side: one.side,
          verdict:
            one.side === 'answer' && one.leg.kind === 'webrtc'
              ? {
                  weight: 40,
                  text: 'There may be no audio: the answer does not say which side begins the encryption handshake (a=setup is missing), and the browser waits.',
                }
              : undefined,
        });
      }
    }
  },
};
