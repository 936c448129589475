import {
  answeredChecks,
  connectionOf,
  flowsFrom,
  misdirectedRtpTo,
  opposite,
  packetsIn,
  rtpTo,
  signallingHost,
  type Who,
} from '../../call/media/ask';
import { hostKey } from '../../call/media/addresses';
import type { Placed } from '../../call/media/types';
import { addressText } from '../../call/hops';
import type { Call } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import type { RtpEvidence } from '../../trace/evidence/types';
import { list } from '../support';
import type { Finding, Rule } from '../types';
import { CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL } from './example';
import { LONG_ENOUGH, mediaFinding, Name, name, packetsText, partyIn, relatedFlows, SIDES, type Talk, talks } from './support';

/** Fewer packets are those before a sender has learned another address. */
const ENOUGH = 50;

const PRIVATE_CALLEE = { host: '192.168.1.20', port: 30000 };

export const toPrivateAddress: Rule = {
  id: 'media/to-private-address',
  title: 'Media is sent from a public to a private address',
  severity: 'error',
  references: [
    { rfc: 1918, section: '3' },
    { rfc: 3264, section: '5.1' },
  ],
  explanation:
    'Private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, those of a provider’s NAT, link-local ones) are not routed on the Internet. A side behind NAT wrote its private address into the SDP, and the other side, at a public address, sends its media there. It does not arrive.',
  quiet:
    'It is quiet as soon as anything, SIP too, comes from that address (a VPN, one network with both kinds), where the sender switches to another address, with ICE, and for fewer than 50 packets.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(PRIVATE_CALLEE),
    flows: [exampleRtp({ destination: PRIVATE_CALLEE })],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'media-address=' },
    { gateway: 'asterisk', setting: 'external_media_address' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const rtp = rtpTo(talk.section, who);
        if (talk.seconds >= LONG_ENOUGH && packetsIn(rtp) >= ENOUGH && isLost(talk, who, rtp)) yield report(talk, who, rtp);
      }
    }
  },
};

function isLost(talk: Talk, who: Who, rtp: readonly Placed<RtpEvidence>[]): boolean {
  if (answeredChecks(talk.section) > 0 || misdirectedRtpTo(talk.section, who).length > 0) return false;
  const signalling = signallingHost(talk.section, who);
  const heard = new Set(flowsFrom(talk.section, who).map(flow => hostKey(flow.evidence.source.host)));
  const named = new Set(partyIn(talk, who).addresses.map(one => hostKey(one.host)));
  return rtp.every(
    ({ evidence }) =>
      addressKind(evidence.source.host) === 'public' &&
      isInside(evidence.destination.host) &&
      named.has(hostKey(evidence.destination.host)) &&
      !heard.has(hostKey(evidence.destination.host)) &&
      hostKey(evidence.destination.host) !== signalling,
  );
}

/** Whether an address is not routed on the Internet. */
export const isInside = (host: string): boolean => ['private', 'carrier-grade NAT', 'link-local', 'loopback'].includes(addressKind(host));

function report(talk: Talk, who: Who, rtp: readonly Placed<RtpEvidence>[]): Finding {
  const party = partyIn(talk, who);
  const where = list([...new Set(rtp.map(flow => addressText(flow.evidence.destination)))]);
  const kind = addressKind(rtp[0]!.evidence.destination.host);
  return mediaFinding(toPrivateAddress, talk, party, {
    span: (connectionOf(party) ?? party.section.line).span,
    text: `${Name(talk, opposite(who))} is at the public address ${rtp[0]!.evidence.source.host} and sends to ${where} (${kind}): ${packetsText(rtp, 'RTP')}, and nothing came back. Such an address is not routed on the Internet, so ${name(talk, who)} hears nothing.`,
    related: relatedFlows(rtp, 'media that does not arrive'),
    verdict: {
      weight: 81,
      text: `${Name(talk, who)} hears nothing: its SDP names the private address ${rtp[0]!.evidence.destination.host} (c=), to which ${name(talk, opposite(who))} cannot send over the Internet.`,
    },
  });
}
