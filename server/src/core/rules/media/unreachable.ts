import { answeredChecks, bothOfKind, connectionOf, flowsTo, ofKind, type Who } from '../../call/media/ask';
import { addressesOf, endpointKey } from '../../call/media/addresses';
import type { Placed } from '../../call/media/types';
import { addressText } from '../../call/hops';
import type { Call } from '../../call/types';
import type { IcmpEvidence } from '../../trace/evidence/types';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL } from './example';
import { count, framesOf, mediaFinding, Name, name, partyIn, relatedFlows, SECOND, sidesBy, SIDES, type Talk, talks } from './support';

export const unreachable: Rule = {
  id: 'media/unreachable',
  title: 'The network reports that media cannot be delivered',
  severity: 'error',
  references: [
    { rfc: 1122, section: '3.2.2.1' },
    { rfc: 4443, section: '3.1' },
  ],
  explanation:
    'ICMP errors quote the packet that could not be delivered. Here they quote media of this call: "port unreachable" says that no program listens at the port of the `m=` line, "host unreachable" and "administratively prohibited" that the address of the `c=` line cannot be reached or that a firewall forbids it.',
  quiet:
    'It is quiet for errors in the first second and around the end of the call, when ports are opened and closed, where audio flowed both ways on the leg, for ICE pairs beside one that works, and for RTCP (`media/rtcp-unreachable`).',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp(), exampleIcmp(CALLEE.port)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      if (talk.bothWays || answeredChecks(talk.section) > 0) continue;
      for (const who of SIDES) {
        const errors = errorsTo(talk, who, false);
        if (errors.length > 0) yield report(talk, who, errors);
      }
    }
  },
};

/** An error of the callee about what was sent to one of its ports, for examples. */
export function exampleIcmp(port: number): IcmpEvidence {
  const { packets: _packets, ...flowing } = exampleRtp();
  return {
    kind: 'icmp',
    source: { host: CALLEE.host },
    destination: { host: CALLER.host },
    packets: 400,
    first: flowing.first,
    last: flowing.last,
    frames: flowing.frames,
    error: 'port unreachable',
    quoted: { source: CALLER, destination: { host: CALLEE.host, port }, transport: 'UDP' },
  };
}

/** ICMP errors during the call about media that was sent to a party: to where it receives RTCP only, or to anywhere else. */
export function errorsTo(talk: Talk, who: Who, rtcp: boolean): Placed<IcmpEvidence>[] {
  const own = sidesBy(talk, who).flatMap(side => {
    const section = side.sdp.media[talk.section.index];
    return section ? addressesOf(side.sdp, section) : [];
  });
  const keys = (isRtcp: boolean): Set<string> =>
    new Set(own.filter(one => (one.byDefault || one.line.attribute === 'rtcp') === isRtcp).map(one => endpointKey(one.endpoint)));
  const [forRtp, forRtcp] = [keys(false), keys(true)];
  return ofKind(flowsTo(talk.section, who), 'icmp').filter(({ evidence }) => {
    const key = endpointKey(evidence.quoted.destination);
    const isRtcp = forRtcp.has(key) && !forRtp.has(key);
    const during = evidence.last > talk.up.start + SECOND && evidence.first < talk.up.end - SECOND;
    return isRtcp === rtcp && during && evidence.packets > 1;
  });
}

function report(talk: Talk, who: Who, errors: readonly Placed<IcmpEvidence>[]): Finding {
  const party = partyIn(talk, who);
  const { evidence } = errors[0]!;
  const byPort = evidence.error.includes('port');
  const rtp = bothOfKind(talk.section, 'rtp').filter(
    flow => endpointKey(flow.evidence.destination) === endpointKey(evidence.quoted.destination),
  );
  return mediaFinding(unreachable, talk, party, {
    span: byPort ? party.section.portSpan : (connectionOf(party) ?? party.section.line).span,
    text: `Media to ${addressText(evidence.quoted.destination)} cannot be delivered: ${addressText(evidence.source)} reports "${evidence.error}" (${count(
      errors.reduce((sum, one) => sum + one.evidence.packets, 0),
      'time',
    )}, ${framesOf(errors)}). ${byPort ? `No program listens at that port, so ${name(talk, who)} hears nothing.` : `The address cannot be reached from ${evidence.quoted.source.host}, so ${name(talk, who)} hears nothing.`}`,
    related: [...relatedFlows(errors, 'the ICMP errors'), ...relatedFlows(rtp, 'the media that they are about')],
    verdict: {
      weight: 83,
      text: `${Name(talk, who)} hears nothing: the network reports "${evidence.error}" for ${addressText(evidence.quoted.destination)}, where its SDP says that it receives.`,
    },
  });
}
