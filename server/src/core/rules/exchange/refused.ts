import type { Call, Description, Message } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { codecsOf, isPrimary } from '../../sdp/codecs';
import { attributeFor, connectionAddress, connectionFor, isActive } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { header } from '../../sip/message';
import { WARNINGS } from '../../sip/warnings';
import type { Span } from '../../text/span';
import { exampleCall, exampleSdp } from '../example';
import { counterpart, hasDtls, hasIce, isChange, isRefusal, list, refuserName, rtpSections } from '../support';
import { finding, type Rule, type VerdictCandidate } from '../types';

/** A line of the offer that may be what the other side could not take. */
interface Suspect {
  readonly span: Span;
  readonly text: string;
  /** Warning code that names this reason (RFC 3261 section 20.43). */
  readonly warning?: number;
}

export const refused: Rule = {
  id: 'exchange/refused',
  title: 'The offer was refused',
  severity: 'warning',
  references: [
    { rfc: 3261, section: '21.4.26' },
    { rfc: 3261, section: '21.6.4' },
    { rfc: 3261, section: '21.4.13' },
    { rfc: 3261, section: '20.43' },
  ],
  explanation:
    '488 and 606 mean that the other side cannot take the offer as it stands, 415 that it cannot read this kind of body. The reply rarely says why. This rule lists the lines of the offer that are the likely reason, the likeliest first. Where the reply has a `Warning` header, that decides.',
  quiet:
    'Only the reply on the leg where the refusal began is explained, not the copies that are passed back. 401, 407, 408, 422, 481, 486, 487 and 491 have other reasons. It is information where lines of the offer may be the reason, where the offer has been edited since, where a later offer was accepted, and where only a change of a running call was refused.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 18'), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 18'), status: 486 }),
  cures: [],
  checkCall: function* (call) {
    for (const one of call.descriptions) {
      const refusal = one.side === 'offer' ? one.exchange.rejection : undefined;
      if (!isRefusal(refusal) || !refusal.sip?.startLine || isPassedBack(call, one)) continue;
      const said = explain(one, refusal);
      yield finding(refused, {
        severity: said.stepsBack || said.suspects.length > 0 ? 'info' : 'warning',
        message: refusal,
        span: refusal.sip.startLine.span,
        text: said.text,
        related: said.suspects.map(suspect => ({ message: one.message, span: suspect.span, text: suspect.text })),
        leg: one.leg,
        verdict: said.plainly === undefined ? undefined : { weight: 10, text: said.plainly },
        ifExplained: said.known === undefined ? undefined : { by: one.message, ...said.known },
      });
    }
  },
};

/** 399 and codes of programs have their reason in the text alone. */
const meaningOf = (code: number): string => (code < 390 && WARNINGS[code] ? `, ${WARNINGS[code]}` : '');

interface Explanation {
  readonly text: string;
  readonly suspects: readonly Suspect[];
  /** The refusal does not count against the offer as it stands, or broke nothing. */
  readonly stepsBack: boolean;
  /** The sentence for the call. */
  readonly plainly?: string;
  /** What is left to say where another rule knows the reason. */
  readonly known?: { readonly text: string; readonly verdict: VerdictCandidate };
}

function explain(one: Description, refusal: Message): Explanation {
  const none = { suspects: [], stepsBack: true };
  if (one.message.edited) {
    return {
      ...none,
      text: 'This refusal was recorded for the original offer, which has been edited since. It says nothing about the offer as it stands now.',
    };
  }
  if (one.overcome) return { ...none, text: `${refuserName(one)} refused this offer, but accepted a later one.` };
  const warning = warningOf(refusal);
  const suspects = suspectsIn(one).sort((a, b) => Number(b.warning === warning?.code) - Number(a.warning === warning?.code));
  const said = warning
    ? ` Its Warning header says: ${warning.code}${meaningOf(warning.code)}${warning.text ? ` (${warning.text})` : ''}.`
    : '';
  const why = suspects.length > 0 ? ` Most likely because of ${list(suspects.map(suspect => suspect.text))}.` : '';
  if (isChange(one)) {
    return {
      text: `${refuserName(one)} refused this change of the call, which goes on as it was.${said}${why}`,
      suspects,
      stepsBack: true,
    };
  }
  if (one.leg.kind === 'webrtc' && one.fromGateway === false) {
    return {
      text: `The gateway refused the offer, or passed on a refusal from behind it.${said}${why || ' Browsers normally offer just this. Look at what the gateway made of it on the SIP leg, which is not in this trace.'}`,
      suspects,
      stepsBack: false,
      plainly: `The call was refused with ${refusal.status} at the gateway or behind it.${why || ' The browser\u2019s offer shows no reason; the SIP leg is not in this trace.'}`,
    };
  }
  return {
    text: `${refuserName(one)} refused the offer.${said}${why || ' Nothing in it is unusual for this leg. The other side may require encryption, want other codecs, or be set up to refuse such calls.'}`,
    suspects,
    stepsBack: false,
    plainly: `${refuserName(one)} refused the call with ${refusal.status}.${why || (warning?.text ? ` The reply gives as reason: "${warning.text}"` : ' The offer itself shows no reason.')}`,
    known:
      suspects.length > 0
        ? undefined
        : {
            text: `${refuserName(one)} refused the offer.${said} What is wrong with it is marked there.`,
            verdict: {
              weight: 10,
              text: `${refuserName(one)} refused the call with ${refusal.status}. The likely reason is marked in the offer.`,
            },
          },
  };
}

/** Whether the same offer was refused on the next leg already: then this reply is only the news of it. */
function isPassedBack(call: Call, one: Description): boolean {
  if (!one.endsHere && call.legs.some(leg => leg !== one.leg && isRefusal(leg.exchanges[0]?.rejection))) return true;
  const next = counterpart(call, one.leg, one.exchange);
  return next !== undefined && isRefusal(next.exchange.rejection) && call.legs.indexOf(next.leg) > call.legs.indexOf(one.leg);
}

function warningOf(message: Message): { code: number; text: string } | undefined {
  const match = /^\s*(3\d\d)\s+\S+\s+"?([^"]*)"?/.exec(header(message.sip!, 'warning')?.value ?? '');
  return match ? { code: Number(match[1]), text: match[2]!.slice(0, 80) } : undefined;
}

/** What in an offer phones, or browsers, do not take, the likeliest first: transport, then keys, then codecs, as stacks check them. */
function suspectsIn(one: Description): Suspect[] {
  if (one.leg.kind !== 'webrtc') return phoneSuspects(one);
  return one.fromGateway === false ? rtpSections(one.sdp).flatMap(codecSuspects) : browserSuspects(one);
}

function browserSuspects(one: Description): Suspect[] {
  const suspects: Suspect[] = [];
  for (const section of rtpSections(one.sdp)) {
    if (!hasDtls(one.sdp)) suspects.push({ span: section.protocolSpan, text: `${section.protocol} without a=fingerprint`, warning: 302 });
    if (!hasIce(one.sdp)) suspects.push({ span: section.line.span, text: 'the missing ICE credentials', warning: 307 });
  }
  return suspects;
}

function phoneSuspects(one: Description): Suspect[] {
  const suspects: Suspect[] = [];
  const unused = one.sdp.media.find(section => section.port === 0);
  if (unused && !one.sdp.media.some(isActive)) {
    suspects.push({ span: unused.line.span, text: 'port 0: it offers no media at all', warning: 304 });
  }
  for (const section of one.sdp.media.filter(isActive)) {
    const profile = profileOf(section.protocol);
    const fingerprint = profile.dtls ? undefined : attributeFor(one.sdp, section, 'fingerprint');
    if (profile.dtls || profile.secure || profile.feedback || (section.media === 'audio' && !profile.rtp)) {
      suspects.push({ span: section.protocolSpan, text: `the profile ${section.protocol}`, warning: 302 });
    } else if (fingerprint) suspects.push({ span: fingerprint.span, text: 'a=fingerprint, which asks for DTLS', warning: 306 });
    const connection = connectionFor(one.sdp, section);
    const address = connectionAddress(connection);
    if (connection && address !== undefined && /[a-z]/i.test(address) && addressKind(address) === 'host name') {
      suspects.push({ span: connection.span, text: 'the host name in its c= line', warning: 301 });
    }
    suspects.push(...codecSuspects(section));
    if (section.media !== 'audio') suspects.push({ span: section.line.span, text: `the ${section.media} section`, warning: 304 });
  }
  const ice = one.sdp.lines.find(line => line.attribute === 'ice-ufrag' || line.attribute === 'candidate');
  if (ice) suspects.push({ span: ice.span, text: 'its ICE lines', warning: 306 });
  return suspects;
}

function codecSuspects(section: MediaSection): Suspect[] {
  const { formats } = section;
  const codecs = codecsOf(section).filter(isPrimary);
  if (section.media !== 'audio' || formats.length === 0 || codecs.some(codec => /^pcm[ua]$/i.test(codec.name))) return [];
  const span = { start: formats[0]!.span.start, end: formats[formats.length - 1]!.span.end };
  return [{ span, text: `its codecs (${list(codecs.map(codec => codec.name)) || 'none'}, no G.711)`, warning: 305 }];
}
