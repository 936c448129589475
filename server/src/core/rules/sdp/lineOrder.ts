import { replace } from '../../rewrite/edit';
import type { SdpLine } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { refusalPlace, strictSeverity, textVerdict } from './support';

/** The order of line types before the first m= line (RFC 8866 section 9). */
const ORDER = 'vosiuepcbtrzka';
/** A repeat belongs to the time before it, and there may be several of both. */
const rankOf = (line: SdpLine): number => ORDER.indexOf(line.type === 'r' ? 't' : line.type);

const IN_ORDER = exampleSdp('m=audio 49170 RTP/AVP 0');
const MIXED = [...IN_ORDER.slice(0, 3), 't=0 0', 'c=IN IP4 192.0.2.1', ...IN_ORDER.slice(5)];

export const lineOrder: Rule = {
  id: 'sdp/line-order',
  title: 'Lines out of order',
  severity: 'error',
  references: [
    { rfc: 8866, section: '5' },
    { rfc: 8866, section: '9' },
  ],
  explanation:
    'The lines before the first `m=` have a fixed order: v, o, s, i, u, e, p, c, b, t, r, z, k, a. Most phones and gateways read them in any order, but Chrome goes through them one by one and refuses the description where another one is expected ("Expect line: …"). Firefox takes it.',
  quiet:
    'It is an error where a browser refused the offer, information where it was answered all the same, else a warning; on a SIP leg a degree less. The order within a media section is not looked at: no reader is known to mind.',
  bad: exampleCall({ transport: 'UDP', offer: MIXED, status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: IN_ORDER, status: 486 }),
  cures: [],
  checkDescription: function* (one, call) {
    const lines = one.sdp.session;
    // A line that is no SDP, or of no known type, has no place, and `sdp/broken-line` tells of it.
    if (lines.some(line => line.type === '' || rankOf(line) < 0)) return;
    let highest = lines[0];
    const misplaced: SdpLine[] = [];
    for (const line of lines) {
      if (rankOf(line) >= rankOf(highest!)) highest = line;
      else misplaced.push(line);
    }
    const [first] = misplaced;
    if (!first) return;
    const severity = strictSeverity(one, call);
    yield finding(lineOrder, {
      severity,
      message: one.message,
      span: first.span,
      places: misplaced.slice(1, 21).map(line => line.span),
      text: `${first.type}= stands too late: the order before the first m= line is v o s i u e p c b t r z k a. Chrome refuses a description with another order; Firefox and most others read it.`,
      related: refusalPlace(one),
      fixes: [
        {
          title: 'Put the lines in order',
          safety: 'safe',
          message: one.message,
          edits: () => {
            const sorted = [...lines].sort((a, b) => rankOf(a) - rankOf(b) || a.index - b.index);
            return lines.flatMap((line, index) => (sorted[index] === line ? [] : [replace(line.span, sorted[index]!.text)]));
          },
        },
      ],
      verdict: textVerdict(one, severity, 60, 'the lines of its SDP are not in the order that strict readers want'),
    });
  },
};
