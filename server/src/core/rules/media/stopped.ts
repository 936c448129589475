import { isAudio, isPatchy, opposite, rtpTo, type Who } from '../../call/media/ask';
import type { Call } from '../../call/types';
import type { Finding, Rule } from '../types';
import { consentLost } from './consentLost';
import { allows } from './direction';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { mediaFinding, Name, name, partyIn, relatedFlows, SECOND, SIDES, type Talk, talks } from './support';

/** Nobody pauses for so long without a word of SIP. */
const LONG = 10 * SECOND;
/** Within this the other direction counts as flowing to the end. */
const TO_THE_END = 3 * SECOND;
/** Packets a second of a stream without pauses: even of 30 ms each. */
const STEADY = 30;

const FIRST = exampleRtp().first;

export const stopped: Rule = {
  id: 'media/stopped',
  title: 'Audio stopped during the call',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '8.4' },
    { rfc: 3550, section: '6.3.5' },
  ],
  explanation:
    'One side sent audio without a pause, then stopped, while the call stayed up and the other side went on. It hung up without a BYE, lost its network, its program failed, or a firewall or NAT closed the way.',
  quiet:
    'It is quiet for pauses below ten seconds, during hold, for senders that pause in silence (DTX, comfort noise), where both directions stop together, and where `media/consent-lost` names the reason.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: examplePhoneAudio(CALLER),
    answer: examplePhoneAudio(CALLEE),
    flows: [exampleRtp({ packets: 250, last: FIRST + 5 * SECOND }), exampleRtp(toCaller)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'timeout' },
    { gateway: 'asterisk', setting: 'rtp_timeout' },
    { gateway: 'freeswitch', setting: 'rtp-timeout-sec' },
  ],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      if (!isAudio(talk.section) || [...(consentLost.checkCall?.(call) ?? [])].length > 0) continue;
      for (const who of SIDES) {
        const found = check(talk, who);
        if (found) yield found;
      }
    }
  },
};

function check(talk: Talk, sender: Who): Finding | undefined {
  const rtp = rtpTo(talk.section, opposite(sender));
  const back = rtpTo(talk.section, sender);
  if (rtp.length === 0 || back.length === 0 || !allows(talk, sender) || !allows(talk, opposite(sender))) return undefined;
  const last = Math.max(...rtp.map(flow => flow.evidence.last));
  const goesOn = Math.max(...back.map(flow => flow.evidence.last)) > talk.up.end - TO_THE_END;
  if (!goesOn || last > talk.up.end - LONG || last < talk.up.start) return undefined;
  const stream = rtp.find(flow => flow.evidence.last === last)!;
  const { packets, first, payloadTypes } = stream.evidence;
  const steady = packets >= (STEADY * (last - first)) / SECOND && packets >= STEADY;
  if (!steady || isPatchy(rtp) || payloadTypes.some(one => one.type === 13)) return undefined;
  const party = partyIn(talk, sender);
  return mediaFinding(stopped, talk, party, {
    span: party.section.line.span,
    text: `${Name(talk, sender)} sent audio until frame ${stream.evidence.frames[1]} and then no more, ${Math.round((talk.up.end - last) / SECOND)} seconds before the end of the call, while ${name(talk, opposite(sender))} went on. Nothing in SIP says why.`,
    related: [...relatedFlows([stream], 'the stream that stops'), ...relatedFlows(back, 'the other direction goes on')],
    verdict: {
      weight: 55,
      text: `The audio from ${name(talk, sender)} stopped ${Math.round((talk.up.end - last) / SECOND)} seconds before the call ended.`,
    },
  });
}
