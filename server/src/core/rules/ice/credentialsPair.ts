import type { Description } from '../../call/types';
import { attributeFor, attributesIn, isActive } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { exampleCall, EXAMPLE_BROWSER_LINES, exampleBrowserAudio } from '../example';
import { rtpSections } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { isMasked, isTakenUp, textOf, usesIce } from './support';

/** The credentials of an example as a default for all sections. */
const atSessionLevel = (sdp: readonly string[]): string[] => {
  const isIce = (line: string): boolean => line.startsWith('a=ice-');
  return sdp.filter(line => !isIce(line)).flatMap(line => (line === 't=0 0' ? [line, ...sdp.filter(isIce)] : [line]));
};

export const credentialsPair: Rule = {
  id: 'ice/credentials-pair',
  title: 'ICE user name and password do not belong together',
  severity: 'error',
  references: [{ rfc: 8839, section: '5.4' }],
  explanation:
    '`a=ice-ufrag` and `a=ice-pwd` are a pair: a check names the one and is signed with the other. Either may stand at session level, as a default, or in a media section. Where one of them is missing at both levels, or two sections have the same user name with different passwords, checks cannot be verified and no path is found.',
  quiet:
    'A browser that is given only one of the two is the matter of `ice/no-credentials`. It is quiet for masked values, for sections that are not in use, and on a SIP leg whose other side does not speak ICE. Where the two stand at different levels it is a hint: that is allowed.',
  bad: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio(
      'actpass',
      EXAMPLE_BROWSER_LINES.filter(line => !line.startsWith('a=ice-pwd')),
    ),
    status: 488,
  }),
  good: exampleCall({
    transport: 'WS',
    offer: exampleBrowserAudio('actpass'),
    status: 200,
    answer: atSessionLevel(exampleBrowserAudio('active')),
  }),
  cures: [],
  attributes: ['ice-ufrag', 'ice-pwd'],
  checkDescription: function* (one) {
    if (!usesIce(one)) return;
    const found = [missing, ambiguous, atTwoLevels].map(check => check(one)).find(result => result !== undefined);
    if (found) yield found;
  },
};

interface Pair {
  readonly ufrag?: SdpLine;
  readonly pwd?: SdpLine;
}

const pairsOf = ({ sdp }: Description): Pair[] =>
  rtpSections(sdp).map(section => ({ ufrag: attributeFor(sdp, section, 'ice-ufrag'), pwd: attributeFor(sdp, section, 'ice-pwd') }));

/** A description to a browser with one of the two is `ice/no-credentials`. */
function missing(one: Description): Finding | undefined {
  if (one.cut || (one.leg.kind === 'webrtc' && one.fromGateway !== false)) return undefined;
  const lines = [...new Set(pairsOf(one).flatMap(({ ufrag, pwd }) => (ufrag && !pwd ? [ufrag] : pwd && !ufrag ? [pwd] : [])))];
  const [first] = lines;
  if (!first) return undefined;
  const absent = first.attribute === 'ice-ufrag' ? 'ice-pwd' : 'ice-ufrag';
  return finding(credentialsPair, {
    severity: isTakenUp(one) ? 'warning' : 'error',
    message: one.message,
    span: first.span,
    places: lines.slice(1).map(line => line.span),
    text: `There is a=${first.attribute} here, but no a=${absent} at either level. ICE checks need both, so ICE cannot be used.`,
  });
}

function ambiguous(one: Description): Finding | undefined {
  const seen = new Map<string, SdpLine>();
  for (const { ufrag, pwd } of pairsOf(one)) {
    if (!ufrag || !pwd) continue;
    const [name, password] = [textOf(ufrag), textOf(pwd)];
    if (isMasked(name) || isMasked(password)) continue;
    const before = seen.get(name);
    if (before && textOf(before) !== password) {
      return finding(credentialsPair, {
        severity: 'warning',
        message: one.message,
        span: pwd.span,
        text: 'Two sections have the same a=ice-ufrag with different a=ice-pwd. A check names only the user name, so the other side signs some checks with the wrong password. Give both sections the same pair, or each its own.',
        related: [{ message: one.message, span: before.span, text: 'the other password of this user name' }],
      });
    }
    seen.set(name, before ?? pwd);
  }
  return undefined;
}

/** Allowed, but a reader that takes the pair from one level alone loses one half. */
function atTwoLevels(one: Description): Finding | undefined {
  const split = pairsOf(one).find(({ ufrag, pwd }) => ufrag && pwd && ufrag.section !== pwd.section);
  if (!split) return undefined;
  const [upper, lower] = split.ufrag!.section < 0 ? [split.ufrag!, split.pwd!] : [split.pwd!, split.ufrag!];
  const isOverridden = attributesIn(one.sdp.session, lower.attribute!).length > 0 && isActive(one.sdp.media[lower.section]!);
  return finding(credentialsPair, {
    severity: 'hint',
    message: one.message,
    span: lower.span,
    text: `a=${lower.attribute} stands in this section and a=${upper.attribute} at session level${isOverridden ? `, where there is another a=${lower.attribute} as well` : ''}. That is allowed, but the two are a pair: they are best kept together.`,
    related: [{ message: one.message, span: upper.span, text: 'the other half of the pair' }],
  });
}
