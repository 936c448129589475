/**
 * A long trace as sngrep saves it, for measuring: calls from browsers through a gateway to phones, both legs, some healthy and some not,
 * several at the same time. The same text every time; addresses and names are those of documentation (RFC 5737, RFC 2606).
 */

const BROWSER = '203.0.113.20';
const OUTSIDE = '203.0.113.10:8080';
const INSIDE = '192.0.2.1';
const PHONE = '192.0.2.20';
const LOCAL = '198.51.100.40';
const ALLOW = 'INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY,SUBSCRIBE';

/** What becomes of a call; each is one of the recorded calls that the tests know. */
type Fate = 'healthy' | 'ICE on the SIP leg' | 'answer without fingerprint' | 'DTLS on the SIP leg' | 'phone busy' | 'Opus only';
const ANSWERED: readonly Fate[] = ['healthy', 'ICE on the SIP leg', 'answer without fingerprint'];
const REFUSED: readonly Fate[] = ['phone busy', 'DTLS on the SIP leg', 'Opus only'];

interface Sent {
  /** Microseconds since the beginning of the trace. */
  readonly time: number;
  readonly text: string;
}

/** Every second call is answered, and has 13 messages; the others are refused, and have 7. */
export function longTrace(calls: number): string {
  const sent: Sent[] = [];
  for (let call = 0; call < calls; call++) {
    const fates = call % 2 === 0 ? ANSWERED : REFUSED;
    sent.push(...messagesOf(call, fates[Math.floor(call / 2) % fates.length]!));
  }
  return sent
    .sort((a, b) => a.time - b.time)
    .map(one => one.text)
    .join('');
}

function messagesOf(call: number, fate: Fate): Sent[] {
  const begin = call * 700_000;
  const id = words(call);
  const out = `${BROWSER}:${40000 + (call % 20000)}`;
  const phone = `${PHONE}:5060`;
  const inside = `${INSIDE}:5060`;
  const sent: Sent[] = [];
  const send = (after: number, from: string, to: string, lines: readonly string[], body: readonly string[] = []): void => {
    const length = body.length === 0 ? 0 : body.join('\r\n').length + 2;
    const content = [
      ...lines,
      ...asserted,
      ...(length > 0 ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${length}`,
      '',
      ...body,
      '',
      '',
    ];
    const time = begin + after;
    sent.push({ time, text: `${clock(time)} ${from} -> ${to}\n${content.join('\n')}\n` });
  };
  const web = (branch: number): string[] => [`Via: SIP/2.0/WS ${id.host}.invalid;branch=z9hG4bK${branch}`];
  const both = (branch: number): string[] => [
    `Via: SIP/2.0/UDP ${INSIDE};branch=z9hG4bK${id.branch}.${branch}.0`,
    `Via: SIP/2.0/WS ${id.host}.invalid;received=${BROWSER};branch=z9hG4bK${branch}`,
  ];
  const recorded = [
    `Record-Route: <sip:${INSIDE};r2=on;lr;ftag=${id.from}>`,
    `Record-Route: <sip:${OUTSIDE};transport=ws;r2=on;lr;ftag=${id.from}>`,
  ];
  const dialog = (cseq: string, tagged = true): string[] => [
    `To: <sip:200@example.com>${tagged ? `;tag=${id.to}` : ''}`,
    `From: <sip:100@example.com>;tag=${id.from}`,
    `Call-ID: ${id.call}`,
    `CSeq: ${cseq}`,
  ];
  const agent = [
    `Allow: ${ALLOW}`,
    'Supported: gruu,ice,replaces,outbound',
    'Session-Expires: 1800;refresher=uac',
    'Min-SE: 90',
    'User-Agent: JsSIP 3.13.8',
  ];
  const asserted = ['P-Asserted-Identity: "Reception desk" <sip:100@example.com>', `X-Trace: ${id.uuid} ${id.branch}`];
  const server = [
    'Server: baresip v1.0.0 (x86_64/linux)',
    `Contact: <sip:200-0x559d2d1a72c0@${phone}>`,
    'Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,SUBSCRIBE,INFO,MESSAGE,REFER',
  ];
  const target = `sip:200-0x559d2d1a72c0@${phone} SIP/2.0`;
  const contact = `Contact: <sip:100@example.com;gr=urn:uuid:${id.uuid}>`;

  const offer = browserOffer(call, id, fate);
  send(
    0,
    out,
    OUTSIDE,
    ['INVITE sip:200@example.com SIP/2.0', ...web(1), 'Max-Forwards: 69', ...dialog('1 INVITE', false), contact, ...agent],
    offer,
  );
  send(2800, OUTSIDE, out, [
    'SIP/2.0 100 trying -- your call is important to us',
    ...web(1),
    ...dialog('1 INVITE', false),
    'Server: kamailio (5.6.3 (x86_64/linux))',
  ]);
  send(
    6500,
    inside,
    phone,
    [`INVITE ${target}`, ...recorded, ...both(1), 'Max-Forwards: 68', ...dialog('1 INVITE', false), contact, ...agent],
    phoneOffer(call, id, fate),
  );

  if (REFUSED.includes(fate)) {
    const status = fate === 'phone busy' ? '486 Busy Here' : '488 Not Acceptable Here';
    send(7000, phone, inside, [`SIP/2.0 ${status}`, ...both(1), ...dialog('1 INVITE'), server[0]!]);
    send(7500, inside, phone, [`ACK ${target}`, both(1)[0]!, 'Max-Forwards: 68', ...dialog('1 ACK')]);
    send(8000, OUTSIDE, out, [`SIP/2.0 ${status}`, ...web(1), ...dialog('1 INVITE'), server[0]!]);
    send(13000, out, OUTSIDE, ['ACK sip:200@example.com SIP/2.0', ...web(1), 'Max-Forwards: 69', ...dialog('1 ACK'), ...agent]);
    return sent;
  }
  send(7400, phone, inside, ['SIP/2.0 180 Ringing', ...recorded, ...both(1), ...dialog('1 INVITE'), ...server]);
  send(8000, OUTSIDE, out, ['SIP/2.0 180 Ringing', ...recorded, ...web(1), ...dialog('1 INVITE'), ...server]);
  send(2_016_000, phone, inside, ['SIP/2.0 200 Answering', ...recorded, ...both(1), ...dialog('1 INVITE'), ...server], phoneAnswer());
  send(
    2_018_000,
    OUTSIDE,
    out,
    ['SIP/2.0 200 Answering', ...recorded, ...web(1), ...dialog('1 INVITE'), ...server],
    browserAnswer(call, id, fate),
  );
  for (const [method, after] of [
    ['ACK', 2_028_000],
    ['BYE', 14_200_000],
  ] as const) {
    const [number, branch] = method === 'ACK' ? [1, 2] : [2, 3];
    send(after, out, OUTSIDE, [
      `${method} ${target}`,
      ...recorded.map(line => line.replace('Record-', '')),
      ...web(branch),
      'Max-Forwards: 69',
      ...dialog(`${number} ${method}`),
      ...agent,
    ]);
    send(after + 3000, inside, phone, [
      `${method} ${target}`,
      ...both(branch),
      'Max-Forwards: 68',
      ...dialog(`${number} ${method}`),
      ...agent,
    ]);
  }
  send(14_204_000, phone, inside, ['SIP/2.0 200 OK', ...both(3), ...dialog('2 BYE'), server[0]!]);
  send(14_205_000, OUTSIDE, out, ['SIP/2.0 200 OK', ...web(3), ...dialog('2 BYE'), server[0]!]);
  return sent;
}

/** What is different in each call and looks like chance, but is not. */
type Words = ReturnType<typeof words>;

function words(call: number) {
  const hex = (seed: number, length: number): string => {
    let value = (call * 2654435761 + seed * 40503) >>> 0;
    let text = '';
    while (text.length < length) {
      value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
      text += value.toString(16).padStart(8, '0');
    }
    return text.slice(0, length);
  };
  const uuid = hex(6, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const fingerprint = hex(7, 64)
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1:');
  return {
    host: hex(1, 12),
    branch: hex(2, 32),
    from: hex(3, 10),
    to: hex(4, 16),
    call: hex(5, 20),
    uuid,
    fingerprint,
    ufrag: hex(8, 8),
    pwd: hex(9, 26),
    number: String(1e17 + call * 7919),
  };
}

const CODECS = [
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
];
const G711 = ['a=rtpmap:9 G722/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:13 CN/8000'];
const EVENTS = ['a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000'];
const EXTENSIONS = [
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
];

const payloads = (fate: Fate): string => (fate === 'Opus only' ? '111 63 110 126' : '111 63 9 0 8 13 110 126');
const codecs = (fate: Fate): string[] => [...CODECS, ...(fate === 'Opus only' ? [] : G711), ...EVENTS];

function browserOffer(call: number, id: Words, fate: Fate): string[] {
  const port = 30000 + (call % 30000);
  return [
    'v=0',
    `o=- ${id.number} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'a=extmap-allow-mixed',
    `a=msid-semantic: WMS ${id.uuid}`,
    `m=audio ${port} UDP/TLS/RTP/SAVPF ${payloads(fate)}`,
    `c=IN IP4 ${LOCAL}`,
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=candidate:1467958468 1 udp 2122260223 ${LOCAL} ${port} typ host generation 0 network-id 1`,
    `a=candidate:842163049 1 udp 1686052607 ${BROWSER} ${port} typ srflx raddr ${LOCAL} rport ${port} generation 0 network-id 1`,
    `a=candidate:699442780 1 tcp 1518280447 ${LOCAL} 9 typ host tcptype active generation 0 network-id 1`,
    `a=candidate:2157334355 1 udp 41885439 203.0.113.30 ${port} typ relay raddr ${BROWSER} rport ${port} generation 0 network-id 1`,
    `a=candidate:2999745851 1 udp 2122262783 2001:db8:40::${id.ufrag.slice(0, 4)} ${port} typ host generation 0 network-id 2 network-cost 10`,
    `a=candidate:4233069003 1 tcp 1518283007 2001:db8:40::${id.ufrag.slice(0, 4)} 9 typ host tcptype active generation 0 network-id 2 network-cost 10`,
    `a=ice-ufrag:${id.ufrag.slice(0, 4)}`,
    `a=ice-pwd:${id.pwd.slice(0, 24)}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${id.fingerprint}`,
    'a=setup:actpass',
    'a=mid:0',
    ...EXTENSIONS,
    'a=sendrecv',
    `a=msid:${id.uuid} ${id.uuid}`,
    'a=rtcp-mux',
    'a=rtcp-rsize',
    'a=rtcp-xr:rcvr-rtt=all',
    ...codecs(fate),
    'a=ssrc:1793439207 cname:eEy9lodNWqJhYx9i',
    `a=ssrc:1793439207 msid:${id.uuid} ${id.uuid}`,
  ];
}

function phoneOffer(call: number, id: Words, fate: Fate): string[] {
  const port = 30000 + (call % 30000);
  const dtls = fate === 'DTLS on the SIP leg';
  return [
    'v=0',
    `o=- ${id.number} 2 IN IP4 ${INSIDE}`,
    's=-',
    't=0 0',
    'a=extmap-allow-mixed',
    `a=msid-semantic: WMS ${id.uuid}`,
    `m=audio ${port} ${dtls ? 'UDP/TLS/RTP/SAVPF' : 'RTP/AVP'} ${payloads(fate)}`,
    `c=IN IP4 ${INSIDE}`,
    ...EXTENSIONS,
    `a=msid:${id.uuid} ${id.uuid}`,
    'a=rtcp-rsize',
    'a=rtcp-xr:rcvr-rtt=all',
    'a=ssrc:1793439207 cname:eEy9lodNWqJhYx9i',
    `a=ssrc:1793439207 msid:${id.uuid} ${id.uuid}`,
    'a=mid:0',
    ...codecs(fate),
    'a=sendrecv',
    `a=rtcp:${port + 1}`,
    ...(dtls ? ['a=setup:actpass', `a=fingerprint:sha-256 ${id.fingerprint}`] : []),
    ...(fate === 'ICE on the SIP leg'
      ? [
          `a=ice-ufrag:${id.ufrag}`,
          `a=ice-pwd:${id.pwd}`,
          `a=candidate:zbEC7uFkJLhhHEDa 1 UDP 2130706431 ${INSIDE} ${port} typ host`,
          `a=candidate:zbEC7uFkJLhhHEDa 2 UDP 2130706430 ${INSIDE} ${port + 1} typ host`,
        ]
      : []),
  ];
}

const phoneAnswer = (): string[] => [
  'v=0',
  `o=- 3984522281 1569914265 IN IP4 ${PHONE}`,
  's=-',
  `c=IN IP4 ${PHONE}`,
  't=0 0',
  'a=tool:baresip 1.0.0',
  'm=audio 10036 RTP/AVP 0 8 126',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:126 telephone-event/8000',
  'a=fmtp:126 0-15',
  'a=sendrecv',
  'a=label:1',
  'a=ssrc:4179679621 cname:sip:200@example.com',
  'a=minptime:20',
  'a=ptime:20',
];

function browserAnswer(call: number, id: Words, fate: Fate): string[] {
  const port = 30000 + (call % 30000);
  return [
    'v=0',
    'o=- 3984522281 1569914265 IN IP4 203.0.113.10',
    's=-',
    'c=IN IP4 203.0.113.10',
    't=0 0',
    'a=tool:baresip 1.0.0',
    `m=audio ${port} UDP/TLS/RTP/SAVPF 0 8 126`,
    'a=label:1',
    'a=ssrc:4179679621 cname:sip:200@example.com',
    'a=minptime:20',
    'a=mid:0',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:126 telephone-event/8000',
    'a=fmtp:126 0-15',
    'a=sendrecv',
    `a=rtcp:${port}`,
    'a=rtcp-mux',
    'a=setup:active',
    ...(fate === 'answer without fingerprint' ? [] : [`a=fingerprint:sha-256 ${id.fingerprint}`]),
    'a=ptime:20',
    `a=ice-ufrag:${id.ufrag}`,
    `a=ice-pwd:${id.pwd}`,
    'a=ice-options:trickle',
    `a=candidate:aB8XKQFVxQhQJ9fu 1 UDP 2130706431 203.0.113.10 ${port} typ host`,
    'a=end-of-candidates',
  ];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026/11/22 09:20:21.400539` */
function clock(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000) + 9 * 3600;
  return `2026/11/22 ${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
}
