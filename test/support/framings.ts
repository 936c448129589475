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
    format: 'asterisk-chan_sip-debug',
    preamble: 'SIP Debugging enabled\n',
    print: (lines, index) =>
      isRequest(lines)
        ? `\n<--- SIP read from UDP:${PHONE} --->\n${ends(lines)}<------------->\n--- (${lines.length} headers 0 lines) ---\nSending to ${PHONE} (no NAT)\n`
        : `\n<--- Reliably Transmitting (no NAT) to ${PHONE} --->\n${ends(lines)}\n<------------>\n    -- Executing [${index}@phones:1] NoOp("SIP/200", "") in new stack\n`,
  },
  {
    format: 'kamailio-xlog',
    preamble: ' 0(812) INFO: <core> [main.c:3055]: main(): processes (at least): 6\n',
    print: (lines, index) =>
      `Mar  1 10:${seconds(index)} proxy kamailio[812]: NOTICE: <script>: received from udp:${PHONE} ${lines.map(line => `${line}#015#012`).join('')}\n` +
      `Mar  1 10:${seconds(index)} proxy kamailio[812]: NOTICE: <script>: relayed ${index}\n`,
  },
  {
    format: 'cisco-ccsip',
    preamble: 'Router# debug ccsip messages\n',
    print: (lines, index) =>
      `${String(18000 + index)}: Mar  1 10:${seconds(index)}.250: //4538/2FD863BAA01F/SIP/Msg/ccsipDisplayMsg:\n` +
      `${isRequest(lines) ? 'Received' : 'Sent'}: \n${ends(lines)}\n`,
  },
  {
    format: 'audiocodes-syslog',
    preamble: '',
    print: (lines, index) =>
      `<133>[S=${2 * index + 1}] [SID=b9027c:24:${index}]  (N  ${index}) ---- ${isRequest(lines) ? `Incoming SIP Message from ${PHONE} to` : `Outgoing SIP Message to ${PHONE} from`} ` +
      `SIPInterface #1 (Phones) UDP TO(#1) ---- #012${lines.map(line => `${line}#012`).join('')} [Time:01-03@10:${seconds(index)}.250]\n`,
  },
  {
    format: 'oracle-acme-sipmsg',
    preamble: `${'-'.repeat(40)}\n`,
    print: (lines, index) =>
      `Mar  1 10:${seconds(index)}.250 On [0:0]${PROXY} ${isRequest(lines) ? 'received from' : 'sent to'} ${PHONE}\n${ends(lines)}\n${'-'.repeat(40)}\n`,
  },
  {
    format: 'ribbon-sbc-trc',
    preamble: 'Sonus Networks, Inc.\n',
    print: (lines, index) =>
      `${bytes(lines) + 200} 03012026 10${seconds(index).replace(':', '')}.000250:1.01.00.${38000 + index}.MAJOR   .SIPSG:FILTER=Call GCID=0x00000DDB: EXTRA INFO: Ingress: ` +
      `${isRequest(lines) ? 'received' : 'sent'} msg for CallId:c${index} gcid:0xDDB ${isRequest(lines) ? 'from' : 'to'} IP/port:192.0.2.20/5060, Local IP/port:192.0.2.1/5060\nRAW PDU:\n${ends(lines)}\n`,
  },
  {
    format: 'avaya',
    preamble: '',
    print: (lines, index) =>
      `com.avaya.asm  SIPMSGT \n${'-'.repeat(20)}\n01/03/2026 10:${seconds(index)}.250 ${isRequest(lines) ? '-->' : '<--'} \n\toctets: ${bytes(lines)}, Body Length: 0\n` +
      `\tingress: { L192.0.2.1:5060/R${PHONE}/UDP/0x1 }\n\tegress: { L192.0.2.1:5060/R${PHONE}/UDP/0x1 }\n\tSIPMsgContext: [NONE]\n${'-'.repeat(20)}\n${ends(lines)}\n${'-'.repeat(20)}\n`,
  },
  {
    format: 'misc-vendor',
    preamble: '',
    print: (lines, index) =>
      `${isRequest(lines) ? 'Recv from' : 'Sent to'} udp: ${PHONE} 00:10:${seconds(index)}:066 (${bytes(lines)} bytes)\n${ends(lines)}\n`,
  },
  {
    format: 'sipgrep',
    preamble: 'interface: any\nfilter: (ip or ip6) and ( portrange 5060-5061)\n\n',
    print: (lines, index) =>
      `U 2026/03/01 10:${seconds(index)}.000250 ${PHONE} -> ${PROXY}\n\n${ends(
        lines.map(line =>
          line.replace(/^([A-Z]+) (?=sip:)/, '\u001b[1m\u001b[31m$1 \u001b[0m').replace(/(tag=.*)$/, '\u001b[1m\u001b[34m$1'),
        ),
        '.',
      ).replaceAll(/(tag=.*)\n/g, '$1\u001b[0m\n')}\n\n`,
  },
  {
    format: 'drachtio-sofia',
    preamble: '2026-03-01 09:59:00.000000 Starting drachtio version v0.8.20\n',
    print: (lines, index) =>
      `2026-03-01 10:${seconds(index)}.000350 ${isRequest(lines) ? 'recv' : 'send'} ${bytes(lines)} bytes ${isRequest(lines) ? 'from' : 'to'} udp/[192.0.2.20]:5060 at 10:${seconds(index)}.000250:\n` +
      `${ends(lines)} \n2026-03-01 10:${seconds(index)}.000400 nta.c:3366 agent_recv_response() nta: ${index}\n`,
  },
  {
    format: 'sipjs-console',
    preamble: 'sip.js:36 Sun Mar 01 2026 10:00:00 GMT+0000 (Coordinated Universal Time) | sip.UserAgent | Configuration:\n',
    print: (lines, index) =>
      `sip.js:36 Sun Mar 01 2026 10:${seconds(index)} GMT+0000 (Coordinated Universal Time) | sip.Transport | Sending WebSocket message:\n\n${ends(lines)}\n` +
      `sip.js:36 Sun Mar 01 2026 10:${seconds(index)} GMT+0000 (Coordinated Universal Time) | sip.UserAgent | ${index}\n`,
  },
  {
    format: 'dart-sip-ua',
    preamble: 'I/flutter ( 6828): [2026-03-01 10:00:00.12] Level.debug transport.dart:167 ::: send()\n',
    print: (lines, index) =>
      `I/flutter ( 6828): [2026-03-01 10:${seconds(index)}.250] Level.debug transport.dart:314 ::: received text message:\n` +
      `${['', ...lines, ''].map(line => `I/flutter ( 6828): ${line}\n`).join('')}` +
      `I/flutter ( 6828): [2026-03-01 10:${seconds(index)}.251] Level.debug rtc_session.dart:2215 ::: receiveInviteResponse()\n`,
  },
  {
    format: 'pjsua',
    preamble: '10:00:00.001    os_core_unix.c !pjlib 2.14 for POSIX initialized\n',
    print: (lines, index) =>
      `10:${seconds(index)}.250           pjsua_core.c  .TX ${bytes(lines)} bytes Request msg INVITE/cseq=${index} (tdta0x55) to UDP ${PROXY}:\n` +
      `${ends(lines)}\n--end msg--\n10:${seconds(index)}.251            pjsua_call.c  ..Call ${index} state changed\n`,
  },
  {
    format: 'diago-sipgo',
    preamble: '',
    print: (lines, index) => `--- 10:${seconds(index)}.250 SIP ${isRequest(lines) ? 'recv' : 'send'} ---\n${ends(lines)}\n`,
  },
  {
    format: 'sippy-b2bua',
    preamble: '',
    print: (lines, index) =>
      `01 Mar 10:${seconds(index)}.250/GLOBAL/b2bua: ${isRequest(lines) ? 'RECEIVED message from' : 'SENDING message to'} udp:${PHONE}:\n${ends(lines)}\n` +
      `01 Mar 10:${seconds(index)}.251/c${index}/b2bua: sending command\n`,
  },
  {
    format: 'homer-export',
    preamble: '',
    print: (lines, index) => `proto:UDP 2026-03-01T10:${seconds(index)}.000250Z  ${PHONE} ---> ${PROXY}\n\n${ends(lines)}\n`,
  },
  {
    format: 'tcpdump-A',
    preamble: '',
    print: (lines, index) =>
      `10:${seconds(index)}.000250 IP 192.0.2.20.5060 > 192.0.2.1.5060: SIP: ${lines[0]}\nE..h....@.....b..b......T..${ends(lines)}\n`,
  },
  {
    format: 'tcpdump-vv',
    preamble: '',
    print: (lines, index) =>
      `10:${seconds(index)}.000250 IP (tos 0x0, ttl 64, id ${index}, offset 0, flags [none], proto UDP (17), length 714)\n` +
      `    192.0.2.20.5060 > 192.0.2.1.5060: [udp sum ok] SIP, length: ${bytes(lines)}\n${ends(lines.map(line => `\t${line}`))}`,
  },
  {
    format: 'tshark-sip-raw-text',
    preamble: '',
    print: (lines, index) =>
      `Frame ${index + 1}: ${bytes(lines) + 42} bytes on wire (${8 * (bytes(lines) + 42)} bits), ${bytes(lines) + 42} bytes captured\n` +
      'Internet Protocol Version 4, Src: 192.0.2.20, Dst: 192.0.2.1\nUser Datagram Protocol, Src Port: 5060, Dst Port: 5060\n' +
      `Session Initiation Protocol (${isRequest(lines) ? 'INVITE' : '200'})\nSession Initiation Protocol (SIP as raw text)\n${ends(lines.map(line => `    ${line}\\r\\n`))}\n`,
  },
  {
    format: 'wireshark-follow',
    preamble: `\n${'='.repeat(67)}\nFollow: udp,ascii\nFilter: udp.stream eq 0\nNode 0: ${PHONE}\nNode 1: ${PROXY}\n`,
    print: lines => `${isRequest(lines) ? '' : '\t'}${bytes(lines)}\n${ends(lines)}\n`,
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
