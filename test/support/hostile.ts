/** Texts that no honest program writes, each made when asked for: they are large. Addresses are those of documentation. */
const MANY = 10_000;
/** For what is slow though it grows with no square. */
const SOME = 4000;
const LARGE = 10_000_000;
/** Long enough for what grows with the square to be noticed, short enough to be tried everywhere. */
const MEDIUM = 100_000;

const VIA = 'Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK1';
const FROM = 'From: "Alice" <sip:alice@example.com>;tag=1';
const TO = 'To: <sip:bob@example.com>';
const SDP = ['v=0', 'o=- 1 1 IN IP4 192.0.2.20', 's=-', 'c=IN IP4 192.0.2.20', 't=0 0'];
const AUDIO = ['m=audio 49170 UDP/TLS/RTP/SAVPF 0 8 101', 'a=rtpmap:0 PCMU/8000', 'a=setup:actpass', 'a=ice-ufrag:abcd'];

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;
const PROTOTYPE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

interface Parts {
  readonly start?: string;
  readonly vias?: readonly string[];
  readonly call?: string | null;
  readonly cseq?: string | null;
  readonly extra?: readonly string[];
  readonly body?: readonly string[];
}

/** A message with what is odd about it; its Content-Length is that of CRLF line ends. */
function sip({
  start = 'INVITE sip:bob@example.com SIP/2.0',
  vias = [VIA],
  call = 'c1@192.0.2.20',
  cseq = '1 INVITE',
  extra = [],
  body = [],
}: Parts): string {
  const length = body.reduce((sum, line) => sum + line.length + 2, 0);
  const identity = [...(call === null ? [] : [`Call-ID: ${call}`]), ...(cseq === null ? [] : [`CSeq: ${cseq}`])];
  const typed = length > 0 ? ['Content-Type: application/sdp'] : [];
  return lines([start, ...vias, FROM, TO, ...identity, ...extra, ...typed, `Content-Length: ${length}`, '', ...body]);
}

/** The message as sngrep prints it. */
function seen(message: string, microseconds = 0, from = '192.0.2.20:5060', to = '192.0.2.1:5060'): string {
  const second = String(Math.floor(microseconds / 1e6) % 60).padStart(2, '0');
  return `2026/03/01 10:00:${second}.${String(microseconds % 1e6).padStart(6, '0')} ${from} -> ${to}\n${message}\n`;
}

const offer = (attributes: readonly string[] = []): string => sip({ body: [...SDP, ...AUDIO, ...attributes] });

/** Fillings of a line of 10 MB that each tempt some expression to look at it again and again. */
const FILLINGS: Readonly<Record<string, string>> = {
  'one letter': 'x',
  spaces: ' ',
  tabs: '\t',
  parentheses: '(',
  words: 'A ',
  digits: '1',
  colons: ':',
  quotes: '"',
  'angle brackets': '<',
  semicolons: ';',
  commas: ',',
  slashes: '/',
  candidates: 'a=candidate:1 1 udp 2122260223 192.0.2.20 49170 typ host ',
  'start lines': 'INVITE sip:bob@example.com SIP/2.0 ',
  dashes: '-',
  escapes: '\u001b[',
};

const repeated = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length));

const OF_10_MB = [
  'before any message',
  'in a start line',
  'in a header',
  'in an attribute',
  'in a candidate',
  'in an m= line',
  'in a frame',
];

/** Where such a line may stand. */
const PLACES: Readonly<Record<string, (long: string) => string>> = {
  'before any message': long => `${long}\n${offer()}`,
  'in a start line': long => sip({ start: `INVITE sip:${long} SIP/2.0` }),
  'in a reason': long => sip({ start: `SIP/2.0 488 ${long}` }),
  'in a header': long => sip({ extra: [`Subject: ${long}`] }),
  'in From': long => offer().replace(FROM, `From: ${long}`),
  'in Via': long => offer().replace(VIA, `Via: SIP/2.0/UDP ${long}`),
  'in Call-ID': long => sip({ call: long }),
  'in an attribute': long => offer([`a=${long}`]),
  'in a candidate': long => offer([`a=candidate:${long}`]),
  'in an rtpmap': long => offer([`a=rtpmap:0 ${long}`]),
  'in a crypto': long => offer([`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${long}`]),
  'in an m= line': long => sip({ body: [...SDP, `m=audio 9 RTP/AVP ${long}`] }),
  'behind m=': long => sip({ body: [...SDP, `m=${long}`] }),
  'in a c= line': long => sip({ body: [...SDP, `c=IN IP4 ${long}`, ...AUDIO] }),
  'in bare SDP': long => lines([...SDP, ...AUDIO, `a=fmtp:0 ${long}`]),
  'in a frame': long => seen(offer()) + seen(offer()).replace(' -> ', ` ${long} -> `),
};

/** Texts by name; each takes seconds at most. */
export const HOSTILE: Readonly<Record<string, () => string>> = {
  nothing: () => '',
  'bytes of a program': () => times(200_000, index => String.fromCharCode((index * 7919 + (index >> 3)) % 256)).join(''),
  'invalid UTF-8': () => seen(offer(['a=x:\ufffd\ufffd']).replace('Alice', '\ufffd\ud800\udc00\ud800').replace('CSeq', 'CS\ufffdq')),
  'ten thousand media sections': () => sip({ body: [...SDP, ...times(MANY, index => `m=audio ${index + 1} UDP/TLS/RTP/SAVPF 0 99`)] }),
  'ten thousand media sections, each with ICE and DTLS': () =>
    sip({ body: [...SDP, ...times(MANY, index => AUDIO.join('\n').replace('49170', String(index))).flatMap(one => one.split('\n'))] }),
  'ten thousand media sections, offered and answered on two legs': () => {
    const body = [
      ...SDP,
      ...times(MANY, index => `m=audio ${index + 1} RTP/AVP 0`).flatMap(one => [one, 'a=rtcp-mux', 'a=crypto:1 X inline:y']),
    ];
    const web = ['Via: SIP/2.0/WS host.invalid;branch=z9hG4bK2'];
    return (
      seen(sip({ vias: web, body }), 0, '192.0.2.30:40000') +
      seen(sip({ vias: [VIA, ...web], body }), 1000, '192.0.2.1:5060', '192.0.2.40:5060') +
      seen(sip({ start: 'SIP/2.0 200 OK', vias: [VIA, ...web], body }), 2000, '192.0.2.40:5060', '192.0.2.1:5060') +
      seen(sip({ start: 'SIP/2.0 200 OK', vias: web, body }), 3000, '192.0.2.1:5060', '192.0.2.30:40000')
    );
  },
  'thousands of media sections and as many attributes before them': () =>
    sip({
      body: [...SDP, ...times(SOME, index => `a=candidate:${index}`), ...times(SOME, index => `m=audio ${index + 1} UDP/TLS/RTP/SAVPF 0`)],
    }),
  'ten thousand formats': () =>
    sip({
      body: [
        ...SDP,
        `m=audio 9 RTP/AVP ${times(MANY, index => index).join(' ')}`,
        ...times(MANY, index => `a=rtpmap:${MANY - index} X/8000`),
      ],
    }),
  'a hundred thousand headers': () => sip({ extra: times(100_000, index => `X-${index}: 1`) }),
  'a hundred thousand folds': () => sip({ extra: ['Subject: a', ...times(100_000, () => ' b')] }),
  'a hundred thousand attributes': () => offer(times(100_000, index => `a=candidate:${index} 1 udp 1 192.0.2.20 ${index} typ host`)),
  'thousands of orphans': () => offer(times(20_000, index => `a=rtpmap:${200 + index} X/8000`)),
  'a hundred thousand empty lines': () => `${sip({ body: SDP })}${'\n'.repeat(100_000)}${offer()}`,
  'a hundred thousand lines that might be a frame': () => times(100_000, () => '2026/03/01 10:00:00.000000 x -> \n').join(''),
  'ten megabytes of line ends': () => '\n'.repeat(LARGE),
  'ten megabytes of line ends behind a message': () => offer() + '\r\n'.repeat(LARGE / 2),
  'carriage returns only': () => `${'\r'.repeat(300_000)}${seen(offer())}`,
  'thousands of Vias': () =>
    sip({ vias: times(5000, index => `Via: SIP/2.0/UDP 192.0.2.${index % 250};branch=z9hG4bK${index}`), body: SDP }),
  'thousands of Vias in one line': () =>
    sip({ vias: [`Via: ${times(50_000, index => `SIP/2.0/UDP h${index};branch=b`).join(', ')}`], body: SDP }),
  'thousands of start lines': () => 'INVITE sip:bob@example.com SIP/2.0\n'.repeat(50_000),
  'thousands of status lines in frames': () => seen('SIP/2.0 200 OK').repeat(MANY),
  'the same message ten thousand times': () => seen(offer()).repeat(MANY),
  'one Call-ID, ten thousand transactions': () =>
    times(MANY, index => seen(sip({ cseq: `${index} INVITE`, vias: [`${VIA}${index}`], body: [...SDP, ...AUDIO] }), index)).join(''),
  'one Call-ID, ten thousand hops': () =>
    times(MANY, index => seen(sip({ vias: [`${VIA}${index}`] }), index, `192.0.2.20:${index}`)).join(''),
  'one Call-ID, no addresses': () =>
    times(SOME, index => sip({ vias: [`Via: SIP/2.0/UDP h${index};branch=z9hG4bK${index}`], body: SDP })).join('\n'),
  'one Call-ID, responses that are all different': () =>
    times(MANY, index => seen(sip({ start: 'SIP/2.0 183 Progress', body: [...SDP, `a=x:${index}`] }), index)).join(''),
  'one Call-ID, ACKs and INVITEs in turn': () =>
    times(SOME, index => {
      const method = index % 2 === 0 ? 'INVITE' : 'ACK';
      return seen(
        sip({ start: `${method} sip:bob@example.com SIP/2.0`, cseq: `${index >> 1} ${method}`, vias: [`${VIA}${index}`], body: SDP }),
        index,
      );
    }).join(''),
  'one Call-ID, late offers and PRACKs': () =>
    times(SOME, index => {
      const turn = index % 3;
      const start = turn === 1 ? 'SIP/2.0 183 Progress' : `${turn === 0 ? 'INVITE' : 'PRACK'} sip:bob@example.com SIP/2.0`;
      const cseq = turn === 2 ? `${index} PRACK` : `${Math.floor(index / 3)} INVITE`;
      return seen(sip({ start, cseq, vias: [`${VIA}${turn === 2 ? index : Math.floor(index / 3)}`], body: turn === 0 ? [] : SDP }), index);
    }).join(''),
  'one Call-ID, a browser leg of thousands of exchanges': () =>
    times(SOME, index =>
      seen(sip({ vias: [`Via: SIP/2.0/WS h.invalid;branch=z9hG4bK${index}`], cseq: `${index} INVITE`, body: [...SDP, ...AUDIO] }), index),
    ).join(''),
  'one Call-ID, two legs of thousands of exchanges': () =>
    times(SOME, index => {
      const web = `Via: SIP/2.0/WS h.invalid;branch=z9hG4bKw${index >> 1}`;
      const body = [...SDP, ...AUDIO];
      return index % 2 === 0
        ? seen(sip({ vias: [web], cseq: `${index >> 1} INVITE`, body }), index, '192.0.2.30:40000')
        : seen(sip({ vias: [`${VIA}${index}`, web], cseq: `${index >> 1} INVITE`, body }), index, '192.0.2.1:5060', '192.0.2.40:5060');
    }).join(''),
  'ten thousand calls at the same time': () =>
    times(MANY, index => seen(sip({ call: `c${index}`, vias: [`${VIA}${index}`], body: SDP }))).join(''),
  'thousands of calls and those placed for them': () =>
    times(SOME, index =>
      index % 2 === 0
        ? seen(sip({ call: `a${index}` }), index)
        : seen(sip({ call: `b${index}` }), index, '192.0.2.1:5060', '192.0.2.40:5060'),
    ).join(''),
  'neither Call-ID nor Via nor CSeq': () => seen(sip({ call: null, cseq: null, vias: [], body: [...SDP, ...AUDIO] })).repeat(50),
  'numbers beyond all bounds': () =>
    seen(
      sip({
        cseq: `${'9'.repeat(400)} INVITE`,
        body: [...SDP, `m=audio ${'9'.repeat(400)} RTP/AVP ${'9'.repeat(400)}`, `a=rtpmap:${'9'.repeat(400)} X/${'9'.repeat(400)}`],
      }),
    ) +
    seen(sip({ start: 'SIP/2.0 999 Beyond', cseq: '-1 INVITE' })) +
    seen(sip({ start: 'SIP/2.0 000 Below', extra: ['Content-Length: 99999999999999999999'] })),
  'names of the prototype': () =>
    PROTOTYPE.flatMap(word => [
      seen(
        sip({
          call: word,
          start: `${word} sip:${word}@example.com SIP/2.0`,
          cseq: `1 ${word}`,
          extra: [`${word}: ${word}`, `${word.slice(0, 1)}: 1`],
        }),
      ),
      seen(
        sip({
          call: word,
          extra: [`${word}: ${word}`],
          body: [
            ...SDP,
            `m=${word} 9 ${word} ${word}`,
            `a=${word}`,
            `a=${word}:${word}`,
            `a=rtpmap:${word} ${word}/1`,
            `a=setup:${word}`,
            `a=crypto:1 ${word} inline:x`,
            `${word}=1`,
          ],
        }),
      ),
    ]).join(''),
  'headers in names and addresses': () =>
    [
      'From: "x\\"\r\nVia: SIP/2.0/WS evil.invalid" <sip:a@example.com>;tag=1',
      'From: "a, <sip:b@example.com>;tag=2" <sip:a@example.com>;tag=1',
      'From: "<script>alert(1)</script>" <sip:a@example.com;tag=9?Subject=x%0d%0aVia:%20y>;tag=1',
      'From: \\"\\\\" <sip:a@example.com>;tag=1',
      'From: "never closed <sip:a@example.com>;tag=1',
      'From: <<<sip:a@example.com>>>>;tag=1, , ,"',
      'From: "[x](command:evil) `y` ![z](https://example.com)" <sip:a@example.com>;tag=1',
    ]
      .map((from, index) => seen(sip({ call: `i${index}`, body: [...SDP, ...AUDIO] }).replace(FROM, from), index))
      .join(''),
  ...Object.fromEntries(
    Object.entries(PLACES).flatMap(([place, put]) => [
      ...(OF_10_MB.includes(place) ? [[`a line of 10 MB ${place}`, (): string => put('x'.repeat(LARGE))] as const] : []),
      ...Object.entries(FILLINGS).map(([name, filling]) => [`${name} without end ${place}`, (): string => put(repeated(filling, MEDIUM))]),
    ]),
  ),
  ...Object.fromEntries(
    ['spaces', 'parentheses', 'words', 'candidates', 'escapes'].map(name => [
      `10 MB of ${name}`,
      (): string => repeated(FILLINGS[name]!, LARGE),
    ]),
  ),
};
