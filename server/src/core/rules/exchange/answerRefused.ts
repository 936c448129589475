import type { Call, Description, Leg, Message } from '../../call/types';
import { sentByGateway } from '../../call/legs';
import { attributeFor, attributesIn } from '../../sdp/description';
import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import type { Header } from '../../sip/types';
import { exampleBrowserAudio, exampleCall } from '../example';
import { list, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';

const CALL = exampleCall({ transport: 'WS', offer: exampleBrowserAudio('actpass'), status: 200, answer: exampleBrowserAudio('active') });
const bye = (...headers: readonly string[]): string =>
  [
    'BYE sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/WS a1b2c3.invalid;branch=z9hG4bKbye',
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:bob@example.com>;tag=b',
    'Call-ID: example',
    'CSeq: 2 BYE',
    ...headers,
    'Content-Length: 0',
    '',
    '',
  ].join('\n');

export const answerRefused: Rule = {
  id: 'exchange/answer-refused',
  title: 'The answer was refused: the caller hangs up with cause 488',
  severity: 'error',
  references: [
    { rfc: 3261, section: '13.2.2.4' },
    { rfc: 3326, section: '2' },
  ],
  explanation:
    "An answer cannot be refused with a response: the call is up already. So a client that cannot use the answer acknowledges the 200 and hangs up at once, with `Reason: SIP;cause=488` in its BYE. JsSIP and SIP.js do so when the browser throws on `setRemoteDescription`. The browser's own words stand in its console only; this rule names what in the answer is the likely cause.",
  quiet:
    'It is information on the BYE where the answer has a fault that browsers are known to refuse, as that fault has a finding of its own. It looks only at a BYE of the side that made the last offer, where it came from, not at the copies that are passed on. It is quiet where the answer has been edited since.',
  bad: `${CALL}\n${bye('Reason: SIP ;cause=488; text="Not Acceptable Here"')}`,
  good: `${CALL}\n${bye()}`,
  cures: [],
  checkCall: function* (call): Generator<Finding> {
    for (const leg of call.legs) {
      const said = refusingBye(leg);
      const answer = said && answerBefore(call, leg, said.message);
      if (!said || !answer || answer.message.edited) continue;
      const browser = leg.kind === 'webrtc';
      const faults = browser ? faultsOf(answer) : [];
      const who = browser ? 'The browser' : 'The caller';
      const start = `${who} could not use the answer and hung up at once: its BYE says ${said.reason.value.trim().slice(0, 80)}.`;
      const common = { leg, side: 'answer' as const };
      if (faults.length > 0) {
        yield finding(answerRefused, {
          ...common,
          severity: 'info',
          message: said.message,
          span: said.reason.valueSpan,
          text: `${start} Most likely because of ${list(faults.map(fault => fault.text))}.`,
          related: faults.map(fault => ({ message: answer.message, span: fault.section.line.span, text: fault.text })),
        });
        continue;
      }
      yield finding(answerRefused, {
        ...common,
        message: answer.message,
        span: (answer.sdp.media[0]?.line ?? answer.sdp.lines[0])!.span,
        text: `${start} Nothing in the answer is known to be refused. ${browser ? 'The console of the browser says why: look for setRemoteDescription, or "emit peerconnection:setremotedescriptionfailed" of JsSIP.' : 'Its log should say why.'}`,
        related: [{ message: said.message, span: said.reason.valueSpan, text: 'the reason in the BYE' }],
        verdict: {
          weight: 58,
          text: `The call is picked up and drops at once: ${browser ? 'the browser refuses the gateway\u2019s answer' : 'the caller refuses the answer'} (BYE with cause 488).`,
        },
      });
    }
  },
};

const REFUSES = /(^|[\s,])SIP[ \t]{0,20};[^,]{0,200}\bcause[ \t]{0,20}=[ \t]{0,20}(488|606|415)\b/i;

/** The first BYE of a leg that says that a description was not acceptable, from where it began. */
function refusingBye(leg: Leg): { message: Message; reason: Header } | undefined {
  for (const message of leg.messages) {
    if (message.status !== 0 || message.method !== 'BYE') continue;
    const reason = message.sip?.headers.find(one => one.name === 'reason' && REFUSES.test(one.value));
    if (!reason) continue;
    const gateway = sentByGateway(leg, message);
    if (gateway === false || (gateway === undefined && leg.kind === 'webrtc')) return { message, reason };
  }
  return undefined;
}

/** The last answer that the sender of the BYE got. */
function answerBefore(call: Call, leg: Leg, bye: Message): Description | undefined {
  const exchange = leg.exchanges.filter(one => one.offer && one.answer && !one.rejection).at(-1);
  if (!exchange || exchange.offererTag === undefined || exchange.offererTag !== bye.fromTag) return undefined;
  return call.descriptions.find(one => one.message === exchange.answer!.message);
}

interface Fault {
  readonly section: MediaSection;
  readonly text: string;
}

/** What browsers are known to refuse in an answer; each has a rule of its own. */
function faultsOf({ sdp, other }: Description): Fault[] {
  const found: Fault[] = [];
  if (other && sdp.media.length !== other.sdp.media.length && sdp.media[0])
    found.push({ section: sdp.media[0], text: 'the number of its m= lines' });
  for (const section of rtpSections(sdp).slice(0, 1)) {
    const setup = attributeFor(sdp, section, 'setup')?.attributeValue?.trim().toLowerCase();
    const offered = other?.sdp.media[section.index];
    if (!attributeFor(sdp, section, 'fingerprint')) found.push({ section, text: 'the missing a=fingerprint' });
    if (!profileOf(section.protocol).secure) found.push({ section, text: `the profile ${section.protocol}` });
    if (!attributeFor(sdp, section, 'ice-ufrag') || !attributeFor(sdp, section, 'ice-pwd'))
      found.push({ section, text: 'the missing ICE credentials' });
    if (attributesIn(section.lines, 'rtcp-mux').length === 0) found.push({ section, text: 'the missing a=rtcp-mux' });
    if (setup === 'actpass' || setup === 'holdconn') found.push({ section, text: `a=setup:${setup}` });
    if (offered && offered.media !== section.media) found.push({ section, text: 'the order of its m= lines' });
  }
  return found;
}
