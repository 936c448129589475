import { needOf } from '../needs';
import type { Reason, SettledLeg } from '../types';
import { opening, PARTY, type Printed, why, wordsOf } from './words';

type Words = { word: string; reasons: Reason[] }[];

/** What `webrtc=yes` sets along with it, whatever else stands there. `webrtc=no` leaves what stands there as it is. */
const WITH_WEBRTC = /^(?:ice_support|rtcp_mux|use_avpf|media_encryption|media_use_received_transport)=/;

const NAMES: Readonly<Record<SettledLeg, string>> = { sip: 'phone', webrtc: 'browser' };

/** For pjsip.conf: an endpoint for each leg, and what belongs to the transport. */
export function asterisk(printed: readonly Printed[]): string {
  return printed
    .map(one => textOf(one))
    .join('\n\n')
    .concat('\n');
}

function textOf(printed: Printed): string {
  const { directions } = printed.settings;
  const sections = (['sip', 'webrtc'] as const).flatMap(leg => {
    const own = directions.filter(one => one.to === leg);
    const options = underWebrtc(wordsOf(own, ({ need }) => needOf(need).asterisk ?? []));
    return options.length === 0 ? [] : [section(`The endpoint of ${PARTY[leg]}`, NAMES[leg], 'endpoint', options)];
  });
  const transport = wordsOf(directions, ({ need }) => needOf(need).transport ?? []);
  if (transport.length > 0) sections.push(section('The transport', 'transport', 'transport', transport));
  const system = wordsOf(directions, ({ need }) => needOf(need).system ?? []);
  if (system.length > 0) sections.push(section('The system', 'system', 'system', system));
  const head = opening('Asterisk, pjsip.conf', printed, sections.length > 0).map(line => `; ${line}`);
  return [head.join('\n'), ...sections].join('\n\n');
}

const section = (title: string, name: string, type: string, options: Words): string =>
  [
    `; ${title}; put the lines into the section that you have for it.`,
    `[${name}]`,
    `type=${type}`,
    ...options.flatMap(({ word, reasons }) => [`; ${why(reasons)}`, word]),
  ].join('\n');

/** What `webrtc=yes` sets needs no line of its own. */
function underWebrtc(options: Words): Words {
  const webrtc = options.find(({ word }) => word === 'webrtc=yes');
  if (!webrtc) return options;
  const under = options.filter(({ word }) => WITH_WEBRTC.test(word));
  const reasons = [...webrtc.reasons, ...under.flatMap(one => one.reasons)];
  const whole = { word: webrtc.word, reasons: [...new Map(reasons.map(one => [one.rule, one])).values()] };
  return options.filter(one => !under.includes(one)).map(one => (one === webrtc ? whole : one));
}
