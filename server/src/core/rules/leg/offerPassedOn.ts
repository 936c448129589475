import type { Call, Description, Message } from '../../call/types';
import { legBothWays } from '../../call/media/ask';
import { attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { sentToBrowser } from '../browserLeg';
import { browserRewriteFix, sipRewriteFix } from '../rewriteFix';
import { hasDtls, refusalOf, refusedWhat, refuserName, relatedLine, relatedReply, rtpSections, wasTaken } from '../support';
import { type Cure, type Finding, finding, type Rule, type Severity, type VerdictCandidate } from '../types';
import { isPhones } from './acrossLegs';
import { BROWSER_OFFER, CONVERTED_CALL, exampleProxied } from './example';
import { keeps, type PassedOn, passedOn } from './passedOn';

const TO_PHONE: readonly Cure[] = [
  { gateway: 'rtpengine', setting: 'rtpengine_manage("RTP/AVP ICE=remove")' },
  { gateway: 'asterisk', setting: 'direct_media=no' },
  { gateway: 'freeswitch', setting: 'bypass_media=false' },
];
const TO_BROWSER: readonly Cure[] = [
  { gateway: 'rtpengine', setting: 'rtpengine_manage("UDP/TLS/RTP/SAVPF ICE=force")' },
  ...TO_PHONE.slice(1),
];

export const offerPassedOn: Rule = {
  id: 'leg/offer-passed-on',
  title: 'The gateway passed the offer on unchanged',
  severity: 'error',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 5764, section: '8' },
    { rfc: 8827, section: '6.5' },
  ],
  explanation:
    'A browser speaks DTLS-SRTP and ICE, most phones speak plain RTP. Between them a gateway must put itself in the middle: its own address and port in `c=` and `m=`, and the profile and keys that the other side knows. Here the offer has the same media address on both legs, or the fingerprint of the same certificate: the SIP proxy passed it on, and no media gateway took part. What the other side then complains about is a consequence.',
  quiet:
    'It speaks only of a browser’s leg and a SIP leg that end at a browser and at a phone. It is quiet where the other side itself speaks DTLS (media from end to end is allowed), where the client on WebSocket speaks plain RTP, where the address is one of the gateway’s own, where the offer was edited since or a later one was taken, where the capture shows audio both ways, and where the answer to the browser has the fault too and its own finding. It is an error where the offer was refused for what was passed on or a browser gets it, otherwise a warning; and information where only the fingerprint is the same: the gateway relays the media, but does not end the encryption.',
  bad: exampleProxied({ caller: 'browser', offer: [BROWSER_OFFER, BROWSER_OFFER], status: ['488 Not Acceptable Here'] }),
  good: CONVERTED_CALL,
  cures: TO_PHONE,
  checkCall: function* (call): Generator<Finding> {
    if (call.legs.length < 2) return;
    for (const one of call.descriptions) {
      const found = one.side === 'offer' && isPhones(one, call) ? toPhone(one, call) : undefined;
      if (found) yield found;
    }
    const told = new Set<Message>();
    for (const { one, section } of sentToBrowser(call)) {
      if (one.side !== 'offer' || told.has(one.message) || attributesIn(one.sdp.lines, 'fingerprint').length > 0) continue;
      const from = passedOn(one, call);
      if (from?.address === undefined) continue;
      told.add(one.message);
      yield toBrowser(one, call, section, from, from.address);
    }
  },
};

/** A browser's offer that a phone gets. */
function toPhone(one: Description, call: Call): Finding | undefined {
  // The replies were to another text than that of an edited message.
  const from = one.overcome || one.message.edited ? undefined : passedOn(one, call);
  const section = rtpSections(one.sdp)[0];
  if (!from || !section || !hasDtls(from.source.sdp) || speaksDtls(one, call)) return undefined;
  // Who wrote keys for the phone has converted it.
  if (attributesIn(section.lines, 'crypto').length > 0) return undefined;
  const { protocol } = section;
  const encrypted = profileOf(protocol).dtls;
  // The gateway may use what it leaves standing there; not under a profile that asks the phone for the handshake.
  if (from.address === undefined && !(encrypted && keeps(from, 'fingerprint') && !one.other)) return undefined;
  const refusal = refusalOf(one);
  if (!refusal && (one.other ? isTold(one, call, from) : encrypted && wasTaken(one))) return undefined;
  const who = refuserName(one);
  const blamed = refusal !== undefined && encrypted;
  const happens = blamed
    ? `${who} answered ${refusal.status}.`
    : encrypted
      ? `The phone is asked for ${protocol}, which few phones support.`
      : 'The phone sends plain RTP to the browser, which takes only encrypted media from a path that ICE found: there is no audio.';
  return report(one, section, from, {
    severity: from.address === undefined ? 'info' : blamed ? 'error' : 'warning',
    whose: "the browser's own",
    text: `${happens} Have the gateway write its own address, RTP/AVP and none of the browser's keys here, and call it for the answer too.`,
    cures: TO_PHONE,
    fixes: [sipRewriteFix(one, call)],
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    verdict: from.address === undefined ? undefined : verdictToPhone(one, protocol, refusal),
  });
}

function verdictToPhone(one: Description, protocol: string, refusal: Message | undefined): VerdictCandidate | undefined {
  const encrypted = profileOf(protocol).dtls;
  if (refusal)
    return encrypted
      ? {
          weight: 101,
          text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: it is asked for encrypted browser media (${protocol}), because the gateway passed the browser's offer on instead of converting it.`,
        }
      : undefined;
  return encrypted
    ? {
        weight: 55,
        text: `The SIP side is asked for encrypted browser media (${protocol}), because the gateway passed the browser's offer on.`,
      }
    : {
        weight: 60,
        text: "There will be no audio: the phone is told to send to the browser's own address, where only encrypted media is taken.",
      };
}

/** A phone's offer that a browser gets. */
function toBrowser(one: Description, call: Call, section: MediaSection, from: PassedOn, address: string): Finding {
  const refusal = refusalOf(one);
  const lacks = profileOf(section.protocol).secure ? 'it has no a=fingerprint' : `it asks for unencrypted media (${section.protocol})`;
  return report(one, section, from, {
    severity: 'error',
    whose: "the phone's own",
    text: `${refusal ? `The browser answered ${refusal.status}.` : 'The browser cannot use it.'} Media for ${address} would not go through the gateway, and a browser takes only encrypted media from a path that ICE found. Have the gateway write its own address, DTLS-SRTP and ICE here.`,
    cures: TO_BROWSER,
    fixes: [browserRewriteFix(one, call)],
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    verdict: {
      weight: 92,
      text: `The browser ${refusal ? `refused ${refusedWhat(one)} with ${refusal.status}` : 'will refuse the call'}: the gateway's offer cannot be used, because ${lacks}. It is the phone's own offer, passed on instead of being converted.`,
    },
  });
}

interface Report {
  readonly severity: Severity;
  readonly whose: string;
  readonly text: string;
  readonly cures: readonly Cure[];
  readonly fixes: Finding['fixes'];
  readonly related: Finding['related'];
  readonly verdict: VerdictCandidate | undefined;
}

function report(one: Description, section: MediaSection, from: PassedOn, { whose, text, ...said }: Report): Finding {
  const what = from.address
    ? `The media address of this offer (${from.address}) is ${whose}: no media gateway took part.`
    : `a=fingerprint of this offer is ${whose}: the gateway changed the address, but does not end the encryption.`;
  const theirs = from.source.sdp.media[section.index];
  return finding(offerPassedOn, {
    ...said,
    message: one.message,
    span: section.portSpan,
    places: from.lines.map(line => line.span),
    text: `${what} ${text}`,
    related: [...relatedLine(from.source.message, theirs?.line, 'the same offer on the other leg'), ...said.related],
    leg: one.leg,
    side: one.side,
  });
}

/** Whether the SIP side showed that it can do DTLS: a secure trunk, or a gateway of its own. */
const speaksDtls = (one: Description, call: Call): boolean =>
  (one.other !== undefined && hasDtls(one.other.sdp)) ||
  call.descriptions.some(other => other.leg === one.leg && other.fromGateway === false && hasDtls(other.sdp));

/** Whether the answer shows more: what the browser gets of it is refused, or audio flows all the same. */
function isTold(one: Description, call: Call, { source }: PassedOn): boolean {
  const back = call.descriptions.find(other => other.side === 'answer' && other.other?.message === source.message);
  // What stood in an answer that was edited since, its own finding had told.
  return (back !== undefined && (back.message.edited || !hasDtls(back.sdp))) || legBothWays(call, one.leg);
}
