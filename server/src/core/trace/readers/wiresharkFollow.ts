import { joinLines, type Line } from '../../text/lines';
import { byteLength, collectMessage } from '../collect';
import type { Reader } from '../types';

/** A count of bytes; a tab before it says that the other side speaks. */
const COUNT = /^(\t?)(\d{1,9})[ \t]*$/;
const RULE = /^={60,70}[ \t]*$/;

/**
 * `tshark -z follow,udp,ascii,0`: the payload of a stream, before each part of it a count of its bytes. The addresses stand
 * at the top and not with the message, so none is told. What Wireshark's window saves has neither: it is bare SIP.
 */
export const wiresharkFollow: Reader = {
  format: 'wireshark-follow',
  title: 'tshark follow stream',
  boundary: /^\t?\d{1,9}[ \t]{0,4}(?:\r{0,3}\n|\r){1,2}(?=SIP\/2\.0 \d{3}|[A-Z]{2,32} [^\s]{1,2000} SIP\/2\.0)/gm,
  read: lines => {
    const count = COUNT.exec(lines[0]?.text ?? '');
    if (!count) return undefined;
    return collectMessage(joinParts(lines.slice(1), count[1]!, Number(count[2])), { loggedLength: Number(count[2]) });
  },
};

/** The message's part and those of the same side behind it: the program ends the line behind each, wherever the message was cut. */
function joinParts(lines: readonly Line[], side: string, bytes: number): readonly Line[] {
  const joined: Line[] = [];
  let left = bytes + 2;
  for (let next = 0; next < lines.length; next++) {
    const line = lines[next]!;
    const count = COUNT.exec(line.text);
    if (RULE.test(line.text) || (count && count[1] !== side)) break;
    const last = joined[joined.length - 1];
    const rest = lines[next + 1];
    // A line of digits is a count only where the part before it is complete.
    if (count && last && rest && left === 0) {
      joined.splice(-1, 1, last.text === '' ? rest : joinLines(last, rest));
      left = Number(count[2]) - byteLength(rest.text);
      next++;
    } else {
      joined.push(line);
      left -= byteLength(line.text) + 2;
    }
  }
  return joined;
}
