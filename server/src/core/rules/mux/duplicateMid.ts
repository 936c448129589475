import type { Description } from '../../call/types';
import { replace, type TextEdit } from '../../rewrite/edit';
import { attributesIn, midOf } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { list, refusalOf, relatedLine, relatedReply } from '../support';
import { finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { browserSeverity, browserVerdict, valueSpan } from './support';

const TWO = bundledBrowser('0 1', ['0', '1']);

export const duplicateMid: Rule = {
  id: 'mux/duplicate-mid',
  title: 'Two sections with the same mid',
  severity: 'error',
  references: [{ rfc: 5888, section: '4' }],
  explanation:
    '`a=mid` names a section, and each name may stand once in a description. With two of the same name nobody knows which one `a=group:BUNDLE` means. Chrome refuses the description: "Duplicate a=mid value \'0\'." It happens when a gateway numbers the sections that it adds without looking at those that are there, or when SDP is passed through it twice.',
  quiet: 'On a SIP leg, where the offer was answered all the same, and where a browser wrote it itself, it is information.',
  bad: answerCall(TWO, bundledBrowser('0', ['0', '0'])),
  good: answerCall(TWO, TWO),
  cures: [],
  attributes: ['mid'],
  checkDescription: function* (one) {
    const first = new Map<string, SdpLine>();
    const again: SdpLine[] = [];
    for (const section of one.sdp.media) {
      const mid = midOf(section);
      const line = attributesIn(section.lines, 'mid')[0];
      if (mid === undefined || mid === '' || !line) continue;
      if (first.has(mid)) again.push(line);
      else first.set(mid, line);
    }
    const [line] = again;
    if (!line) return;
    const mid = line.attributeValue!.trim();
    const severity = browserSeverity(one);
    const refusal = refusalOf(one);
    const renamed = renaming(one, again, first);
    yield finding(duplicateMid, {
      severity,
      message: one.message,
      span: valueSpan(line),
      places: again.slice(1).map(valueSpan),
      text: `Another section is called "${mid}" already. ${one.leg.kind === 'sip' ? 'A name may stand once in a description.' : `Chrome refuses the description: "Duplicate a=mid value '${mid}'."`} Give each section a name of its own${one.side === 'answer' ? ', the one that it has in the offer' : ''}.`,
      related: [
        ...relatedLine(one.message, first.get(mid), `the first section "${mid}"`),
        ...relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
      ],
      fixes: renamed
        ? [
            {
              title: `Call ${again.length === 1 ? 'this section' : 'these sections'} ${list(renamed)}`,
              safety: 'unsafe',
              message: one.message,
              edits: (): TextEdit[] => again.map((other, index) => replace(valueSpan(other), renamed[index]!)),
            },
          ]
        : [],
      verdict: browserVerdict(one, severity, 85, `two of its streams have the same name (a=mid:${mid})`),
    });
  },
};

/** Nobody renames more by hand. */
const MOST = 16;

/** New names: in an answer those of the offer, else numbers that are free. Undefined where there are none. */
function renaming(one: Description, again: readonly SdpLine[], first: ReadonlyMap<string, SdpLine>): string[] | undefined {
  const taken = new Set(first.keys());
  const names: string[] = [];
  if (again.length > MOST) return undefined;
  for (const line of again) {
    const offered = one.side === 'answer' ? one.other?.sdp.media[line.section] : undefined;
    let name = (offered && midOf(offered)) ?? '';
    for (let number = 0; name === '' || taken.has(name); number++) {
      if (offered && name !== '') return undefined;
      name = String(number);
    }
    taken.add(name);
    names.push(name);
  }
  return names;
}
