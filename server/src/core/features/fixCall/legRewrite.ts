import { isCut } from '../../call/descriptions';
import { sentByGateway } from '../../call/legs';
import type { Call, Leg, Message } from '../../call/types';
import { FOR_BROWSER, forBrowser } from '../../rewrite/forBrowser';
import { FOR_SIP_LEG, forSipLeg } from '../../rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES, forSipLegSdes } from '../../rewrite/forSipLegSdes';
import type { TextEdit } from '../../rewrite/edit';
import type { Finding } from '../../rules/types';
import { attributeFor } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { Sdp } from '../../sdp/types';
import { callIn, type Draft, type Step, type Steps } from './draft';

interface LegRewrite {
  /** As the fixes of rules call it. */
  readonly title: string;
  readonly edits: (message: Message, sdp: Sdp, leg?: Leg, call?: Call) => TextEdit[];
  readonly reason: string;
}

const PLAIN: LegRewrite = { title: FOR_SIP_LEG, edits: forSipLeg, reason: 'rewritten for a SIP leg (plain RTP)' };
const SDES: LegRewrite = {
  title: FOR_SIP_LEG_SDES,
  edits: forSipLegSdes,
  reason: 'rewritten for a SIP leg with SDES (RTP/SAVP, a=crypto)',
};
const BROWSER: LegRewrite = { title: FOR_BROWSER, edits: forBrowser, reason: 'rewritten for a browser (DTLS-SRTP, ICE)' };

/**
 * The rewrites of what the gateway sends on a leg, for whoever is at its other end. What a browser or phone sent itself is not the
 * gateway's to change; where a trace does not tell who sent a description, one with something loud against it is taken.
 * @param loud what was found in the call before anything was done to it: replies count there
 */
export function legRewrites(draft: Draft, index: number, loud: readonly Finding[]): { title: string; steps: Steps } {
  const steps = new Map<Message, Step>();
  const call = callIn(draft);
  const leg = call?.legs[index];
  const rewrite = leg && rewriteFor(leg, callIn({ ...draft, analysis: draft.original })?.legs[index], loud);
  if (!rewrite) return { title: '', steps };
  const blamed = new Set(loud.map(one => draft.original.messages.indexOf(one.message)));
  for (const message of leg.messages) {
    // What a log lost of a description is lost to its rewrite as well.
    if (!message.sdp || isCut(message)) continue;
    if (!(sentByGateway(leg, message) ?? blamed.has(draft.analysis.messages.indexOf(message)))) continue;
    const edits = rewrite.edits(message, message.sdp, leg, call);
    if (edits.length > 0) steps.set(message, { edits, reasons: [rewrite.reason] });
  }
  return { title: rewrite.title, steps };
}

/** Undefined where the other end speaks something that no rewrite is for: a secure trunk, a WebSocket client with plain RTP. */
function rewriteFor(leg: Leg, original: Leg | undefined, loud: readonly Finding[]): LegRewrite | undefined {
  const theirs = leg.messages.filter(message => message.sdp && sentByGateway(leg, message) === false).map(message => message.sdp!);
  const withDtls = theirs.some(sdp =>
    sdp.rtp.some(section => attributeFor(sdp, section, 'fingerprint') || profileOf(section.protocol).dtls),
  );
  if (leg.kind === 'webrtc') return withDtls || theirs.length === 0 ? BROWSER : undefined;
  if (leg.kind !== 'sip' || withDtls) return undefined;
  const demanded = loud.some(one => one.rule === 'srtp/encryption-demanded' && one.leg === original);
  return demanded || speaksSdes(theirs) ? SDES : PLAIN;
}

const speaksSdes = (descriptions: readonly Sdp[]): boolean =>
  descriptions.some(sdp => sdp.rtp.some(({ protocol }) => profileOf(protocol).secure && !profileOf(protocol).dtls));
