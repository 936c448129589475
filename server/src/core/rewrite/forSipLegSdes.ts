import type { Call, Leg, Message, Side } from '../call/types';
import { type Crypto, cryptosIn, sameSuite, suiteOf } from '../sdp/crypto';
import { isActive } from '../sdp/description';
import { profileOf } from '../sdp/profiles';
import type { MediaSection, Sdp } from '../sdp/types';
import { deleteLine, insertAfter, type TextEdit } from './edit';
import { rewriteForSip } from './forSipLeg';

export const FOR_SIP_LEG_SDES = 'Rewrite this SDP for a SIP leg with SDES (RTP/SAVP, a=crypto)';

/** Stands where a key belongs: nobody but the gateway or the phone can make one. */
export const KEY_PLACEHOLDER = '<key>';

/** The suite that everybody has (RFC 4568 section 6.2.1). */
const USUAL = { tag: '1', suite: 'AES_CM_128_HMAC_SHA1_80' };

/** Whether there is audio that SDES could encrypt. */
export const canHaveSdes = (sdp: Sdp): boolean =>
  sdp.media.some(section => isActive(section) && section.media === 'audio' && profileOf(section.protocol).rtp);

/**
 * Turns a description into SRTP with SDES for a phone or trunk: as `forSipLeg`, but with the profile RTP/SAVP and a=crypto (RFC 4568).
 * Lines of a=crypto that are there stay; where there is none, one with a placeholder for the key says where it belongs. An answer
 * takes the tag and suite of a line of its offer (RFC 4568 section 5.1.2).
 */
export function forSipLegSdes(message: Message, sdp: Sdp, leg?: Leg, call?: Call): TextEdit[] {
  const offer = leg?.exchanges.find(exchange => exchange.answer?.message === message)?.offer;
  return rewriteForSip({ profile: 'RTP/SAVP', keys: section => keys(section, offer), video: () => [] }, message, sdp, leg, call);
}

function keys(section: MediaSection, offer: Side | undefined): TextEdit[] {
  const own = cryptosIn(section);
  const offered = offer?.sdp.media[section.index];
  const choice = offered ? cryptosIn(offered).filter(isChoice) : [];
  if (choice.length === 0) return own.length > 0 ? [] : [placeholder(section, USUAL)];
  const [first, ...others] = own;
  if (first && choice.some(one => takes(first, one))) return others.map(({ line }) => deleteLine(line));
  const best = choice.find(({ suite }) => suiteOf(suite!.text) && !suiteOf(suite!.text)!.plain) ?? choice[0]!;
  return [...own.map(({ line }) => deleteLine(line)), placeholder(section, { tag: best.tag!.text, suite: best.suite!.text })];
}

const isChoice = ({ tag, suite }: Crypto): boolean => tag !== undefined && suite !== undefined;

const takes = (answer: Crypto, offered: Crypto): boolean =>
  Number(answer.tag?.text) === Number(offered.tag!.text) && sameSuite(answer.suite?.text ?? '', offered.suite!.text);

/** Attributes stand behind the i=, c=, b= and k= lines of a section (RFC 8866 section 5). */
function placeholder(section: MediaSection, { tag, suite }: typeof USUAL): TextEdit {
  const first = section.lines.findIndex(line => line.type === 'a');
  const before = section.lines[first < 0 ? section.lines.length - 1 : first - 1]!;
  return insertAfter(before, `a=crypto:${tag} ${suite} inline:${KEY_PLACEHOLDER}`);
}
