import { needOf } from '../needs';
import type { Direction } from '../types';
import { broughtBy, opening, PARTY, type Printed, textOfAll, why, wordsOf } from './words';

/** For FreeSWITCH: the actions of the dialplan, and the parameters of the SIP profile, as XML. */
export const freeswitch = (printed: readonly Printed[]): string => textOfAll(printed, textOf);

function textOf(printed: Printed): string {
  const { directions } = printed.settings;
  const blocks = [
    ...directions.map(variables),
    ...(['sip', 'webrtc'] as const).map(leg =>
      parameters(
        directions.filter(one => one.to === leg),
        PARTY[leg],
      ),
    ),
  ].filter(block => block !== '');
  return [
    opening('FreeSWITCH', printed, blocks.length > 0)
      .map(comment)
      .join('\n'),
    ...blocks,
  ].join('\n\n');
}

/** An offer goes out on a leg that is still to be made; an answer on the one that called, and FreeSWITCH answers as it was asked. */
function variables(direction: Direction): string {
  const own = wordsOf([direction], ({ need, undoes }) => (undoes ? [] : (needOf(need).variables ?? [])));
  const words = broughtBy(own, 'media_webrtc=true', word => word === 'rtcp_mux=true');
  if (words.length === 0) return '';
  const offer = direction.side === 'offer';
  const place = offer ? `before the bridge to ${PARTY[direction.to]}` : `before the call of ${PARTY[direction.to]} is answered`;
  return [
    comment(`Dialplan, ${place}`),
    ...words.flatMap(({ word, reasons }) => [
      comment(why(reasons)),
      offer && !ON_CALLER.test(word)
        ? `<action application="export" data="nolocal:${escaped(word)}"/>`
        : `<action application="set" data="${escaped(word)}"/>`,
    ]),
  ].join('\n');
}

/** What is asked of the channel that bridges, not of the one that it makes. */
const ON_CALLER = /^bypass_media=/;

function parameters(directions: readonly Direction[], party: string): string {
  const words = wordsOf(directions, ({ need }) => needOf(need).params ?? []);
  if (words.length === 0) return '';
  return [
    comment(`The SIP profile of ${party}, among its settings; it has to be restarted`),
    ...words.flatMap(({ word, reasons }) => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(word) ?? [];
      return [comment(why(reasons)), `<param name="${name}" value="${escaped(value)}"/>`];
    }),
  ].join('\n');
}

/** No two hyphens may stand in a comment of XML. */
const comment = (text: string): string => `<!-- ${text.replace(/-(?=-)/g, '- ').replace(/-$/, '- ')} -->`;

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
