import { hasAudio, isAudio, isPatchy, isSeen, opposite, relaysMedia, rtpPacketsTo, rtpTo, type Who } from '../../call/media/ask';
import type { Call } from '../../call/types';
import type { Finding, Rule } from '../types';
import { allows, directionOf } from './direction';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL } from './example';
import { isExplained } from './explained';
import { hearer, LONG_ENOUGH, mediaFinding, Name, name, packetsText, partyIn, relatedFlows, SIDES, type Talk, talks } from './support';

/** A second of speech: fewer packets do not make a direction that works. */
const ENOUGH = 50;

export const oneWay: Rule = {
  id: 'media/one-way',
  title: 'Audio goes one way only',
  severity: 'error',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 3550, section: '5.1' },
  ],
  explanation:
    'Both sides may send and receive by their SDP, but the capture has RTP of one direction only. The silent side has no microphone or cannot reach the address of the other; a gateway may have dropped what it did not understand, or had nothing to pass on from the other leg.',
  quiet:
    'It is quiet for hold and one-way directions, where the gateway got nothing from the other leg (that leg is reported), where media goes through a TURN server, where the capture shows one direction of SIP too or lacks much of the stream, for calls of less than three seconds, and where another rule names the reason. It is a warning where nothing at all comes from the media address of the silent side, as its packets may take another way.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp()],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'direction=[priv pub]' },
    { gateway: 'asterisk', setting: 'rtp_symmetric=yes' },
    { gateway: 'freeswitch', setting: 'ext-rtp-ip' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    if (relaysMedia(call)) return;
    for (const talk of talks(call)) {
      const silent = SIDES.find(who => isSilent(talk, who));
      if (silent && !hasNothingToPassOn(talk, silent) && !isExplained(call)) yield report(talk, silent);
    }
  },
};

const isSilent = (talk: Talk, who: Who): boolean =>
  isAudio(talk.section) &&
  talk.seconds >= LONG_ENOUGH &&
  rtpPacketsTo(talk.section, who) >= ENOUGH &&
  rtpPacketsTo(talk.section, opposite(who)) === 0 &&
  !isPatchy(rtpTo(talk.section, who)) &&
  allows(talk, who);

/** Whether the silent side is the gateway, and no audio came to it on another leg that the capture shows. */
function hasNothingToPassOn({ call, media, leg }: Talk, silent: Who): boolean {
  if (leg.gateway !== silent) return false;
  const others = media.sections.filter(one => one.leg !== leg && isAudio(one) && one.leg.gateway !== undefined);
  return call.legs.length > 1 && others.length > 0 && !others.some(one => hasAudio(one, one.leg.gateway!));
}

function report(talk: Talk, silent: Who): Finding {
  const party = partyIn(talk, silent);
  const heard = rtpTo(talk.section, silent);
  const certain = isSeen(talk.section, silent);
  const line = directionOf(talk, silent).line ?? party.section.line;
  return mediaFinding(oneWay, talk, party, {
    severity: certain ? 'error' : 'warning',
    span: line.span,
    text: `${Name(talk, silent)} sends no RTP on this leg, although both sides may send, while ${name(talk, opposite(silent))} does (${packetsText(heard, 'RTP')}). ${certain ? `${Name(talk, opposite(silent))} hears nothing` : 'Either nothing comes back, or it takes a way past the capture: nothing of its media host is seen'}.`,
    related: relatedFlows(heard, 'the only direction that flows'),
    verdict: {
      weight: certain ? 60 : 30,
      text: `Audio goes only from ${name(talk, opposite(silent))} to ${hearer(talk, silent)}: ${talk.leg.gateway === silent ? `the gateway passes nothing on to ${name(talk, opposite(silent))}` : `${name(talk, silent)} sends nothing`}.`,
    },
  });
}
