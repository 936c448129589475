import type { Call, Description } from '../../call/types';
import { insertAfter } from '../../rewrite/edit';
import { addressKind } from '../../sdp/addressKind';
import { connectionAddress, connectionFor, isActive } from '../../sdp/description';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { hasIce } from '../support';
import { type Finding, finding, type Rule } from '../types';
import { isIceUsed, refusalPlace, textSeverity, textVerdict } from './support';

const WHOLE = exampleSdp('m=audio 49170 RTP/AVP 0');

export const noConnection: Rule = {
  id: 'sdp/no-connection',
  title: 'No c= line for a stream',
  severity: 'error',
  references: [{ rfc: 8866, section: '5.7' }],
  explanation:
    'Media is sent to the address of the `c=` line and the port of the `m=` line. Each stream needs a `c=` line in its section, or one before the first `m=` that holds for all. Without it nobody knows where to send: FreeSWITCH logs "Cannot find a c= line in the sdp at media or session level!", PJSIP refuses the description (PJMEDIA_SDP_EMISSINGCONN).',
  quiet:
    'Rejected sections need none. It is an error where the offer was refused, a warning otherwise, and information where the offer was answered and with ICE, where the candidates name the addresses. It is quiet where the log may have cut the line.',
  bad: exampleCall({ transport: 'UDP', offer: WHOLE.filter(line => !line.startsWith('c=')), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: WHOLE, status: 486 }),
  cures: [],
  checkDescription: function* (one, call) {
    const { sdp, message } = one;
    if (one.cut) return;
    const lacking = sdp.media.filter(
      section => section.port > 0 && !connectionFor(sdp, section) && (message.sip !== undefined || section.lines.length > 1),
    );
    const [section] = lacking;
    if (!section) return yield* impossibleAddress(one, call);
    const severity = hasIce(sdp) ? 'info' : textSeverity(one, call);
    const known = sdp.media.map(other => connectionFor(sdp, other)).find(line => line !== undefined);
    yield finding(noConnection, {
      severity,
      message,
      span: section.line.span,
      places: lacking.slice(1).map(other => other.line.span),
      text: 'No c= line holds for this stream, so it has a port and no address. FreeSWITCH and PJSIP refuse that. Put a c= line before the first m= line, or in this section.',
      related: refusalPlace(one),
      fixes: known
        ? [
            {
              title: `Add ${known.text.trim().slice(0, 80)}, as another section has it`,
              safety: 'unsafe',
              message,
              edits: () => lacking.map(other => insertAfter(lastOfHead(other), known.text.trim())),
            },
          ]
        : [],
      verdict: textVerdict(one, severity, 82, 'its SDP names no address for a stream (no c= line)'),
    });
  },
};

/** The line behind which c= stands: the m= line, or the i= line that follows it. */
const lastOfHead = ({ lines, line }: MediaSection) => (lines[1]?.type === 'i' ? lines[1] : line);

/** An address of four numbers of which one is above 255, or of which there are not four. */
function* impossibleAddress(one: Description, call: Call): Generator<Finding> {
  if (isIceUsed(one)) return;
  for (const section of one.sdp.media.filter(isActive)) {
    const line = connectionFor(one.sdp, section);
    const address = connectionAddress(line);
    if (!line || address === undefined || !/^\d{1,4}(\.\d{1,4}){1,5}$/.test(address) || addressKind(address) !== 'host name') continue;
    const severity = textSeverity(one, call);
    yield finding(noConnection, {
      severity,
      message: one.message,
      span: line.span,
      text: `${address} is no address: IPv4 has four numbers from 0 to 255. Nobody can send media there.`,
      related: refusalPlace(one),
      verdict: textVerdict(one, severity, 82, `its SDP wants the media at ${address}, which is no address`),
    });
    return;
  }
}
