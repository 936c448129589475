import { isCut } from '../../call/descriptions';
import type { Description } from '../../call/types';
import { deleteLine } from '../../rewrite/edit';
import { isFirefoxMade } from '../exchange/support';
import { list, relatedLine } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { type Extension, extensionsIn, shortUri } from '../../sdp/extmap';
import { browserSeverity, browserVerdict } from './support';

const withExtension = (id: number): string[] =>
  bundledBrowser('0', ['0'], lines => [...lines, `a=extmap:${id} urn:ietf:params:rtp-hdrext:ssrc-audio-level`]);
const OFFER = withExtension(1);

export const extmapNotOffered: Rule = {
  id: 'mux/extmap-not-offered',
  title: 'The answer has a header extension that was not offered like that',
  severity: 'error',
  references: [{ rfc: 8285, section: '6' }],
  explanation:
    'An answer takes RTP header extensions up or leaves them out. It may not add one, and it keeps the numbers of the offer. Firefox refuses an answer that does: "Answer has extmap … that was not present in offer.", "Answer changed id for extmap attribute". Chrome takes it, but packets with the wrong number are then misread.',
  quiet:
    'It is an error where Firefox made the offer, otherwise information. Numbers from 4096 on in the offer are only proposals, and the answer has to choose others. On a SIP leg it is quiet.',
  bad: answerCall(OFFER, withExtension(3)),
  good: answerCall(OFFER, OFFER),
  cures: [{ gateway: 'rtpengine', setting: 'strip-extmap' }],
  attributes: ['extmap'],
  checkDescription: function* (one): Generator<Finding> {
    if (one.side !== 'answer' || one.leg.kind === 'sip' || !one.other || isCut(one.other.message)) return;
    const common = extensionsIn(one.other.sdp.session);
    const strangers = one.sdp.media.flatMap(section => (section.port === 0 ? [] : strangersIn(one, section.index, common)));
    const [first] = strangers;
    if (!first) return;
    const severity = isFirefoxMade(one.other.sdp) ? browserSeverity(one) : 'info';
    const names = list([...new Set(strangers.map(({ extension }) => shortUri(extension.uri)))]);
    yield finding(extmapNotOffered, {
      severity,
      message: one.message,
      span: first.extension.line.span,
      places: strangers.slice(1).map(({ extension }) => extension.line.span),
      text: first.offered
        ? `The offer gives ${shortUri(first.extension.uri)} the number ${first.offered.id}, the answer ${first.extension.id}. An answer keeps the numbers. Firefox refuses it: "Answer changed id for extmap attribute".`
        : `The answer has ${names}, which the offer does not have. Firefox refuses it: "Answer has extmap … that was not present in offer."`,
      related: first.offered ? relatedLine(one.other.message, first.offered.line, 'the number that was offered') : [],
      fixes: [
        {
          title: `Remove ${strangers.length === 1 ? 'this a=extmap line' : 'these a=extmap lines'}`,
          safety: 'safe',
          message: one.message,
          edits: () => strangers.map(({ extension }) => deleteLine(extension.line)),
        },
      ],
      verdict: browserVerdict(one, severity, 80, 'it has header extensions (a=extmap) that were not offered like that'),
    });
  },
};

interface Stranger {
  readonly extension: Extension;
  /** The same extension as it was offered, with another number. */
  readonly offered?: Extension;
}

/** From here on numbers are proposals (RFC 8285 section 6). */
const FIRST_PROPOSAL = 4096;

function strangersIn(one: Description, index: number, common: readonly Extension[]): Stranger[] {
  const { sdp } = one.other!;
  const own = extensionsIn(one.sdp.media[index]!.lines);
  const theirs = own.length > 0 ? [...common, ...extensionsIn(sdp.media[index]?.lines ?? [])] : [];
  return own.flatMap((extension): Stranger[] => {
    const same = theirs.filter(candidate => candidate.uri === extension.uri);
    if (same.some(candidate => candidate.id === extension.id || candidate.id >= FIRST_PROPOSAL)) return [];
    return [{ extension, offered: same[0] }];
  });
}
