import {
  answeredChecks,
  connectionOf,
  flowsFrom,
  hasAudio,
  misdirectedRtpTo,
  opposite,
  packetsIn,
  rtpTo,
  signallingHost,
  type Who,
} from '../../call/media/ask';
import { addressesOf, endpointKey, hostKey } from '../../call/media/addresses';
import type { Placed } from '../../call/media/types';
import { addressText } from '../../call/hops';
import type { Call } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { connectionAddress } from '../../sdp/description';
import type { RtpEvidence } from '../../trace/evidence/types';
import { list } from '../support';
import type { Finding, Fix, Rule } from '../types';
import { allows } from './direction';
import { CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import {
  hearer,
  LONG_ENOUGH,
  mediaFinding,
  Name,
  name,
  packetsText,
  partyIn,
  relatedFlows,
  SECOND,
  sidesBy,
  SIDES,
  sideOf,
  type Talk,
  talks,
} from './support';

/** Microseconds that a sender goes on to an address that no longer holds: longer than a change takes. */
const FAR_BEHIND = 5 * SECOND;

/** Fewer packets are those before a sender has learned the address. */
const ENOUGH = 50;

const ELSEWHERE = { host: '10.1.2.3', port: 30000 };

export const toOtherAddress: Rule = {
  id: 'media/to-other-address',
  title: 'Media is sent to an address where its receiver is not',
  severity: 'error',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 8866, section: '5.7' },
    { rfc: 4961, section: '3' },
  ],
  explanation:
    'The `c=` line says where a side receives. Here nothing at all comes from that address, while the same side sends its own media from another one: it is behind NAT, has several interfaces, or was told a wrong address. A sender that learns from what it receives (symmetric RTP) would switch; this one goes on sending to the `c=` line, where nobody hears it. The same goes for a sender that stays with the address of before when a new offer or answer moves the media.',
  quiet:
    'It is quiet with ICE, where the sender switches to the other address, and for fewer than 50 packets. It is a warning where the media does not come from the host that SIP comes from, as large systems send and receive on different hosts.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(ELSEWHERE),
    flows: [exampleRtp({ destination: ELSEWHERE }), exampleRtp(toCaller)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'SIP-source-address' },
    { gateway: 'asterisk', setting: 'rtp_symmetric=yes' },
    { gateway: 'freeswitch', setting: 'disable-rtp-auto-adjust=false' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const lost = misdirectedRtpTo(talk.section, who).filter(flow => isNamed(talk, who, flow));
        if (talk.seconds >= LONG_ENOUGH && packetsIn(lost) >= ENOUGH) yield report(talk, who, lost);
        const old = lost.length === 0 ? rtpToFormer(talk, who) : [];
        if (old.length > 0) yield reportFormer(talk, who, old);
      }
    }
  },
};

const isNamed = (talk: Talk, who: Who, { evidence }: Placed<RtpEvidence>): boolean =>
  sidesBy(talk, who).some(side => {
    const section = side.sdp.media[talk.section.index];
    const key = endpointKey(evidence.destination);
    return section !== undefined && addressesOf(side.sdp, section).some(one => endpointKey(one.endpoint) === key);
  });

/** When the last offer and answer of a section were complete. */
const agreedAt = (talk: Talk): number => talk.section.exchange.answer?.message.envelope.time ?? Number.POSITIVE_INFINITY;

/**
 * RTP that goes on to an address of before the last offer and answer, which named another one, when nothing comes from there any more
 * and nothing is sent to the new one.
 */
function rtpToFormer(talk: Talk, who: Who): Placed<RtpEvidence>[] {
  const { side, section } = partyIn(talk, who);
  const settled = agreedAt(talk) + LONG_ENOUGH * SECOND;
  const now = new Set(addressesOf(side.sdp, section).map(one => endpointKey(one.endpoint)));
  const later = rtpTo(talk.section, who).filter(({ evidence }) => evidence.last > settled);
  const heard = new Set(
    flowsFrom(talk.section, who).flatMap(({ evidence: { source, last } }) => (last > settled ? [hostKey(source.host)] : [])),
  );
  const isFormer = (flow: Placed<RtpEvidence>): boolean =>
    isNamed(talk, who, flow) &&
    !now.has(endpointKey(flow.evidence.destination)) &&
    !heard.has(hostKey(flow.evidence.destination.host)) &&
    flow.evidence.first < settled &&
    flow.evidence.last > settled + FAR_BEHIND;
  return now.size > 0 && answeredChecks(talk.section) === 0 && allows(talk, opposite(who)) && later.every(isFormer) ? later : [];
}

function reportFormer(talk: Talk, who: Who, old: readonly Placed<RtpEvidence>[]): Finding {
  const party = partyIn(talk, who);
  const sender = opposite(who);
  const where = list([...new Set(old.map(flow => addressText(flow.evidence.destination)))]);
  const wanted = addressText(addressesOf(party.side.sdp, party.section)[0]!.endpoint);
  const seconds = Math.round((Math.max(...old.map(flow => flow.evidence.last)) - agreedAt(talk)) / SECOND);
  return mediaFinding(toOtherAddress, talk, party, {
    span: (connectionOf(party) ?? party.section.line).span,
    text: `This ${sideOf(talk, party)} moved the media of ${name(talk, who)} to ${wanted}, but ${name(talk, sender)} went on sending to ${where}, the address of before, for ${seconds} seconds (${packetsText(old, 'RTP')}). Nothing was sent to the new address, so ${name(talk, who)} hears nothing from then on.`,
    related: relatedFlows(old, 'media that goes on to the old address'),
    verdict: {
      weight: 78,
      text: `${Name(talk, who)} hears nothing since its media moved to ${wanted} during the call: ${name(talk, sender)} still sends to ${where}.`,
    },
  });
}

function report(talk: Talk, who: Who, lost: readonly Placed<RtpEvidence>[]): Finding {
  const party = partyIn(talk, who);
  const sender = opposite(who);
  const own = rtpTo(talk.section, sender);
  const hosts = [...new Set(own.map(flow => flow.evidence.source.host))];
  const certain = hosts.some(host => hostKey(host) === signallingHost(talk.section, who));
  const line = connectionOf(party) ?? party.section.line;
  const where = list([...new Set(lost.map(flow => addressText(flow.evidence.destination)))]);
  const heard = hasAudio(talk.section, sender);
  return mediaFinding(toOtherAddress, talk, party, {
    severity: certain ? 'error' : 'warning',
    span: line.span,
    text: `${Name(talk, sender)} sends to ${where}, as this ${sideOf(talk, party)} says (${packetsText(lost, 'RTP')}), but nothing came from there: the media of ${name(talk, who)} comes from ${list(hosts)} (${packetsText(own, 'RTP')}). ${Name(talk, sender)} does not switch to that address, so ${name(talk, who)} hears nothing.`,
    related: [...relatedFlows(lost, 'media that does not arrive'), ...relatedFlows(own, `where ${name(talk, who)} is`)],
    fixes: hosts.length === 1 ? fixOf(talk, who, hosts[0]!) : [],
    verdict: {
      weight: certain ? 82 : 45,
      text: `${heard ? `Audio goes only from ${name(talk, who)} to ${hearer(talk, sender)}` : `${Name(talk, who)} hears nothing`}: the ${sideOf(talk, party)} of ${name(talk, who)} names ${list([...new Set(lost.map(flow => flow.evidence.destination.host))])} (c=), where nobody is; its media comes from ${list(hosts)}.`,
    },
  });
}

/** The address that media comes from, in the c= line that holds for the section. */
function fixOf(talk: Talk, who: Who, host: string): Fix[] {
  const party = partyIn(talk, who);
  const line = connectionOf(party);
  const old = connectionAddress(line);
  if (!line || old === undefined || old.includes(':') !== host.includes(':')) return [];
  const start = line.valueStart + line.value.indexOf(old, line.value.search(/IP[46]/) + 3);
  return [
    {
      title: `Write ${host}, where its media comes from, in the c= line`,
      safety: 'unsafe',
      message: party.side.message,
      edits: () => [replace({ start, end: start + old.length }, host)],
    },
  ];
}
