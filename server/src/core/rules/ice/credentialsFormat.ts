import type { Description } from '../../call/types';
import { isActive } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import type { Span } from '../../text/span';
import { BROWSER_CALL, EXAMPLE_BROWSER_LINES, exampleBrowserAudio, exampleCall } from '../example';
import { refusalOf, relatedReply } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { isMasked, isTakenUp, textOf, usesIce } from './support';

/** Least lengths (RFC 8839 section 5.4); both may have 256 characters. */
const LEAST: Readonly<Record<string, number>> = { 'ice-ufrag': 4, 'ice-pwd': 22 };
const MOST = 256;

/** Not allowed, but taken by Chrome for now. */
const TOLERATED = /^[A-Za-z0-9+/=#_-]*$/;
const ICE_CHARS = /^[A-Za-z0-9+/]*$/;

export const credentialsFormat: Rule = {
  id: 'ice/credentials-format',
  title: 'ICE user name or password is too short, too long or has wrong characters',
  severity: 'error',
  references: [{ rfc: 8839, section: '5.4' }],
  explanation:
    '`a=ice-ufrag` has 4 to 256 characters and `a=ice-pwd` 22 to 256: letters, digits, `+` and `/`. The password keeps strangers from steering the media, so a short one is refused. Chrome says "ICE ufrag must be between 4 and 256 characters long." or "ICE pwd must be between 22 and 256 characters long.", and does not use the description.',
  quiet:
    'It is quiet for values that a log has masked, for sections that are not in use, and on a SIP leg whose other side does not speak ICE. It is information where the other side answered with ICE all the same, and for `-`, `=`, `_` and `#`, which Chrome still takes.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: exampleBrowserAudio(
      'active',
      EXAMPLE_BROWSER_LINES.map(line => (line.startsWith('a=ice-pwd:') ? 'a=ice-pwd:tooShort' : line)),
    ),
  }),
  good: BROWSER_CALL,
  cures: [],
  attributes: ['ice-ufrag', 'ice-pwd'],
  checkDescription: function* (one) {
    if (!usesIce(one)) return;
    for (const name of ['ice-ufrag', 'ice-pwd']) {
      const lines = one.sdp.lines.filter(line => line.attribute === name && isInUse(one, line) && faultOf(line) !== undefined);
      if (lines.length > 0) yield report(one, lines);
    }
  },
};

const isInUse = (one: Description, line: SdpLine): boolean => line.section < 0 || isActive(one.sdp.media[line.section]!);

function faultOf(line: SdpLine): 'length' | 'characters' | 'tolerated' | undefined {
  const value = textOf(line);
  if (isMasked(value)) return undefined;
  if (value.length < LEAST[line.attribute!]! || value.length > MOST) return 'length';
  if (ICE_CHARS.test(value)) return undefined;
  return TOLERATED.test(value) ? 'tolerated' : 'characters';
}

function report(one: Description, lines: readonly SdpLine[]): Finding {
  const first = lines.find(line => faultOf(line) !== 'tolerated') ?? lines[0]!;
  const fault = faultOf(first)!;
  const name = first.attribute!;
  const value = textOf(first);
  const what =
    fault === 'length'
      ? `a=${name} has ${value.length} ${value.length === 1 ? 'character' : 'characters'}; ${LEAST[name]} to ${MOST} are allowed.`
      : `a=${name} may have letters, digits, + and / only; here it has ${[...new Set(value.replace(/[A-Za-z0-9+/]/g, ''))].slice(0, 5).join(' ')} too.`;
  const refusal = refusalOf(one);
  const toBrowser = one.leg.kind === 'webrtc' && one.fromGateway !== false;
  const words = `ICE ${name.slice(4)} must ${fault === 'length' ? `be between ${LEAST[name]} and ${MOST} characters long.` : "contain only alphanumeric characters, '+', and '/'."}`;
  const happens = isTakenUp(one)
    ? 'The other side answered with ICE all the same; others refuse it.'
    : fault === 'tolerated'
      ? 'Chrome takes it for now and says that it will refuse it; others may refuse it today.'
      : toBrowser
        ? `The browser does not use this ${one.side} ("${words}").`
        : 'The other side cannot use ICE with it.';
  const loud = fault !== 'tolerated' && !isTakenUp(one);
  return finding(credentialsFormat, {
    severity: loud ? 'error' : 'info',
    message: one.message,
    span: valueSpan(first),
    places: lines.filter(line => line !== first).map(valueSpan),
    text: `${what} ${happens} Let the ICE stack make the value itself.`,
    related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    verdict:
      loud && (toBrowser || refusal)
        ? {
            weight: 83,
            text: `${one.side === 'answer' ? 'The call is picked up and drops at once' : 'The call fails'}: the ICE ${name === 'ice-pwd' ? 'password' : 'user name'} in the ${one.side} is not one that ${toBrowser ? 'browsers accept' : 'the other side accepts'}.`,
          }
        : undefined,
  });
}

/** The value, or the whole line where there is none to show. */
const valueSpan = (line: SdpLine): Span => {
  const start = line.attributeValueStart;
  const length = textOf(line).length;
  return start === undefined || length === 0 ? line.span : { start, end: start + length };
};
