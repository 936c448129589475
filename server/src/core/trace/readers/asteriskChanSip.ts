import { type Line, sliceLine } from '../../text/lines';
import { collectMessage, looksLikeHeader } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { unescapeLines } from '../escapes';
import { withoutPrefixLike } from '../linePrefix';
import type { Reader } from '../types';

const READ = String.raw`<--{1,2} SIP read from (?:(\w{2,5}):)?(\S{1,200}?)(?: --->|:(?=[ \t]{0,4}(?:[\r\n#]|$)))`;
const SENT = String.raw`(?:<--- )?(?:(?:Reliably )?Transmitting|Retransmitting #\d{1,3}) \((?:no )?NAT\) to (\S{1,200}?)(?: --->|:(?=[ \t]{0,4}(?:[\r\n#]|$)))`;
const WORDS = new RegExp(String.raw`^([^\r\n<]{0,200}?)(?:${READ}|${SENT})`);
/** The log file has what it puts before a message on a line of its own, since a message begins with a line end. */
const LINE_BEFORE = String.raw`\[[^\]\r\n]{8,40}\] [A-Z]{4,10}\[[^\r\n]{1,100}? chan_sip\.c:[ \t]{0,4}(?:\r{0,3}\n|\r)`;

/** What ends a message: `<------------->`, `---`, `--- (12 headers 9 lines) ---`. */
const END = /^(?:<-{10,16}>|---)[ \t]*$|^--- \(\d{1,5} headers \d{1,5} lines\)/;
/** What Asterisk says meanwhile: other log lines, and verbose lines of the dialplan. */
const CHATTER = /^(?:\[[^\]]{8,40}\] )?[A-Z]{4,10}\[\d|^ {2,8}(?:--|==|>) /;
const SDP_LINE = /^[a-z]=/;

/** Asterisk's old SIP driver, `sip set debug on`: words and the peer's address, with the transport only of what was received. */
export const asteriskChanSip: Reader = {
  format: 'asterisk-chan_sip-debug',
  title: 'Asterisk chan_sip debug',
  boundary: new RegExp(String.raw`^(?:${LINE_BEFORE})?[^\r\n<]{0,200}?(?:${READ}|${SENT})`, 'gm'),
  read: lines => {
    const index = lines.findIndex(line => WORDS.test(line.text));
    const match = index < 0 ? null : WORDS.exec(lines[index]!.text);
    if (!match) return undefined;
    const [words, prefix, transport, source, destination] = match;
    const behind = unescapeLines([sliceLine(lines[index]!, words.length), ...lines.slice(index + 1)]);
    const message = withoutPrefixLike(prefix!, behind);
    const end = message.findIndex(line => END.test(line.text));
    return collectMessage(withoutChatter(end < 0 ? message : message.slice(0, end)), {
      time: findTime(prefix!) ?? (index > 0 ? findTime(lines[0]!.text) : undefined),
      transport: parseTransport(transport ?? ''),
      observer: 'gateway',
      ...(source
        ? { direction: 'received', source: parseEndpoint(source) }
        : { direction: 'sent', destination: parseEndpoint(destination!) }),
    });
  },
};

/** The lines up to the first that the message does not go on behind. */
function withoutChatter(lines: readonly Line[]): readonly Line[] {
  const kept: Line[] = [];
  for (let next = 0; next < lines.length; next++) {
    if (!CHATTER.test(lines[next]!.text)) kept.push(lines[next]!);
    else {
      while (next + 1 < lines.length && CHATTER.test(lines[next + 1]!.text)) next++;
      const behind = lines[next + 1]?.text ?? '';
      if (!looksLikeHeader(behind) && !SDP_LINE.test(behind)) break;
    }
  }
  return kept;
}
