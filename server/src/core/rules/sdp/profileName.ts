import { replace } from '../../rewrite/edit';
import { exampleCall, exampleSdp } from '../example';
import { list } from '../support';
import { finding, type Rule } from '../types';
import { refusalPlace, strictSeverity, textVerdict } from './support';

/** Names of transports and profiles that calls use (IANA, "SDP Parameters", proto). */
const KNOWN = [
  ...['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'UDP/TLS/RTP/SAVPF', 'TCP/TLS/RTP/SAVP', 'TCP/TLS/RTP/SAVPF'],
  ...['TCP/RTP/AVP', 'TCP/RTP/AVPF', 'TCP/RTP/SAVP', 'TCP/RTP/SAVPF', 'TCP/DTLS/RTP/SAVP', 'TCP/DTLS/RTP/SAVPF', 'UDP/RTP/AVP'],
  ...['udptl', 'UDPTL', 'UDP/TLS/UDPTL', 'UDP', 'TCP', 'TCP/TLS', 'vat', 'rtp', 'DCCP/RTP/AVP', 'SCTP', 'SCTP/DTLS', 'DTLS/SCTP'],
  ...['UDP/DTLS/SCTP', 'TCP/DTLS/SCTP', 'TCP/MSRP', 'TCP/TLS/MSRP', 'TCP/BFCP', 'TCP/TLS/BFCP', 'UDP/BFCP', 'UDP/TLS/BFCP', 'TCP/WSS/BFCP'],
  ...['TCP/MRCPv2', 'TCP/TLS/MRCPv2', 'TCP/WS/BFCP', 'PSTN', 'UDP/SPRT', 'UDP/UDPTL', 'TCP/RTP/UDPTL', 'TCP/UDPTL', 'UDP/DTLS', 'message'],
];
const BY_UPPER = new Map(KNOWN.map(name => [name.toUpperCase(), name]));

const offer = (profile: string, status = 486): string =>
  exampleCall({ transport: 'UDP', offer: exampleSdp(`m=audio 49170 ${profile} 0`), status });

export const profileName: Rule = {
  id: 'sdp/profile-name',
  title: 'The profile is written in small letters',
  severity: 'error',
  references: [{ rfc: 8866, section: '5.14' }],
  explanation:
    'The third word of an `m=` line names how media is sent: `RTP/AVP`, `RTP/SAVP`, `UDP/TLS/RTP/SAVPF`. Many programs compare it letter by letter, so that `rtp/avp` is a profile that they do not know, and they reject the stream.',
  quiet:
    'It is an error where a browser refused the offer, information where it was answered all the same, else a warning; on a SIP leg a degree less. Names that are not known at all are not reported: there are many of one vendor only.',
  bad: offer('rtp/avp'),
  good: offer('RTP/AVP'),
  cures: [],
  checkDescription: function* (one, call) {
    const wrong = one.sdp.media.filter(section => section.port !== 0 && isMiswritten(section.protocol));
    const [section] = wrong;
    if (!section) return;
    const severity = strictSeverity(one, call);
    const right = list([...new Set(wrong.map(other => BY_UPPER.get(other.protocol.toUpperCase())!))]);
    yield finding(profileName, {
      severity,
      message: one.message,
      span: section.protocolSpan,
      places: wrong.slice(1).map(other => other.protocolSpan),
      text: `${section.protocol} is written in other letters than the profile ${BY_UPPER.get(section.protocol.toUpperCase())}. Who compares letter by letter does not know it and rejects the stream.`,
      related: refusalPlace(one),
      fixes: [
        {
          title: `Write ${right}`,
          safety: 'unsafe',
          message: one.message,
          edits: () => wrong.map(other => replace(other.protocolSpan, BY_UPPER.get(other.protocol.toUpperCase())!)),
        },
      ],
      verdict: textVerdict(
        one,
        severity,
        60,
        `it writes the profile as ${section.protocol.slice(0, 40)}, which strict readers do not know`,
      ),
    });
  },
};

const isMiswritten = (name: string): boolean => {
  const known = BY_UPPER.get(name.toUpperCase());
  return known !== undefined && !KNOWN.includes(name) && known.includes('RTP/');
};
