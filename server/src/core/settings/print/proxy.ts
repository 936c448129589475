import { withAsked } from '../model';
import { type NeedName, needOf } from '../needs';
import type { Direction } from '../types';
import { hasFlags, opening, PARTY, type Printed, whyOf } from './words';

/** How a proxy writes a flag that Kamailio writes as it is given. */
type Spelling = (flags: readonly string[]) => readonly string[];

/** For kamailio.cfg (module rtpengine). */
export const kamailio = (printed: readonly Printed[]): string => proxyText('Kamailio, module rtpengine', printed, flags => flags);

/** For opensips.cfg (module rtpengine). */
export const opensips = (printed: readonly Printed[]): string => proxyText('OpenSIPS, module rtpengine', printed, forOpensips);

/** OpenSIPS has a word of its own for codecs and for interfaces; what it does not know goes to RTPEngine as it is. */
function forOpensips(flags: readonly string[]): string[] {
  const interfaces = flags.filter(flag => flag.startsWith('direction='));
  let seen = 0;
  return flags.map(flag => {
    if (flag.startsWith('direction=') && interfaces.length === 2)
      return flag.replace('direction=', seen++ === 0 ? 'in-iface=' : 'out-iface=');
    return flag.replace(/^codec-transcode-/, 'transcode-').replace(/^T\.38=/, 'T.38-');
  });
}

function proxyText(what: string, printed: readonly Printed[], spelt: Spelling): string {
  return printed
    .map(one => {
      const blocks = one.settings.directions.filter(({ changes }) => changes.some(({ need }) => needOf(need).flags.length > 0));
      const head = opening(what, one, hasFlags(one.settings)).map(line => `# ${line}`);
      return [head.join('\n'), ...blocks.map(direction => block(direction, spelt).join('\n'))].join('\n\n');
    })
    .join('\n\n')
    .concat('\n');
}

const ROUTE = { offer: 'where the INVITE is relayed', answer: 'in the onreply_route' } as const;
const CALL = { offer: 'rtpengine_offer', answer: 'rtpengine_answer' } as const;

function block(direction: Direction, spelt: Spelling): string[] {
  const { side, to, changes, asked } = direction;
  const rows = changes.map(change => ({
    flags: spelt(needOf(change.need).flags).join(' '),
    why: `${whyOf(change)}${insteadOf(change.need, asked)}`,
  }));
  const widest = Math.max(...rows.map(row => row.flags.length));
  return [
    `# The ${side} to ${PARTY[to]}, ${ROUTE[side]}${othersOf(direction)}:`,
    ...rows.filter(row => row.flags !== '').map(row => `#   ${row.flags.padEnd(widest)}  ${row.why}`),
    `${CALL[side]}("${spelt(withAsked(direction).filter(isPlain)).join(' ')}");`,
  ];
}

/** What to do with flags that are there; where RTPEngine was not asked at all, there are none. */
function othersOf({ changes, asked }: Direction): string {
  if (asked) return '; the flags of the log, with these changes';
  return changes.some(({ need }) => need === 'relay') ? '' : '; keep the other flags that you have';
}

function insteadOf(need: NeedName, asked: readonly string[] | undefined): string {
  const { instead } = needOf(need);
  return instead && (!asked || asked.includes(instead)) ? `; not ${instead}` : '';
}

/** A flag of a log stands in a string of the configuration, where quotes, dollars and backslashes mean something. */
const isPlain = (flag: string): boolean => /^[\w./=:+@,;<>-]{1,120}$/.test(flag);
