import type { Call, Description, Message } from '../../call/types';
import { attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { sentToBrowser } from '../browserLeg';
import { browserRewriteFix } from '../rewriteFix';
import { counterpart, hasDtls, relatedLine, rtpSections } from '../support';
import { type Cure, type Finding, finding, type Rule } from '../types';
import { isPhones } from './acrossLegs';
import { BROWSER_OFFER, CONVERTED_CALL, exampleProxied, GATEWAY_AS_PHONE, PHONE } from './example';
import { type PassedOn, passedOn } from './passedOn';

const CURES: readonly Cure[] = [
  { gateway: 'rtpengine', setting: 'rtpengine_manage() in onreply_route' },
  { gateway: 'asterisk', setting: 'direct_media=no' },
  { gateway: 'freeswitch', setting: 'bypass_media=false' },
];

export const answerPassedBack: Rule = {
  id: 'leg/answer-passed-back',
  title: 'The gateway passed the answer back unchanged',
  severity: 'error',
  references: [
    { rfc: 3264, section: '6' },
    { rfc: 8827, section: '6.5' },
  ],
  explanation:
    'What the gateway does to an offer it must undo in the answer: the browser that offered DTLS-SRTP and ICE needs an answer with both, and the phone that offered plain RTP one without. Here the answer has the same media address on both legs: it came back as the other side wrote it. Mostly the routing script asks the media gateway for the INVITE only, and not for the reply to it (in Kamailio `onreply_route`, and `failure_route` where calls are tried elsewhere).',
  quiet:
    'It speaks only of a browser’s leg and a SIP leg, and is quiet where both sides speak DTLS, as media from end to end is allowed, and where the client on WebSocket speaks plain RTP itself.',
  bad: exampleProxied({ caller: 'browser', offer: [BROWSER_OFFER, GATEWAY_AS_PHONE], status: ['200 OK'], answer: [PHONE, PHONE] }),
  good: CONVERTED_CALL,
  cures: CURES,
  checkCall: function* (call): Generator<Finding> {
    if (call.legs.length < 2) return;
    const told = new Set<Message>();
    for (const { one, section } of sentToBrowser(call)) {
      if (one.side !== 'answer' || told.has(one.message) || attributesIn(one.sdp.lines, 'fingerprint').length > 0) continue;
      const from = passedOn(one, call);
      if (from?.address === undefined) continue;
      told.add(one.message);
      yield toBrowser(one, call, section, from);
    }
    for (const one of call.descriptions) {
      const section =
        one.side === 'answer' && isPhones(one, call) && one.other && !hasDtls(one.other.sdp) ? rtpSections(one.sdp)[0] : undefined;
      const from = section && passedOn(one, call);
      if (from?.address !== undefined && hasDtls(from.source.sdp)) yield toPhone(one, call, section!, from);
    }
  },
};

function toBrowser(one: Description, call: Call, section: MediaSection, from: PassedOn): Finding {
  const lacks = profileOf(section.protocol).secure ? 'has no a=fingerprint' : `asks for unencrypted media (${section.protocol})`;
  return report(one, call, section, from, {
    text: `This is the phone's own answer: its media address (${from.address}) is the same on the SIP leg, and it ${lacks}. The browser refuses it ("Called with SDP without DTLS fingerprint."), and the call drops just after it was picked up.`,
    fixes: [browserRewriteFix(one, call)],
    verdict: {
      weight: 92,
      text: `The call is picked up and drops at once: the browser refuses the gateway's answer, because it ${lacks}. It is the phone's own answer, passed back instead of being converted.`,
    },
  });
}

function toPhone(one: Description, call: Call, section: MediaSection, from: PassedOn): Finding {
  const asks = profileOf(section.protocol).dtls
    ? `asks for ${section.protocol}, which the phone did not offer`
    : 'names the browser itself';
  return report(one, call, section, from, {
    text: `This is the browser's own answer: its media address (${from.address}) is the same on the browser's leg, and it ${asks}. The phone refuses it, or sends plain RTP to the browser, which takes only encrypted media from a path that ICE found: there is no audio.`,
    verdict: {
      weight: 84,
      text: "The call is picked up, but there will be no audio: the phone gets the browser's own answer, which the gateway passed back instead of converting it.",
    },
  });
}

function report(
  one: Description,
  call: Call,
  section: MediaSection,
  from: PassedOn,
  said: Pick<Finding, 'text' | 'verdict'> & Partial<Pick<Finding, 'fixes'>>,
): Finding {
  return finding(answerPassedBack, {
    message: one.message,
    span: section.portSpan,
    places: from.lines.map(line => line.span),
    text: `${said.text} ${wasConverted(one, call) ? 'The gateway converted the offer, but not the answer: it must be asked for the reply as well.' : 'The gateway must be asked for the offer and for the reply to it.'}`,
    related: [...relatedLine(from.source.message, from.source.sdp.media[section.index]?.line, 'the same answer on the other leg')],
    leg: one.leg,
    side: one.side,
    fixes: said.fixes,
    verdict: said.verdict,
  });
}

/** Whether the offer, in its turn, has an address of the gateway on the leg that the answer came from. */
function wasConverted(one: Description, call: Call): boolean {
  const message = counterpart(call, one.leg, one.exchange)?.exchange.offer?.message;
  const offer = call.descriptions.find(other => other.message === message);
  return offer !== undefined && passedOn(offer, call)?.address === undefined;
}
