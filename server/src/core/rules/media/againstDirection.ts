import { opposite, rtpTo, type Who } from '../../call/media/ask';
import type { Call } from '../../call/types';
import { relatedLine } from '../support';
import type { Finding, Rule } from '../types';
import { allows, directionOf } from './direction';
import { CALLEE, CALLER, exampleCapture, examplePhoneAudio, exampleRtp, HEALTHY_PHONE_CALL, toCaller } from './example';
import { mediaFinding, name, packetsText, partyIn, relatedFlows, SECOND, SIDES, type Talk, talks } from './support';

/** What was on its way, or not stopped at once, when the answer came. */
const SLACK = 2 * SECOND;

const AUDIO = (at: typeof CALLER, direction: string): string[] => examplePhoneAudio(at, `m=audio ${at.port} RTP/AVP 0`, `a=${direction}`);

export const againstDirection: Rule = {
  id: 'media/against-direction',
  title: 'Media flows against the direction that was agreed',
  severity: 'info',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 3264, section: '6.1' },
  ],
  explanation:
    '`a=sendonly`, `a=recvonly` and `a=inactive` say which way media flows, as on hold. Here packets went the other way for longer than the change takes to arrive. Mostly that does no harm, but it may be heard as music or speech during hold.',
  quiet: 'It looks at the last offer and answer of the call and leaves out the two seconds after them.',
  bad: exampleCapture({
    transport: 'UDP',
    offer: AUDIO(CALLER, 'sendonly'),
    answer: AUDIO(CALLEE, 'recvonly'),
    flows: [exampleRtp(), exampleRtp(toCaller)],
  }),
  good: HEALTHY_PHONE_CALL,
  cures: [],
  checkCall: function* (call: Call): Generator<Finding> {
    for (const talk of talks(call)) {
      for (const who of SIDES) {
        const found = allows(talk, who) ? undefined : check(talk, who);
        if (found) yield found;
      }
    }
  },
};

function check(talk: Talk, sender: Who): Finding | undefined {
  const since = talk.section.exchange.answer?.message.envelope.time;
  if (since === undefined) return undefined;
  const rtp = rtpTo(talk.section, opposite(sender)).filter(flow => flow.evidence.last > since + SLACK);
  if (rtp.length === 0) return undefined;
  const forbids = ['sendrecv', 'sendonly'].includes(directionOf(talk, sender).value) ? opposite(sender) : sender;
  const { line, value } = directionOf(talk, forbids);
  const party = partyIn(talk, forbids);
  const other = partyIn(talk, opposite(forbids));
  return mediaFinding(againstDirection, talk, party, {
    span: (line ?? party.section.line).span,
    text: `By a=${value} ${name(talk, sender)} should not send here, but it does (${packetsText(rtp, 'RTP')}).`,
    related: [
      ...relatedLine(other.side.message, directionOf(talk, opposite(forbids)).line, 'the direction that the other side gives'),
      ...relatedFlows(rtp, `sent by ${name(talk, sender)}`),
    ],
  });
}
