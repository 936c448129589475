import { type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { withoutIndent } from '../logLines';
import type { Reader } from '../types';
import { TSHARK_FRAME, tsharkEnvelope } from './tsharkFrame';

const RAW = /^[ \t]*Session Initiation Protocol \(SIP as raw text\)/;
/** How tshark writes the end of a line, which here ends the line of the log too. */
const LINE_END = /(?:\\r)?\\n[ \t]{0,80}$/;
/** What it puts before a line that it cut short; the line's end is lost, and its line end with it. */
const CUT_SHORT = /^ ?\[(?:truncated|…)\] ?/;

/** tshark with the preference `sip.display_raw_text`, or `-O raw_sip`: the message as it was, indented, with its line ends in words. */
export const tsharkRawText: Reader = {
  format: 'tshark-sip-raw-text',
  title: 'tshark, SIP as raw text',
  boundary: TSHARK_FRAME,
  read: lines => {
    const raw = lines.findIndex(line => RAW.test(line.text));
    if (raw < 0) return undefined;
    const message = withoutIndent(lines.slice(raw + 1).map(withoutLineEnd));
    return collectMessage(message.map(withoutMark), tsharkEnvelope(lines.slice(0, raw)));
  },
};

function withoutLineEnd(line: Line): Line {
  const end = LINE_END.exec(line.text);
  return end ? sliceLine(line, 0, end.index) : line;
}

function withoutMark(line: Line): Line {
  const mark = CUT_SHORT.exec(line.text);
  return mark ? sliceLine(line, mark[0].length) : line;
}
