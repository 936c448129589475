import { sliceLine } from '../../text/lines';
import { collectMessage, collectSdp } from '../collect';
import { findTime } from '../envelope';
import { linesBefore, withoutPrefix } from '../logLines';
import type { Reader } from '../types';

const HEADER =
  /^(.{0,80}?)(\[\d{4}-\d\d-\d\d [\d:.]{8,16}\] Level\.\w{1,12} .{0,160}? ::: )(?:(sending|received) (?:text |binary )?message:[=>]{0,80}[ \t]*|Outgoing Message: (?:SipMethod\.\w{1,16} )?(?:body: )?)/i;
const LOG_LINE = /^\[\d{4}-\d\d-\d\d [\d:.]{8,16}\] Level\./;

/**
 * The Dart library sip_ua in a Flutter application: its words are those of JsSIP. The system's prefix stands before every line.
 * Of what is sent, many versions log nothing but the body, right behind the words.
 */
export const dartSipUa: Reader = {
  format: 'dart-sip-ua',
  title: 'Flutter log (sip_ua)',
  boundary:
    /^[^\r\n]{0,80}?\[\d{4}-\d\d-\d\d [\d:.]{8,16}\] Level\.\w{1,12} [^\r\n]{0,160}? ::: (?:(?:[Ss]ending|[Rr]eceived) (?:text |binary )?message:|Outgoing Message: (?:SipMethod\.\w{1,16} )?(?:body: )?v=0)/gm,
  read: lines => {
    const first = lines[0];
    const match = HEADER.exec(first?.text ?? '');
    if (!first || !match) return undefined;
    const [words, prefix, stamp, direction] = match;
    const rest = linesBefore(withoutPrefix(lines.slice(1), prefix!), LOG_LINE);
    const message = [sliceLine(first, words.length), ...rest];
    const envelope = { time: findTime(stamp!), observer: 'endpoint' as const };
    if (direction === undefined) return collectSdp(message, { ...envelope, direction: 'sent' });
    return collectMessage(message, { ...envelope, direction: /^s/i.test(direction) ? 'sent' : 'received' });
  },
};
