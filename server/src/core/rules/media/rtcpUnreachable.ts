import type { Call } from '../../call/types';
import { addressText } from '../../call/hops';
import { attributesIn } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { count, framesOf, mediaFinding, name, partyIn, relatedFlows, SIDES, talks } from './support';
import { errorsTo, exampleIcmp } from './unreachable';

export const rtcpUnreachable: Rule = {
  id: 'media/rtcp-unreachable',
  title: 'Nobody listens where RTCP is sent',
  severity: 'warning',
  references: [
    { rfc: 3550, section: '11' },
    { rfc: 3605, section: '2.1' },
    { rfc: 5761, section: '5.1' },
  ],
  explanation:
    'RTCP goes to the port above that of RTP, unless `a=rtcp` names another one or both sides agree on `a=rtcp-mux`. Here the network reports that nobody listens there. Audio does not need RTCP, but reports on quality are lost, and some systems end a call without RTCP.',
  quiet: 'It is information where audio flowed both ways. Errors in the first second and around the end of the call do not count.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp(), exampleRtp(toCaller), exampleIcmp(CALLEE.port + 1)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'rtcp-mux-demux' },
    { gateway: 'asterisk', setting: 'rtcp_mux=no' },
    { gateway: 'freeswitch', setting: 'rtcp_mux=false' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const errors = errorsTo(talk, who, true);
        if (errors.length === 0) continue;
        const party = partyIn(talk, who);
        const line = attributesIn(party.section.lines, 'rtcp')[0];
        yield mediaFinding(rtcpUnreachable, talk, party, {
          severity: talk.bothWays ? 'info' : 'warning',
          span: line?.span ?? party.section.portSpan,
          text: `RTCP to ${addressText(errors[0]!.evidence.quoted.destination)} cannot be delivered (${count(
            errors.reduce((sum, one) => sum + one.evidence.packets, 0),
            'ICMP error',
          )} in ${framesOf(errors)}): ${name(talk, who)} does not listen ${line ? 'where its a=rtcp says' : 'at the port above that of RTP'}. Audio does not need it.`,
          related: relatedFlows(errors, 'the ICMP errors'),
        });
      }
    }
  },
};
