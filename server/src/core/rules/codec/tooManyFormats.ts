import { attributesIn } from '../../sdp/description';
import { exampleCall, exampleSdp } from '../example';
import { refusalOf, relatedReply, rtpSections, wasTaken } from '../support';
import { finding, type Rule } from '../types';

/** What PJSIP reads of one section as it is built by default: PJMEDIA_MAX_SDP_FMT and PJMEDIA_MAX_SDP_ATTR. */
const MOST_FORMATS = 32;
const MOST_ATTRIBUTES = 68;

const dynamic = (count: number): string[] => {
  const numbers = Array.from({ length: count }, (_, index) => index + 127 - count);
  return [`m=audio 49170 RTP/AVP 0 ${numbers.join(' ')}`, ...numbers.map(number => `a=rtpmap:${number} L16/${8000 + number}`)];
};

export const tooManyFormats: Rule = {
  id: 'codec/too-many-formats',
  title: 'More codecs or attributes than some phones read',
  severity: 'warning',
  references: [
    { rfc: 3264, section: '5.1' },
    { rfc: 8866, section: '5.14' },
  ],
  explanation:
    'There is no limit in the standard, but there is one in many phones. PJSIP, on which many phones are built, reads 32 payload types and 68 attribute lines of a section unless it is built with more, and ignores the rest. If an `a=rtpmap` is among the rest, its payload type has no codec, and the offer may be refused. A browser’s video section reaches such numbers easily.',
  quiet: 'It looks at offers on SIP legs that were not answered. It is a warning where the offer was refused, otherwise information.',
  bad: exampleCall({ transport: 'UDP', offer: exampleSdp(...dynamic(33)), status: 488 }),
  good: exampleCall({ transport: 'UDP', offer: exampleSdp(...dynamic(20)), status: 486 }),
  cures: [{ gateway: 'rtpengine', setting: 'codec-strip-all codec-offer-PCMU codec-offer-PCMA' }],
  checkDescription: function* (one) {
    if (one.leg.kind !== 'sip' || one.side !== 'offer' || one.exchange.answer || wasTaken(one)) return;
    for (const section of rtpSections(one.sdp)) {
      const formats = section.formats.length;
      const attributes = section.lines.filter(line => line.type === 'a').length;
      if (formats <= MOST_FORMATS && attributes <= MOST_ATTRIBUTES) continue;
      const refusal = refusalOf(one);
      const candidates = attributesIn(section.lines, 'candidate').length;
      yield finding(tooManyFormats, {
        severity: refusal ? 'warning' : 'info',
        message: one.message,
        span: section.line.span,
        text: `This section has ${formats > MOST_FORMATS ? `${formats} payload types` : `${attributes} attribute lines${candidates > 0 ? `, ${candidates} of them candidates` : ''}`}. Phones built with PJSIP read ${formats > MOST_FORMATS ? MOST_FORMATS : MOST_ATTRIBUTES} by default and ignore the rest, which may be the codec that they need. Offer fewer codecs.`,
        related: relatedReply(refusal, `the offer was refused with ${refusal?.status}`),
      });
    }
  },
};
