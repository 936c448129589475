import { deleteLine } from '../../rewrite/edit';
import { attributeFor, attributesIn } from '../../sdp/description';
import { PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { rtpSections } from '../support';
import { finding, type Rule } from '../types';

export const setupWithoutFingerprint: Rule = {
  id: 'srtp/setup-without-fingerprint',
  title: 'a=setup without a fingerprint',
  severity: 'info',
  references: [
    { rfc: 5763, section: '5' },
    { rfc: 8122, section: '5' },
  ],
  explanation:
    '`a=setup` says who begins a DTLS handshake, `a=fingerprint` whose certificate to expect. For RTP over UDP a role without a fingerprint means nothing. It is left over where a gateway took out only half of DTLS.',
  quiet:
    'It is quiet for TCP media, where `a=setup` says who connects, and toward a browser, where the missing fingerprint is the fault (`srtp/browser-without-dtls`).',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('m=audio 49170 RTP/AVP 0', 'a=setup:actpass'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'DTLS=off' },
    { gateway: 'asterisk', setting: 'webrtc=no' },
  ],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      if (one.leg.kind === 'webrtc') continue;
      const sections = rtpSections(one.sdp).filter(
        section => !/^TCP\b/i.test(section.protocol) && !attributeFor(one.sdp, section, 'fingerprint'),
      );
      const session = sections.length > 0 && sections.length === rtpSections(one.sdp).length ? attributesIn(one.sdp.session, 'setup') : [];
      const lines = [...session, ...sections.flatMap(section => attributesIn(section.lines, 'setup'))];
      if (lines.length === 0) continue;
      yield finding(setupWithoutFingerprint, {
        message: one.message,
        span: lines[0]!.span,
        places: lines.slice(1).map(line => line.span),
        text: 'a=setup means nothing without a=fingerprint: there is no DTLS handshake here. Take it out.',
        fixes: [{ title: 'Remove a=setup', safety: 'unsafe', message: one.message, edits: () => lines.map(deleteLine) }],
        leg: one.leg,
        side: one.side,
      });
    }
  },
};
