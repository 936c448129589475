import {
  connectionOf,
  hasAudio,
  isAudio,
  isPatchy,
  isSeen,
  LEAST_AUDIO,
  opposite,
  relaysMedia,
  rtpPacketsTo,
  rtpTo,
  signallingHost,
  type Who,
} from '../../call/media/ask';
import type { Call } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress } from '../../sdp/description';
import type { Finding, Rule } from '../types';
import { allows, directionOf } from './direction';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL } from './example';
import { isExplained } from './explained';
import {
  capital,
  count,
  hearer,
  LONG_ENOUGH,
  mediaFinding,
  name,
  packetsText,
  partyIn,
  relatedFlows,
  sectionBehind,
  SIDES,
  sideOf,
  type Talk,
  talks,
} from './support';
import { isInside } from './toPrivateAddress';

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
    'Both sides may send and receive by their SDP, but the capture has RTP of one direction only, or next to none (fewer than 10 packets) of the other. The silent side has no microphone or cannot reach the address of the other; a gateway may have dropped what it did not understand, or had nothing to pass on from the other leg.',
  quiet:
    'It is quiet for hold and one-way directions, where the gateway got nothing from the other leg (that leg is reported), where media goes through a TURN server, where the capture shows one direction of SIP too or lacks much of the stream, for calls of less than three seconds, and where another rule names the reason. It is a warning where nothing at all comes from the media address of the silent side, as its packets may take another way. Where the other side names a private address and the silent one is on the Internet, that address is what it points at.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp()],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'direction=priv direction=pub' },
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
  rtpPacketsTo(talk.section, opposite(who)) < LEAST_AUDIO &&
  !isPatchy(rtpTo(talk.section, who)) &&
  allows(talk, who);

/** Whether the silent side is the gateway, and no audio came to it on another leg that the capture shows. */
function hasNothingToPassOn({ call, media, leg }: Talk, silent: Who): boolean {
  if (leg.gateway !== silent) return false;
  const others = media.sections.filter(one => one.leg !== leg && isAudio(one) && one.leg.gateway !== undefined);
  return call.legs.length > 1 && others.length > 0 && !others.some(one => hasAudio(one, one.leg.gateway!));
}

/**
 * The connection address of the side that hears nothing, where that explains it: it is private, while the silent side is on the
 * Internet, so that what it sends does not reach the capture.
 */
function hiddenAddress(talk: Talk, silent: Who): string | undefined {
  const address = connectionAddress(connectionOf(partyIn(talk, opposite(silent))));
  const from = signallingHost(talk.section, silent);
  const isOutside = from !== undefined && addressKind(from) === 'public' && talk.leg.gateway !== silent;
  return isOutside && address !== undefined && isInside(address) ? address : undefined;
}

/** Whether the gateway gets audio of both ends and passes on that of neither. */
function passesNothing(talk: Talk, silent: Who): boolean {
  const other = talk.leg.gateway === silent ? sectionBehind(talk) : undefined;
  const gateway = other?.leg.gateway;
  return other !== undefined && gateway !== undefined && hasAudio(other, gateway) && rtpPacketsTo(other, opposite(gateway)) < LEAST_AUDIO;
}

/** The end of the call whose audio a side sends: where that is the gateway, the party behind it, if it is heard there. */
function speaker(talk: Talk, who: Who): string {
  const other = talk.leg.gateway === who ? sectionBehind(talk) : undefined;
  return other && hasAudio(other, other.leg.gateway!) ? hearer(talk, who) : name(talk, who);
}

function report(talk: Talk, silent: Who): Finding {
  const hearing = opposite(silent);
  const heard = rtpTo(talk.section, silent);
  const few = rtpPacketsTo(talk.section, hearing);
  const certain = isSeen(talk.section, silent);
  const hidden = hiddenAddress(talk, silent);
  const party = partyIn(talk, hidden === undefined ? silent : hearing);
  const line = (hidden === undefined ? directionOf(talk, silent).line : connectionOf(party)) ?? party.section.line;
  const self = name(talk, silent);
  const other = name(talk, hearing);
  const sends = few === 0 ? 'sends no RTP on this leg' : `sends next to no RTP on this leg (${count(few, 'packet')})`;
  const why =
    hidden !== undefined
      ? `This ${sideOf(talk, party)} of ${other} names the private address ${hidden}, and ${self} is on the Internet (${signallingHost(talk.section, silent)}): what it sends there most likely does not arrive. ${capital(other)} hears nothing`
      : certain || few > 0
        ? `${capital(other)} hears nothing`
        : 'Either nothing comes back, or it takes a way past the capture: nothing of its media host is seen';
  const reason =
    hidden !== undefined
      ? `the ${sideOf(talk, party)} of ${other} names the private address ${hidden} (c=), which ${self} most likely cannot reach over the Internet`
      : self === 'the gateway'
        ? `the gateway passes nothing on to ${other}`
        : `${self} sends ${few === 0 ? 'nothing' : 'next to nothing'}`;
  return mediaFinding(oneWay, talk, party, {
    severity: certain || few > 0 ? 'error' : 'warning',
    span: line.span,
    text: `${capital(self)} ${sends}, although both sides may send, while ${other} does (${packetsText(heard, 'RTP')}). ${why}.`,
    related: relatedFlows(heard, 'the only direction that flows'),
    verdict: {
      weight: certain ? 60 : 30,
      text: passesNothing(talk, silent)
        ? `The call is up but silent: the audio of ${other} and of ${hearer(talk, silent)} reaches the gateway, which passes on neither.`
        : `Audio goes only from ${speaker(talk, hearing)} to ${hearer(talk, silent)}: ${reason}.`,
    },
  });
}
