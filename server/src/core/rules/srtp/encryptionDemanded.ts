import type { Call, Description, Leg, Message, Side } from '../../call/types';
import { isActive } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import { header } from '../../sip/message';
import { exampleCall, exampleSdp, PHONE_CALL } from '../example';
import { sdesRewriteFix } from '../rewriteFix';
import { hasIce, isRefusal, refusalOf, refusedWhat, refuserName, relatedReply, rtpSections, toPhones } from '../support';
import { finding, type Related, type Rule } from '../types';

export const encryptionDemanded: Rule = {
  id: 'srtp/encryption-demanded',
  title: 'Plain RTP refused',
  severity: 'error',
  references: [
    { rfc: 3711, section: '1' },
    { rfc: 4568, section: '6' },
    { rfc: 3261, section: '21.4.26' },
  ],
  explanation:
    'A phone or trunk that is set up to speak only encrypted media refuses an offer of plain `RTP/AVP` with 488. It wants `RTP/SAVP` with the keys in the SDP (`a=crypto`, SDES). The reply rarely says so: where its reason, its `Warning` header or a description in it does, this is an error; where an ordinary offer was refused without a word, encryption is one of the likely reasons.',
  quiet:
    'It is quiet where the offer shows another reason: a profile other than `RTP/AVP`, no G.711, ICE lines, video, or what another rule calls an error or a warning. It is quiet for 415, which is about the kind of body, where plain RTP was agreed on earlier on the leg, where a later offer was accepted, where the offer has been edited since, and where the refusal came from a browser or from a proxy on the way.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 488 }).replace(
    'Not Acceptable Here',
    'SRTP required',
  ),
  good: PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'RTP/SAVP DTLS=off' },
    { gateway: 'asterisk', setting: 'media_encryption=sdes' },
    { gateway: 'freeswitch', setting: 'rtp_secure_media=mandatory' },
  ],
  checkCall: function* (call) {
    const last = lastRefused(call);
    for (const one of last ? toPhones(call) : []) {
      const refusal = refusalOf(one);
      const [section] = rtpSections(one.sdp);
      if (!refusal || !section || one.cut || one.leg !== last || one.fromGateway === false || !isPlain(one)) continue;
      // 415 is about the kind of body, not about what stands in it; and who took plain RTP before takes it.
      if (refusal.status === 415 || tookPlain(one)) continue;
      const said = wordOf(refusal);
      if (!said && !isOrdinary(one)) continue;
      yield finding(encryptionDemanded, {
        severity: said ? 'error' : 'info',
        message: one.message,
        span: section.protocolSpan,
        text: said
          ? `This offers plain RTP, and ${said.words}. Offer RTP/SAVP with a=crypto on this leg.`
          : `This is an ordinary offer of plain RTP, and it was refused with ${refusal.status}. The other side may demand encryption: then it wants RTP/SAVP with a=crypto here.`,
        related: said?.related ?? relatedReply(refusal, `the offer was refused with ${refusal.status}`),
        fixes: [sdesRewriteFix(one, call)],
        leg: one.leg,
        side: one.side,
        // A guess is not worth a word where something is known to be wrong.
        ifExplained: said ? undefined : { by: one.message },
        verdict: said
          ? {
              weight: 96,
              text: `${refuserName(one)} refused ${refusedWhat(one)} with ${refusal.status}: it demands encrypted media, and is offered plain RTP.`,
            }
          : undefined,
      });
    }
  },
};

/** The last leg on which an offer was refused: replies on the legs before it may be only the news of it. */
const lastRefused = (call: Call): Leg | undefined =>
  [...call.legs].reverse().find(leg => leg.exchanges.some(({ rejection }) => isRefusal(rejection)));

/** Whether plain RTP was agreed on before, earlier on the leg. */
const tookPlain = ({ leg, exchange }: Description): boolean =>
  leg.exchanges
    .slice(0, leg.exchanges.indexOf(exchange))
    .some(({ answer, rejection }) => answer !== undefined && !rejection && rtpSections(answer.sdp).length > 0 && isPlain(answer));

/** Whether nothing in the description asks for encryption. */
const isPlain = ({ sdp }: Side): boolean =>
  rtpSections(sdp).every(({ protocol }) => protocol !== '' && !profileOf(protocol).secure) &&
  !sdp.lines.some(line => /^(crypto|fingerprint|key-mgmt|zrtp-hash|pcfg|acap)$/.test(line.attribute ?? ''));

/** Whether nothing in the offer is known to be refused by phones. */
const isOrdinary = (one: Description): boolean =>
  !hasIce(one.sdp) &&
  one.sdp.media
    .filter(isActive)
    .every(
      section =>
        section.media === 'audio' &&
        !profileOf(section.protocol).feedback &&
        one.codecs[section.index]?.some(codec => /^pcm[ua]$/i.test(codec.name)),
    );

/** Where a refusal says that encryption is wanted: in a description of what would be taken, in its reason, or in a header. */
function wordOf(refusal: Message): { words: string; related: Related[] } | undefined {
  const { sip, sdp } = refusal;
  const capable = sdp ? rtpSections(sdp) : [];
  if (capable[0] && capable.every(({ protocol }) => profileOf(protocol).secure)) {
    return {
      words: `the refusal says what would be taken: ${capable[0].protocol}`,
      related: [{ message: refusal, span: capable[0].protocolSpan, text: 'what the other side would take' }],
    };
  }
  const start = sip?.startLine;
  const line = start ? refusal.text.slice(start.span.start, Math.min(start.span.end, start.span.start + LONGEST)) : '';
  if (demands(line.replace(/\bnot acceptable\b/i, ''))) {
    return { words: 'the refusal asks for encryption', related: relatedReply(refusal, 'it asks for encryption') };
  }
  for (const name of ['warning', 'reason']) {
    const found = sip && header(sip, name);
    if (found && demands(found.value.slice(0, LONGEST))) {
      return {
        words: `the ${found.name === 'warning' ? 'Warning' : 'Reason'} header of the refusal asks for encryption`,
        related: [{ message: refusal, span: found.valueSpan, text: 'it asks for encryption' }],
      };
    }
  }
  return undefined;
}

const LONGEST = 500;

/** Whether words ask for encryption; to say that it is not supported is another matter. */
const demands = (words: string): boolean =>
  /\b(srtp|sdes|rtp\/savp|encrypt(ed|ion)?|crypto|secure transport)\b/i.test(words) &&
  !/\b(not|no|non|unsupported|disabled|failed)\b/i.test(words);
