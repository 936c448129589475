import { refusalOf } from '../support';
import { finding, type Rule } from '../types';
import { refusalPlace } from './support';

const trace = (word: string): string =>
  [
    '# sip-trace: evidence 1',
    '# sip-trace: capture file="example.pcap" form=pcap frames=1 first=2026-11-22T09:00:00.000000Z last=2026-11-22T09:00:00.000000Z interfaces=1',
    `# sip-trace: message frames=1 transport=UDP bytes=361${word}`,
    '2026/11/22 09:00:00.000000 192.0.2.1:5060 -> 198.51.100.20:5060',
    'INVITE sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKexample',
    'From: <sip:alice@example.com>;tag=a',
    'To: <sip:bob@example.com>',
    'Call-ID: example',
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    'Content-Type: application/sdp',
    '',
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
    's=-',
    'c=IN IP4 192.0.2.1',
    't=0 0',
    'm=audio 49170 RTP/AVP 0',
    '',
    '',
  ].join('\n');

export const lineEnds: Rule = {
  id: 'sdp/line-ends',
  title: 'Lines end with LF alone',
  severity: 'warning',
  references: [
    { rfc: 8866, section: '5' },
    { rfc: 3261, section: '7' },
  ],
  explanation:
    'On the wire every line of SIP and SDP ends with CR and LF. Readers of SDP should take LF alone too, and most do; some do not, and then see one long line, or refuse the message. Scripts that put SDP together by hand are the usual reason.',
  quiet:
    'Only a capture shows it: text logs and editors change line ends. It is information unless the offer was refused, and said once for a call.',
  bad: trace(' line-ends=lf'),
  good: trace(''),
  cures: [],
  checkCall: function* (call) {
    // A sender does it in all its messages: once says it.
    const one = call.descriptions.find(({ message }) => !message.edited && message.envelope.wire?.lineEnds !== undefined);
    const ends = one?.message.envelope.wire?.lineEnds;
    const first = one?.sdp.lines[0];
    if (!one || !ends || !first) return;
    const what = ends === 'lf' ? 'with LF alone' : ends === 'cr' ? 'with CR alone' : 'in more than one way';
    yield finding(lineEnds, {
      severity: refusalOf(one) ? 'warning' : 'info',
      message: one.message,
      span: first.span,
      text: `On the wire the lines of this message end ${what}. CR and LF are right. Most readers put up with it, some refuse the message.`,
      related: refusalPlace(one),
      leg: one.leg,
      side: one.side,
    });
  },
};
