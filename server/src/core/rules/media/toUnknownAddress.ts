import { connectionOf, opposite, packetsIn, unnamedRtpTo, type Who } from '../../call/media/ask';
import type { Placed } from '../../call/media/types';
import { addressesOf, endpointKey, hostKey } from '../../call/media/addresses';
import { addressText } from '../../call/hops';
import type { Call } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress } from '../../sdp/description';
import type { RtpEvidence } from '../../trace/evidence/types';
import { list } from '../support';
import type { Finding, Rule } from '../types';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { LONG_ENOUGH, mediaFinding, Name, name, packetsText, partyIn, relatedFlows, SIDES, sideOf, type Talk, talks } from './support';

/** Fewer packets are those before a change has arrived. */
const ENOUGH = 50;

const STRANGER = { host: '198.51.100.77', port: 4000 };

export const toUnknownAddress: Rule = {
  id: 'media/to-unknown-address',
  title: 'Media is sent to an address that no SDP names',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 8866, section: '5.7' },
  ],
  explanation:
    'All media of one side goes to an address that the other side never named and from which nothing comes. The sender works with the description of another call or fork, or with one from before a change, or something between the two rewrites addresses.',
  quiet:
    'It is quiet where anything comes from that address (NAT, symmetric RTP), where it is the host that SIP comes from in place of the one that is named (a capture from behind a NAT), where media also goes to an address that was named, with ICE, where the `c=` line has a host name, and for fewer than 50 packets.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp({ destination: STRANGER }), exampleRtp(toCaller)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const rtp = unnamedRtpTo(talk.section, who);
        if (talk.seconds >= LONG_ENOUGH && packetsIn(rtp) >= ENOUGH && namesAddress(talk, who)) yield report(talk, who, rtp);
      }
    }
  },
};

/** What a host name stands for, or a group that was joined, is not known here. */
function namesAddress(talk: Talk, who: Who): boolean {
  const host = connectionAddress(connectionOf(partyIn(talk, who)));
  return host !== undefined && !['host name', 'mDNS', 'multicast'].includes(addressKind(host));
}

function report(talk: Talk, who: Who, rtp: readonly Placed<RtpEvidence>[]): Finding {
  const party = partyIn(talk, who);
  const where = list([...new Set(rtp.map(flow => addressText(flow.evidence.destination)))]);
  const hosts = new Set(party.addresses.map(one => hostKey(one.host)));
  const isOtherPort = rtp.every(({ evidence }) => hosts.has(hostKey(evidence.destination.host)));
  const isFormer = talk.leg.messages.some(({ sdp }) =>
    sdp?.media.some(section =>
      addressesOf(sdp, section).some(one => rtp.some(flow => endpointKey(one.endpoint) === endpointKey(flow.evidence.destination))),
    ),
  );
  const wanted = party.addresses[0] ? addressText(party.addresses[0]) : 'another address';
  return mediaFinding(toUnknownAddress, talk, party, {
    span: isOtherPort ? party.section.portSpan : (connectionOf(party) ?? party.section.line).span,
    text: `${Name(talk, opposite(who))} sends to ${where} (${packetsText(rtp, 'RTP')})${isFormer ? ', which is named before this answer only, and from which nothing comes any more' : ', which no SDP of this leg names and from which nothing comes'}. By this SDP ${name(talk, who)} receives at ${wanted}.`,
    related: relatedFlows(rtp, 'media that goes elsewhere'),
    verdict: {
      weight: 46,
      text: `${Name(talk, who)} hears nothing: ${name(talk, opposite(who))} sends its media to ${where}, ${isFormer ? 'where it was before the answer' : 'an address that nobody gave in this call'}: the ${sideOf(talk, party)} names ${wanted}.`,
    },
  });
}
