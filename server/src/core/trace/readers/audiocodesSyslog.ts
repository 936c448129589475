import { joinLines, type Line, sliceLine } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport, timeOfDay } from '../envelope';
import { unescapeLines } from '../escapes';
import type { Reader } from '../types';

const WORDS = String.raw`---- (?:(Incoming) SIP Message from|(Outgoing) SIP Message to) (\S{1,100})(?: (?:to|from) SIPInterface #\d{1,5} \([^\r\n]{0,80}?\) (\w{2,5}))?[^\r\n]{0,80}? ?----`;
const HEADER = new RegExp(`^(.*?)${WORDS}`);
/** What a packet of the log begins with: its number, and that of the session or the board. */
const PACKET = /^[^\r\n]{0,120}?\[S=(\d{1,15})\](?: {0,3}\[[SB]ID[=:][^\]\r\n]{1,80}\]){0,3} ?/;
/** What is logged by itself has a number or the name of a module; what goes on from the packet before has neither. */
const NEW_WORDS = /^ {0,3}\( ?(?:[A-Z]|lgr_|sip_)[^)\r\n]{0,40}\)/;
const TIME = / ?\[Time: ?\d\d-\d\d@(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?\][ \t]*$/;

/**
 * AudioCodes' syslog: the peer's address, then the message, of which each packet has a part. The next packet has the next number; the time
 * stands at the end of each. The device's own address is not told.
 */
export const audiocodesSyslog: Reader = {
  format: 'audiocodes-syslog',
  title: 'AudioCodes syslog',
  boundary: new RegExp(String.raw`^[^\r\n]{0,4000}?${WORDS}`, 'gm'),
  read: lines => {
    const first = lines[0];
    const match = HEADER.exec(first?.text ?? '');
    if (!first || !match) return undefined;
    const [words, before, incoming, , address, transport] = match;
    const peer = parseEndpoint(address!);
    const packets = [sliceLine(first, words.length), ...lines.slice(1)];
    return collectMessage(unescapeLines(joinPackets(packets, Number(PACKET.exec(before!)?.[1]))), {
      time: timeAtEnd(lines) ?? findTime(before!.slice(0, 40)),
      transport: parseTransport(transport ?? ''),
      observer: 'gateway',
      ...(incoming ? { direction: 'received', source: peer } : { direction: 'sent', destination: peer }),
    });
  },
};

/** The lines of the message, from the packet with this number and those that go on from it; a line may be cut anywhere between two. */
function joinPackets(lines: readonly Line[], packet: number): readonly Line[] {
  const joined: Line[] = [];
  let number = packet;
  let ended = false;
  for (const line of lines) {
    const match = PACKET.exec(line.text);
    if (match && joined.length > 0) {
      const rest = sliceLine(line, match[0].length);
      if (Number(match[1]) !== number + 1 || NEW_WORDS.test(rest.text)) break;
      number++;
      joined.push(joinLines(joined.pop()!, withoutTime(rest)));
    } else if (!ended) joined.push(withoutTime(line));
    else if (line.text.trim() !== '') break;
    else continue;
    ended = TIME.test(line.text.slice(-60));
  }
  return joined;
}

function withoutTime(line: Line): Line {
  const match = TIME.exec(line.text.slice(-60));
  return match ? sliceLine(line, 0, line.text.length - match[0].length) : line;
}

function timeAtEnd(lines: readonly Line[]): number | undefined {
  for (const line of lines) {
    const match = TIME.exec(line.text.slice(-60));
    if (match) return timeOfDay(match[1]!, match[2]!, match[3]!, match[4]);
  }
  return undefined;
}
