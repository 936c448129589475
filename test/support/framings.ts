import type { FormatId } from '../../server/src/core/trace/types';

/** One way to print messages, for traces that are made for a test. Addresses are those for documentation. */
export interface Framing {
  readonly format: FormatId;
  /** What the program prints before the first message. */
  readonly preamble: string;
  /** One message as the program prints it; every line of it ends with LF. */
  readonly print: (message: readonly string[], index: number) => string;
}

const DASHES = '-'.repeat(72);
const PHONE = '192.0.2.20:5060';
const PROXY = '192.0.2.1:5060';

const seconds = (index: number): string => `${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
const ends = (lines: readonly string[], behind = ''): string => lines.map(line => `${line}${behind}\n`).join('');
const bytes = (lines: readonly string[]): number => lines.join('\r\n').length + 2;
const isRequest = (lines: readonly string[]): boolean => !lines[0]!.startsWith('SIP/2.0');

export const framings: readonly Framing[] = [
  {
    format: 'sngrep-txt',
    preamble: '',
    print: (lines, index) => `2026/03/01 10:${seconds(index)}.000250 ${PHONE} -> ${PROXY}\n${ends(lines)}\n`,
  },
  {
    format: 'ngrep-byline',
    preamble: 'interface: any\nfilter: ( port 5060 )\n\n',
    print: (lines, index) => `U 2026/03/01 10:${seconds(index)}.000250 ${PHONE} -> ${PROXY} #${index}\n${ends(lines, '.')}\n\n`,
  },
  {
    format: 'asterisk-pjsip-logger',
    preamble: 'PJSIP Logging enabled\n',
    print: (lines, index) =>
      `<--- ${isRequest(lines) ? 'Received SIP request' : 'Transmitting SIP response'} (${bytes(lines)} bytes) ${isRequest(lines) ? 'from' : 'to'} UDP:${PHONE} --->\n` +
      `${ends(lines)}\n    -- Executing [${index}@phones:1] NoOp("PJSIP/200-0000000${index % 10}", "") in new stack\n`,
  },
  {
    format: 'freeswitch-siptrace',
    preamble: '+OK Global siptrace on\n',
    print: (lines, index) =>
      `recv ${bytes(lines)} bytes from udp/[192.0.2.20]:5060 at 10:${seconds(index)}.000250:\n   ${DASHES}\n${ends(lines.map(line => `   ${line}`))}   ${DASHES}\n`,
  },
  {
    format: 'kamailio-sipdump',
    preamble: '',
    print: (lines, index) =>
      `${'='.repeat(20)}\ntag: rcv\npid: 100\nprocess: 1\ntime: 1772359${String(200 + (index % 700))}.000250\ndate: Sun Mar  1 10:00:00 2026\n` +
      `proto: udp ipv4\nsrcip: 192.0.2.20\nsrcport: 5060\ndstip: 192.0.2.1\ndstport: 5060\n${'~'.repeat(20)}\n${ends(lines)}${'|'.repeat(20)}\n`,
  },
  {
    format: 'sipp-trace_msg',
    preamble: '',
    print: (lines, index) =>
      `${'-'.repeat(47)} 2026-03-01 10:${seconds(index)}.000250\nUDP message sent (${bytes(lines)} bytes):\n\n${ends(lines)}\n`,
  },
  {
    format: 'baresip-siptrace',
    preamble: 'baresip is ready.\n',
    print: (lines, index) => `\u001b[36;1m#\nUDP ${PHONE} -> ${PROXY}\n${ends(lines)}\u001b[;m\ncall: stream ${index}\n`,
  },
  {
    format: 'jssip-console',
    preamble: 'phone.js:20 JsSIP:UA start() +1ms\n',
    print: (lines, index) =>
      `phone.js:20 JsSIP:Transport sending message:\n\n${ends(lines)}\n +${index}ms\nphone.js:20 JsSIP:WebSocketInterface send() +0ms\n`,
  },
  {
    format: 'sip-trace',
    preamble: '# sip-trace: evidence 1\n# sip-trace: capture file="call.pcap" form=pcap frames=2000\n',
    print: (lines, index) =>
      `# sip-trace: rtp 192.0.2.20:30000 -> 192.0.2.1:40000 packets=${index + 1} ssrc=0x0000000a pt=0:${index + 1}:160\n` +
      `# sip-trace: message frames=${index + 1} transport=UDP bytes=${bytes(lines)}\n` +
      `2026/03/01 10:${seconds(index)}.000250 ${PHONE} -> ${PROXY}\n${ends(lines)}\n`,
  },
  { format: 'bare-sip', preamble: '', print: lines => `${ends(lines)}\n` },
];

export const OFFER: readonly string[] = [
  'v=0',
  'o=- 20518 1 IN IP4 192.0.2.20',
  's=-',
  'c=IN IP4 192.0.2.20',
  't=0 0',
  'm=audio 49170 RTP/AVP 0 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=sendrecv',
];

/** A request or a response as its lines; without a body the last line is the empty one. */
export function message(startLine: string, call: string, cseq: string, body: readonly string[] = []): string[] {
  return [
    startLine,
    `Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK${call}`,
    'Max-Forwards: 70',
    'From: "Alice" <sip:alice@example.com>;tag=1928',
    `To: <sip:bob@example.com>${startLine.startsWith('SIP') ? ';tag=a6c8' : ''}`,
    `Call-ID: ${call}@example.com`,
    `CSeq: ${cseq}`,
    ...(body.length > 0 ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length > 0 ? bytes(body) : 0}`,
    '',
    ...body,
  ];
}

/** The messages of a number of calls: offered, refused, acknowledged. */
export function manyMessages(calls: number): string[][] {
  return Array.from({ length: calls }, (_, call) => [
    message('INVITE sip:bob@example.com SIP/2.0', `c${call}`, '1 INVITE', OFFER),
    message('SIP/2.0 488 Not Acceptable Here', `c${call}`, '1 INVITE'),
    message('ACK sip:bob@example.com SIP/2.0', `c${call}`, '1 ACK'),
  ]).flat();
}

/** A whole trace. */
export const printTrace = (framing: Framing, messages: readonly (readonly string[])[]): string =>
  framing.preamble + messages.map((lines, index) => framing.print(lines, index)).join('');
