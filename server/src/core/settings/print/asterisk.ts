import { needOf } from '../needs';
import type { SettledLeg } from '../types';
import { broughtBy, opening, PARTY, type Printed, textOfAll, why, type Words, wordsOf } from './words';

/** What `webrtc=yes` sets along with it, whatever else stands there. `webrtc=no` leaves what stands there as it is. */
const WITH_WEBRTC = /^(?:ice_support|rtcp_mux|use_avpf|media_encryption|media_use_received_transport)=/;

const NAMES: Readonly<Record<SettledLeg, string>> = { sip: 'phone', webrtc: 'browser' };

/** For pjsip.conf: an endpoint for each leg, and what belongs to the transport. */
export const asterisk = (printed: readonly Printed[]): string => textOfAll(printed, textOf);

function textOf(printed: Printed): string {
  const { directions } = printed.settings;
  const sections = (['sip', 'webrtc'] as const).flatMap(leg => {
    const own = directions.filter(one => one.to === leg);
    const options = broughtBy(
      wordsOf(own, ({ need }) => needOf(need).asterisk ?? []),
      'webrtc=yes',
      word => WITH_WEBRTC.test(word),
    );
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
