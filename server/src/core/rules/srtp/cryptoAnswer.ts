import { deleteLine, replace } from '../../rewrite/edit';
import { type Crypto, cryptosIn, sameSuite } from '../../sdp/crypto';
import { relatedLine, rtpSections } from '../support';
import { type Finding, finding, type Fix, type Rule } from '../types';
import type { Description } from '../../call/types';
import { ANSWERED_CRYPTO, exampleSdesCall, OFFERED_CRYPTO } from './example';

export const cryptoAnswer: Rule = {
  id: 'srtp/crypto-answer',
  title: 'The answer takes an SDES key line that was not offered',
  severity: 'error',
  references: [
    { rfc: 4568, section: '5.1.2' },
    { rfc: 4568, section: '5.1.3' },
  ],
  explanation:
    'With SDES the offer lists `a=crypto` lines, each with a tag and a suite, and the answer takes exactly one of them: it repeats tag and suite, and gives a key of its own. Where tag or suite were not offered, the offerer must drop the stream, and PJSIP says "Invalid SRTP crypto tag" or "SRTP crypto-suite name not match the offerer tag". An offerer that goes on all the same may decrypt with the wrong key.',
  quiet:
    'It is quiet where offer or answer has no `a=crypto`; `srtp/keys-and-profile` speaks then. Draft names of suites count as their registered names. An answer with several lines, of which the first is right, is a warning.',
  bad: exampleSdesCall([OFFERED_CRYPTO.replace(':1 ', ':2 ')], [ANSWERED_CRYPTO]),
  good: exampleSdesCall([OFFERED_CRYPTO.replace(':1 ', ':2 ')], [ANSWERED_CRYPTO.replace(':1 ', ':2 ')]),
  cures: [],
  attributes: ['crypto'],
  checkDescription: function* (one) {
    const { other } = one;
    if (one.side !== 'answer' || !other) return;
    for (const section of rtpSections(one.sdp)) {
      const offered = other.sdp.media[section.index];
      const mine = cryptosIn(section);
      const theirs = offered ? cryptosIn(offered) : [];
      const [first] = mine;
      if (!first?.tag || !first.suite || theirs.length === 0) continue;
      const fault = faultOf(one, first, theirs);
      if (fault) yield fault;
      else if (mine.length > 1) yield several(one, mine);
    }
  },
};

function faultOf(one: Description, { tag, suite }: Crypto, offered: readonly Crypto[]): Finding | undefined {
  const number = Number(tag!.text);
  const byTag = offered.find(other => Number(other.tag?.text) === number);
  if (byTag?.suite && sameSuite(byTag.suite.text, suite!.text)) return undefined;
  const bySuite = offered.filter(other => other.suite && sameSuite(other.suite.text, suite!.text));
  const right = bySuite.length === 1 ? bySuite[0]!.tag?.text : undefined;
  const what =
    byTag === undefined
      ? `The offer has no a=crypto line with the tag ${tag!.text}${right === undefined ? '' : `; ${suite!.text} has the tag ${right} there`}.`
      : `The tag ${tag!.text} stands for ${byTag.suite?.text ?? 'nothing'} in the offer, and the answer says ${suite!.text}.`;
  return finding(cryptoAnswer, {
    message: one.message,
    span: byTag === undefined ? tag!.span : suite!.span,
    text: `${what} The answer must repeat tag and suite of the line that it takes; the offerer drops the stream otherwise.`,
    related: relatedLine(one.other!.message, (byTag ?? bySuite[0] ?? offered[0])!.line, 'the line in the offer'),
    fixes: right === undefined ? [] : [tagFix(one, tag!.span, right, byTag === undefined)],
    verdict: {
      weight: 82,
      text: 'There will be no audio: the answer takes an encryption key line that the offer does not have.',
    },
  });
}

const tagFix = (one: Description, span: Finding['span'], tag: string, onlyReading: boolean): Fix => ({
  title: `Answer with the tag ${tag}`,
  safety: onlyReading ? 'safe' : 'unsafe',
  message: one.message,
  edits: () => [replace(span, tag)],
});

const several = (one: Description, [first, ...others]: readonly Crypto[]): Finding =>
  finding(cryptoAnswer, {
    severity: 'warning',
    message: one.message,
    span: others[0]!.line.span,
    places: others.slice(1).map(({ line }) => line.span),
    text: 'An answer takes exactly one of the offered a=crypto lines, and here are several. PJSIP refuses that ("SRTP SDP contains ambigue answer"), others take the first.',
    fixes: [
      {
        title: `Keep only the line with the tag ${first!.tag!.text}`,
        safety: 'unsafe',
        message: one.message,
        edits: () => others.map(({ line }) => deleteLine(line)),
      },
    ],
  });
