import { deleteLine } from '../../rewrite/edit';
import { attributesIn } from '../../sdp/description';
import { PHONE_CALL, exampleCall, exampleSdp } from '../example';
import { descriptionsOn } from '../support';
import { finding, type Rule } from '../types';

export const bundleOnSipLeg: Rule = {
  id: 'mux/bundle-on-sip-leg',
  title: 'BUNDLE offered to the SIP side',
  severity: 'info',
  references: [
    { rfc: 9143, section: '7.2' },
    { rfc: 5888, section: '5' },
  ],
  explanation:
    '`a=group:BUNDLE` offers to send all media over one port. Phones do not know it and answer without the group, which is allowed. Each section then needs a port of its own, and the gateway must be able to do that.',
  quiet:
    'It is never more than information, and quiet where the answer has a group too. The `a=mid` lines that belong to the group are not reported.',
  bad: exampleCall({
    transport: 'UDP',
    offer: exampleSdp('a=group:BUNDLE 0', 'm=audio 49170 RTP/AVP 0', 'a=mid:0'),
    status: 200,
    answer: exampleSdp('m=audio 5004 RTP/AVP 0'),
  }),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'BUNDLE-reject' },
    { gateway: 'asterisk', setting: 'bundle=no' },
  ],
  checkCall: function* (call) {
    for (const one of descriptionsOn(call, 'sip')) {
      const lines = one.sdp.session.filter(line => line.attribute === 'group' && /^BUNDLE\b/i.test(line.attributeValue ?? ''));
      if (one.side === 'answer' || lines.length === 0 || one.fromGateway === false) continue;
      if (one.other && attributesIn(one.other.sdp.session, 'group').length > 0) continue;
      yield finding(bundleOnSipLeg, {
        message: one.message,
        span: lines[0]!.span,
        text: 'BUNDLE is offered on the SIP leg. Phones ignore the group and use a port for each section. That works as long as the gateway does not rely on the group.',
        fixes: [{ title: 'Remove the BUNDLE group', safety: 'unsafe', message: one.message, edits: () => lines.map(deleteLine) }],
        leg: one.leg,
        side: one.side,
      });
    }
  },
};
