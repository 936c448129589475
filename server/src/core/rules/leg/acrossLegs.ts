import type { Call, Description, Leg } from '../../call/types';
import { type Codec, codecsOf } from '../../sdp/codecs';
import { codecsIn, meantKey } from '../codec/support';
import { rtpSections } from '../support';

/** Whether a SIP leg has a phone or trunk at its other end: it called, or the call ended there. */
export const isPhones = (one: Description, call: Call): boolean => one.leg.kind === 'sip' && (one.endsHere || one.leg === call.legs[0]);

/** The last answers of a browser's leg and of a phone's, where there is one of each: what the gateway stands between. */
export interface Across {
  readonly browser: Description;
  readonly phone: Description;
}

/** The two answers that count in the end; undefined where a leg was not answered, or a call has several browsers or phones. */
export function acrossLegs(call: Call): Across | undefined {
  if (call.legs.length < 2) return undefined;
  const answers = { webrtc: new Map<Leg, Description>(), sip: new Map<Leg, Description>() };
  for (const one of call.descriptions) {
    const { kind, result } = one.leg;
    if (kind === 'unknown' || one.side !== 'answer' || !one.other || one.exchange.rejection) continue;
    if ((result !== null && result >= 300) || (kind === 'sip' && !isPhones(one, call))) continue;
    answers[kind].set(one.leg, one);
  }
  const [browser, ...browsers] = answers.webrtc.values();
  const [phone, ...phones] = answers.sip.values();
  return browser && phone && browsers.length + phones.length === 0 ? { browser, phone } : undefined;
}

/** The codecs of an answer's first audio section that its offer has too: what the two sides of the leg may send. */
export function agreedAudio(answer: Description): readonly Codec[] | undefined {
  const section = rtpSections(answer.sdp).find(one => one.media === 'audio');
  const offered = section && answer.other?.sdp.media[section.index];
  if (!section || offered?.media !== 'audio') return undefined;
  const keys = new Set(codecsIn(answer, section).map(meantKey));
  return codecsOf(offered).filter(codec => keys.has(meantKey(codec)));
}
