import { type Line, sliceLine, splitEscaped } from '../../text/lines';
import { collectMessage } from '../collect';
import { findTime, parseEndpoint, parseTransport } from '../envelope';
import { ESCAPED_END, unescapeLines } from '../escapes';
import type { Envelope, Reader } from '../types';

const MARK = /^([^\r\n]{0,200}?)\/SIP\/Msg\/ccsipDisplayMsg:[ \t]*/;
/** VoIP Trace tells the addresses too. */
const WORDS = new RegExp(
  String.raw`^(?:[ \t]|${ESCAPED_END}){0,8}(Sent|Received):?[ \t]*(?:SIP ([A-Z]{2,4}) message from (\S{1,200}) to (\S{1,200}))?[ \t]*`,
);
/** Other lines of the log, the rule between messages, and the router's prompt. */
const CHATTER =
  /^(?:<\d{1,3}>)?(?:\d{1,10}: )?[*.]?(?:(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?)?\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{3,5})?|\d{1,3}[wd]\d{1,2}[dh]): |^[^\r\n]{0,100}\/\/-?\d{1,10}\/[0-9A-Fx]{12}\/|^-{20,80}[ \t]*$/;

/** A copy on one line: a space stands where the lines ended, so only before what begins a line of SIP or SDP. */
const ONE_LINE = /^(?:[A-Z]{3,12} \S{1,1000} SIP\/2\.0|SIP\/2\.0 \d{3} [^\r\n:]{1,100}?) (?=(?:Via|From|To|Call-ID|CSeq|Date):)/;
const LINE_BEGINS =
  / (?=(?:Via|v|From|f|To|t|Call-ID|i|CSeq|Contact|m|Date|Max-Forwards|Content-(?:Type|Length|Disposition)|c|l|Allow(?:-Events)?|Supported|Require|Proxy-[A-Z][a-z]{1,20}|Server|User-Agent|Expires|Session-Expires|Session-ID|Min-SE|Timestamp|Cisco-Gu?uid|Remote-Party-ID|Record-Route|Route|Reason|Warning|RSeq|RAck|Event|Subscription-State|Diversion|History-Info|Privacy|Call-Info|Authorization|WWW-Authenticate|Retry-After|Unsupported|Accept|MIME-Version|Referred-By|Refer-To|Replaces|[PX]-[A-Za-z-]{1,40}): )| (?=[vosctmabkipuezr]=)/g;

/** Cisco gateways and CUBE, `debug ccsip messages` and VoIP Trace: words; a year and, but for VoIP Trace, addresses are not told. */
export const ciscoCcsip: Reader = {
  format: 'cisco-ccsip',
  title: 'Cisco ccsip debug',
  boundary: /^[^\r\n]{0,200}?\/SIP\/Msg\/ccsipDisplayMsg:/gm,
  read: lines => {
    const first = lines[0];
    const mark = MARK.exec(first?.text ?? '');
    if (!first || !mark) return undefined;
    const behind = [sliceLine(first, mark[0].length), ...lines.slice(1)];
    const index = behind.findIndex(line => line.text.trim() !== '');
    const words = index < 0 ? null : WORDS.exec(behind[index]!.text);
    if (!words) return undefined;
    const message = unescapeLines([sliceLine(behind[index]!, words[0].length), ...behind.slice(index + 1)]).flatMap(cutOneLine);
    const end = message.findIndex((line, at) => at > 0 && CHATTER.test(line.text));
    return collectMessage(end < 0 ? message : message.slice(0, end), envelopeOf(mark[1]!, words));
  },
};

const cutOneLine = (line: Line): readonly Line[] => (ONE_LINE.test(line.text) ? splitEscaped(line, LINE_BEGINS) : [line]);

function envelopeOf(before: string, [, word, transport, source, destination]: RegExpExecArray): Envelope {
  return {
    time: findTime(before),
    transport: parseTransport(transport ?? ''),
    direction: word === 'Sent' ? 'sent' : 'received',
    observer: 'gateway',
    ...(source && destination ? { source: parseEndpoint(source), destination: parseEndpoint(destination) } : {}),
  };
}
