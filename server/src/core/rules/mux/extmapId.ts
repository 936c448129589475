import type { Description } from '../../call/types';
import { isActive } from '../../sdp/description';
import { type Extension, extensionsIn, shortUri } from '../../sdp/extmap';
import { deleteLine } from '../../rewrite/edit';
import { refusalOf, relatedReply } from '../support';
import { type Finding, finding, type Rule, type Severity } from '../types';
import { answerCall, bundledBrowser } from './example';
import { browserSeverity, browserVerdict, bundlesOf } from './support';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const withLevel = (id: number) => (lines: string[]) => [...lines, `a=extmap:1 ${MID}`, `a=extmap:${id} ${LEVEL}`];

export const extmapId: Rule = {
  id: 'mux/extmap-id',
  title: 'Two header extensions with the same number',
  severity: 'error',
  references: [
    { rfc: 8285, section: '5' },
    { rfc: 9143, section: '12' },
  ],
  explanation:
    '`a=extmap` gives RTP header extensions their numbers. A number must mean one extension within a section, and within all sections of a BUNDLE, as they share one port. Browsers refuse a description that says otherwise: "A BUNDLE group contains a codec collision for header extension id=3. The id must be the same across all bundled media descriptions" (Chrome), "Description contains duplicate extension id 3 on level 0" (Firefox). RTPEngine logs "RTP header extension collision for MID".',
  quiet:
    'The same number for the same extension in several sections is how it should be. On a SIP leg it is quiet, as phones ignore the lines. It is information where the offer was answered all the same. Across sections, which only newer versions of Chrome look at, it is an error where the browser refused the offer, a warning in an answer, else information.',
  bad: answerCall(bundledBrowser('0', ['0'], withLevel(2)), bundledBrowser('0', ['0'], withLevel(1))),
  good: answerCall(bundledBrowser('0', ['0'], withLevel(2)), bundledBrowser('0', ['0'], withLevel(2))),
  cures: [{ gateway: 'rtpengine', setting: 'strip-extmap' }],
  attributes: ['extmap'],
  checkDescription: function* (one): Generator<Finding> {
    if (one.leg.kind === 'sip' || !one.sdp.attributes.has('extmap') || areAllDifferent(one)) return;
    const clashes = [...inSections(one), ...inBundles(one)];
    if (clashes.length > 0) yield report(one, clashes);
  },
};

/** Where no number stands twice in the whole description, nothing can clash: so it is with most of them. */
function areAllDifferent({ sdp }: Description): boolean {
  const known = new Set<number>();
  for (const line of sdp.lines) {
    if (line.attribute !== 'extmap') continue;
    const id = Number.parseInt(line.attributeValue ?? '', 10);
    if (known.has(id)) return false;
    known.add(id);
  }
  return true;
}

interface Clash {
  readonly extension: Extension;
  readonly before: Extension;
}

/** Within a section a number may stand once, whatever it means. */
const inSections = (one: Description): Clash[] =>
  [one.sdp.session, ...one.sdp.media.filter(isActive).map(section => section.lines)].flatMap(lines =>
    clashesOf(extensionsIn(lines), () => false),
  );

/** Of the sections of a BUNDLE the second and later ones against what was said before. */
const inBundles = (one: Description): Clash[] =>
  bundlesOf(one).flatMap(({ sections }) =>
    clashesOf(
      sections.flatMap(section => extensionsIn(section.lines)),
      (a, b) => a.uri === b.uri || a.line.section === b.line.section,
    ),
  );

function clashesOf(extensions: readonly Extension[], agree: (a: Extension, b: Extension) => boolean): Clash[] {
  const known = new Map<number, Extension>();
  return extensions.flatMap((extension): Clash[] => {
    const before = known.get(extension.id);
    if (!before) known.set(extension.id, extension);
    return before && !agree(extension, before) ? [{ extension, before }] : [];
  });
}

function report(one: Description, clashes: readonly Clash[]): Finding {
  const [{ extension, before }] = clashes as [Clash];
  const refusal = refusalOf(one);
  const apart = extension.line.section !== before.line.section;
  // Only newer versions of Chrome look across sections, and offers like that are common.
  const severity = apart ? acrossSections(one, refusal !== undefined) : browserSeverity(one);
  return finding(extmapId, {
    severity,
    message: one.message,
    span: extension.idSpan,
    places: clashes.slice(1).map(clash => clash.extension.idSpan),
    text: `Number ${extension.id} stands for ${shortUri(extension.uri)} here and for ${shortUri(before.uri)} ${apart ? 'in another section of the BUNDLE' : 'in the same section'}. ${apart ? `Chrome refuses it: "A BUNDLE group contains a codec collision for header extension id=${extension.id}." (newer versions)` : `Firefox refuses it: "Description contains duplicate extension id ${extension.id}", and so does Chrome.`} Give one of them another number from 1 to 14, or leave it out.`,
    related: [
      { message: one.message, span: before.line.span, text: `here ${before.id} is ${shortUri(before.uri)}` },
      ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
    ],
    // Which of the two is meant, and that nobody misses the other, only the gateway knows.
    fixes: [
      {
        title: clashes.length === 1 ? 'Remove the second a=extmap with that number' : 'Remove the a=extmap lines whose number is taken',
        safety: 'unsafe',
        message: one.message,
        edits: () => [...new Set(clashes.map(clash => clash.extension.line))].map(deleteLine),
      },
    ],
    verdict: browserVerdict(one, severity, 80, `it gives the number ${extension.id} to two header extensions (a=extmap)`),
  });
}

function acrossSections(one: Description, refused: boolean): Severity {
  const worst = browserSeverity(one);
  if (worst !== 'error' || refused) return worst;
  return one.side === 'answer' ? 'warning' : 'info';
}
