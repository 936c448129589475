import type { Call, Description } from '../../call/types';
import { codecsOf } from '../../sdp/codecs';
import type { MediaSection } from '../../sdp/types';
import { formatsSpan, isDtmf, primaryOf } from '../codec/support';
import { relatedLine, rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { type Across, acrossLegs, agreedAudio } from './acrossLegs';
import { isDigits } from './digits';
import { BROWSER_OFFER, CONVERTED_CALL, exampleProxied, GATEWAY_AS_BROWSER, GATEWAY_AS_PHONE, PHONE } from './example';

const withEvents = (lines: readonly string[]): string[] => [
  ...lines.map(line => line.replace('SAVPF 111 0', 'SAVPF 111 0 126')),
  'a=rtpmap:126 telephone-event/8000',
];

export const dtmfNotPassed: Rule = {
  id: 'leg/dtmf-not-passed',
  title: 'Keypad tones are agreed on one leg and not offered on the other',
  severity: 'info',
  references: [
    { rfc: 4733, section: '2.4.1' },
    { rfc: 7874, section: '3' },
  ],
  explanation:
    'On one leg both sides agreed on `telephone-event`, so digits pressed there travel as packets of their own. On the other leg it was not even offered. The digits get across only if the gateway turns them into something else: tones in the voice, or SIP INFO. If it does not, menus ("press 1 for …") do not react.',
  quiet:
    'It is information: many gateways translate. It is quiet where a leg has digits in SIP INFO, where the offer of the other leg had `telephone-event` and its answer dropped it (that has a finding of its own), where the log has lost the end of a description, and where several browsers or phones were called.',
  bad: exampleProxied({
    caller: 'browser',
    offer: [withEvents(BROWSER_OFFER), GATEWAY_AS_PHONE],
    status: ['200 OK'],
    answer: [PHONE, withEvents(GATEWAY_AS_BROWSER)],
  }),
  good: CONVERTED_CALL,
  cures: [
    { gateway: 'rtpengine', setting: 'codec-transcode-telephone-event' },
    { gateway: 'asterisk', setting: 'dtmf_mode=auto_info' },
    { gateway: 'freeswitch', setting: 'liberal-dtmf' },
  ],
  checkCall: function* (call): Generator<Finding> {
    const across = acrossLegs(call);
    if (!across || [across.browser, across.phone].some(one => one.cut || one.message.edited) || hasDigits(call)) return;
    const found = check(across);
    if (found) yield found;
  },
};

function check({ browser, phone }: Across): Finding | undefined {
  const [theirs, mine] = [browser, phone].map(one => agreedAudio(one)?.some(isDtmf));
  if (theirs === mine || theirs === undefined || mine === undefined) return undefined;
  const [has, lacks] = theirs ? [browser, phone] : [phone, browser];
  const offer = lacks.other!;
  const section = rtpSections(offer.sdp).find(one => one.media === 'audio');
  const codecs = section && codecsOf(section);
  if (!codecs || codecs.some(isDtmf) || !primaryOf(codecs)?.length) return undefined;
  const asked = lacks.leg.kind === 'sip' ? 'SIP leg' : "browser's leg";
  const other = has.leg.kind === 'sip' ? 'SIP leg' : "browser's leg";
  const agreed = eventsOf(has);
  return finding(dtmfNotPassed, {
    message: offer.message,
    span: formatsSpan(section!),
    text: `This offer on the ${asked} has no telephone-event, while the two sides of the ${other} agreed on it. Digits pressed during the call get across only if the gateway turns them into tones or SIP INFO. If menus do not react to them, have the gateway ${lacks.fromGateway === false ? 'offer telephone-event here' : 'do that'}.`,
    related: relatedLine(has.message, agreed, `agreed on the ${other}`),
    leg: lacks.leg,
    side: 'offer',
  });
}

const audioOf = ({ sdp }: Description): MediaSection | undefined => rtpSections(sdp).find(one => one.media === 'audio');

const eventsOf = (one: Description) => {
  const section = audioOf(one);
  return section && codecsOf(section).find(isDtmf)?.rtpmap;
};

const hasDigits = (call: Call): boolean => call.legs.some(leg => leg.transactions.some(one => one.request && isDigits(one.request)));
