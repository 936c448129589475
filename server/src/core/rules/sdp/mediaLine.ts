import { profileOf } from '../../sdp/profiles';
import type { MediaSection } from '../../sdp/types';
import { exampleCall, exampleSdp } from '../example';
import { finding, type Rule } from '../types';
import { refusalPlace, textSeverity, textVerdict } from './support';

const offer = (line: string): string => exampleCall({ transport: 'UDP', offer: exampleSdp(line), status: 488 });

export const mediaLine: Rule = {
  id: 'sdp/media-line',
  title: 'An m= line is malformed',
  severity: 'error',
  references: [{ rfc: 8866, section: '5.14' }],
  explanation:
    'An `m=` line has the kind of media, a port from 0 to 65535, the profile, and at least one format: `m=audio 49170 RTP/AVP 0 101`. If a part is missing or the port is no port, the stream cannot be set up; PJSIP, Chrome and others refuse the whole description.',
  quiet:
    'It is an error where the offer was refused, information where it was answered all the same, else a warning. The last line of a log that was cut is passed over. Port 0 (rejected) and port 9 (not known yet) are fine, and so are ports below 1024.',
  bad: offer('m=audio 149170 RTP/AVP 0'),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp('m=audio 49170 RTP/AVP 0'), status: 486 }),
  cures: [],
  checkDescription: function* (one, call) {
    const { sdp } = one;
    for (const section of sdp.media) {
      const wrong = faultOf(section);
      const isLast = section.line.index === sdp.lines.length - 1;
      if (!wrong || (isLast && (one.cut || !one.message.sip))) continue;
      const severity = textSeverity(one, call);
      yield finding(mediaLine, {
        severity,
        message: one.message,
        span: section.port > 65535 ? section.portSpan : section.line.span,
        text: `${wrong} An m= line is "m=audio 49170 RTP/AVP 0 101": media, port from 0 to 65535, profile, formats.`,
        related: refusalPlace(one),
        verdict: textVerdict(one, severity, 82, 'a media line (m=) of its SDP is malformed'),
      });
      // One line tells the story; a text of thousands of them is no SDP.
      return;
    }
  },
};

function faultOf(section: MediaSection): string | undefined {
  if (/[<>*[\]{}…]/.test(section.line.text.slice(0, 200))) return undefined;
  if (section.port > 65535) return `${section.portSpan.end - section.portSpan.start > 12 ? 'This' : section.port} is no port.`;
  if (Number.isNaN(section.port) || section.protocol === '') return 'Parts of this line are missing, or the port is no number.';
  const named = profileOf(section.protocol).rtp ? section.formats.find(format => /^[a-z][\w-]{1,30}$/i.test(format.text)) : undefined;
  if (named) return `${named.text} is no payload type: with RTP the formats are numbers, and a=rtpmap gives them their names.`;
  return section.formats.length === 0 && section.port !== 0 ? 'This line lists no format, so there is nothing to send.' : undefined;
}
