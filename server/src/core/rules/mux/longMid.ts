import { replace, type TextEdit } from '../../rewrite/edit';
import { attributesIn, midOf } from '../../sdp/description';
import type { SdpLine } from '../../sdp/types';
import { refusalOf, relatedReply } from '../support';
import { finding, type Rule } from '../types';
import { answerCall, bundledBrowser } from './example';
import { browserSeverity, browserVerdict, valueSpan, wordSpans } from './support';

/** The one-byte header extension that carries a mid in RTP holds 16 bytes (RFC 8285 section 4.2). */
const LONGEST = 16;

const named = (mid: string): string[] => bundledBrowser(mid, [mid]);

export const longMid: Rule = {
  id: 'mux/long-mid',
  title: 'A mid that is too long',
  severity: 'error',
  references: [
    { rfc: 8285, section: '4.2' },
    { rfc: 9143, section: '15' },
  ],
  explanation:
    'RTP packets may carry the name of their section (`a=mid`) in a header extension that holds 16 bytes. Browsers refuse longer names: "The MID attribute exceeds the maximum supported length of 16 characters." (Chrome), "Invalid description, mid length greater than 16 unsupported until 2-byte rtp header extensions are supported" (Firefox). RTPEngine drops the BUNDLE: "Media ID too long, rejecting bundle".',
  quiet: 'On a SIP leg it is quiet: nothing there uses the name. It is information where the offer was answered all the same.',
  bad: answerCall(named('audio-main-stream-1'), named('audio-main-stream-1')),
  good: answerCall(named('audio-main-strea'), named('audio-main-strea')),
  cures: [],
  attributes: ['mid'],
  checkDescription: function* (one) {
    if (one.leg.kind === 'sip') return;
    const lines = one.sdp.media.flatMap(section => attributesIn(section.lines, 'mid').slice(0, 1)).filter(isLong);
    const [line] = lines;
    if (!line) return;
    const severity = browserSeverity(one);
    const refusal = refusalOf(one);
    const length = line.attributeValue!.trim().length;
    yield finding(longMid, {
      severity,
      message: one.message,
      span: valueSpan(line),
      places: lines.slice(1).map(valueSpan),
      text: `This name has ${length} characters, and browsers take at most ${LONGEST}: "The MID attribute exceeds the maximum supported length of 16 characters." Use short names such as 0 and 1.`,
      related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
      fixes:
        one.side === 'answer' || one.other
          ? []
          : [
              {
                title: 'Shorten the names of the sections',
                safety: 'unsafe',
                message: one.message,
                edits: () => shortened(one.sdp.media.map(midOf), lines, attributesIn(one.sdp.session, 'group')),
              },
            ],
      verdict: browserVerdict(one, severity, 85, 'the name of a stream (a=mid) is longer than browsers take'),
    });
  },
};

const isLong = (line: SdpLine): boolean => (line.attributeValue ?? '').trim().length > LONGEST;

function shortened(mids: readonly (string | undefined)[], lines: readonly SdpLine[], groups: readonly SdpLine[]): TextEdit[] {
  const taken = new Set(mids);
  const names = new Map<string, string>();
  let number = 0;
  for (const line of lines) {
    while (taken.has(String(number))) number++;
    names.set(line.attributeValue!.trim(), String(number++));
  }
  const words = groups.flatMap(wordSpans).filter(word => names.has(word.text));
  return [
    ...lines.map(line => replace(valueSpan(line), names.get(line.attributeValue!.trim())!)),
    ...words.map(word => replace(word.span, names.get(word.text)!)),
  ];
}
