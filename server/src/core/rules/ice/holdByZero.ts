import type { Description, Side } from '../../call/types';
import { replace } from '../../rewrite/edit';
import { attributeFor, connectionAddress, connectionFor, isActive } from '../../sdp/description';
import type { MediaSection, SdpLine } from '../../sdp/types';
import { EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall, exampleReinvite } from '../example';
import { relatedLine } from '../support';
import { finding, type Rule } from '../types';
import { earlierOf, isUnspecified } from './support';

const LINES = [...EXAMPLE_BROWSER_LINES, 'a=candidate:1 1 udp 2130706431 192.0.2.1 49170 typ host'];
const call = (connection: string): string =>
  exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass', LINES).map(line => (line.startsWith('c=') ? connection : line)),
    status: 200,
    answer: exampleBrowserAudio('active', LINES),
  });

export const holdByZero: Rule = {
  id: 'ice/hold-by-zero',
  title: 'Hold by c=0.0.0.0 in a call with ICE',
  severity: 'warning',
  references: [
    { rfc: 8839, section: '4.4.1.1.1' },
    { rfc: 3264, section: '8.4' },
  ],
  explanation:
    'Old phones put a call on hold with `c=IN IP4 0.0.0.0`. In a call with ICE that is not allowed: by the rules of ICE such an address is a restart, and a browser ignores the `c=` line, so for it nothing is on hold. Hold is said with `a=sendonly` or `a=inactive`.',
  quiet:
    'It is quiet for the first offer and for port 9, where `0.0.0.0` only says that there is no address yet, where the address was `0.0.0.0` before, and where ICE is restarted with a new user name. Where the direction says hold as well, it is information.',
  bad: `${call('c=IN IP4 192.0.2.1')}${exampleReinvite(call('c=IN IP4 0.0.0.0'))}`,
  good: `${call('c=IN IP4 192.0.2.1')}${exampleReinvite(call('c=IN IP4 192.0.2.1'))}`,
  cures: [],
  attributes: ['ice-ufrag', 'candidate'],
  checkDescription: function* (one) {
    const earlier = earlierOf(one);
    if (one.side !== 'offer' || !earlier) return;
    const held = one.sdp.media.filter(section => isHeldByZero(one, section, earlier));
    const [section] = held;
    if (!section) return;
    const line = connectionFor(one.sdp, section)!;
    const before = connectionFor(earlier.sdp, earlier.sdp.media[section.index]!)!;
    const direction = ['sendonly', 'inactive'].find(name => attributeFor(one.sdp, section, name));
    yield finding(holdByZero, {
      severity: direction ? 'info' : 'warning',
      message: one.message,
      span: line.span,
      places: placesOf(one, held, line),
      text: direction
        ? `a=${direction} puts the call on hold already; c=0.0.0.0 beside it would restart ICE. Keep the address of before.`
        : 'This offer holds the call by c=0.0.0.0. With ICE that is a restart and no hold, and a browser does not look at the c= line at all. Keep the address and say a=sendonly or a=inactive.',
      related: relatedLine(earlier.message, before, 'the address of before'),
      fixes: [
        {
          title: `Keep the address ${connectionAddress(before)}`,
          safety: 'unsafe',
          message: one.message,
          edits: () => [replace(line.span, before.text)],
        },
      ],
    });
  },
};

function isHeldByZero(one: Description, section: MediaSection, earlier: Side): boolean {
  const old = earlier.sdp.media[section.index];
  if (!old || !isActive(section) || section.port === 9 || !isUnspecified(connectionAddress(connectionFor(one.sdp, section)))) return false;
  const before = connectionAddress(connectionFor(earlier.sdp, old));
  if (before === undefined || isUnspecified(before)) return false;
  const [ufrag, oldUfrag] = [attributeFor(one.sdp, section, 'ice-ufrag'), attributeFor(earlier.sdp, old, 'ice-ufrag')];
  return ufrag !== undefined && ufrag.attributeValue === oldUfrag?.attributeValue;
}

/** The c= lines of further sections. */
const placesOf = (one: Description, held: readonly MediaSection[], first: SdpLine) =>
  [...new Set(held.map(section => connectionFor(one.sdp, section)!))].filter(line => line !== first).map(line => line.span);
