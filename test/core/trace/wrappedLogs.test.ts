import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { convertTrace } from '../../../server/src/core/listing/convertedTrace';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { wrappingOf, writerOf } from '../../../server/src/core/trace/unwrap/index';
import { type Framing, framings, manyMessages, message, OFFER, printTrace } from '../../support/framings';
import { cleanTexts } from '../../support/pieces';

const few = manyMessages(6);
/** A captured call's text is the product's own, and no log. */
const logs = framings.filter(framing => framing.format !== 'sip-trace');

/** The messages that are read once the wrapping is undone; in the text as it is, nothing may be read. */
function unwrapped(text: string): string[] {
  assert.equal(openTrace(text).records.filter(record => record.message).length, 0, 'half of it is read in place');
  const trace = convertTrace(text, 'log.txt');
  assert.ok(trace, 'is not converted');
  assert.equal(trace.messages, cleanTexts(openTrace(trace.text)).length);
  return cleanTexts(openTrace(trace.text)).map(one => one.trimEnd());
}

const plain = (framing: Framing, messages = few): string[] =>
  cleanTexts(openTrace(printTrace(framing, messages))).map(one => one.trimEnd());

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
/** As encoders for web pages write it. */
const cautious = (json: string): string =>
  json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026').replaceAll('\u001b', '\\u001b');

const ON_ONE_LINE = new Set(['kamailio-xlog', 'audiocodes-syslog', 'avaya']);

const JSON_LOGS: Readonly<Record<string, (text: string) => string>> = {
  "Docker's": text =>
    linesOf(text)
      .map(line => `${cautious(JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-03-01T10:00:00.000000001Z' }))}\n`)
      .join(''),
  "Docker's, with the CRs of the messages": text =>
    linesOf(text)
      .map(line => `${JSON.stringify({ log: `${line}\r\n`, stream: 'stdout', attrs: { tag: 'pbx' }, time: '2026-03-01T10:00:00Z' })}\n`)
      .join(''),
  "the journal's": text =>
    linesOf(text)
      .map(line => `${JSON.stringify({ __REALTIME_TIMESTAMP: '1772359200000000', PRIORITY: '6', MESSAGE: line, _PID: '812' })}\n`)
      .join(''),
  "the journal's, with lists of bytes": text =>
    linesOf(text)
      .map(line => `${JSON.stringify({ MESSAGE: [...Buffer.from(`${line}\r`)], PRIORITY: '6' })}\n`)
      .join(''),
  'a list of objects, indented': text =>
    JSON.stringify(
      linesOf(text).map(line => ({ level: 'info', message: line })),
      null,
      2,
    ),
  'one string': text => JSON.stringify(text),
  'one string in an object': text => JSON.stringify({ status: 'ok', output: text.replaceAll('\n', '\r\n') }),
};

describe('a log in JSON', () => {
  for (const [name, wrap] of Object.entries(JSON_LOGS)) {
    it(`as ${name}, of every form`, () => {
      for (const framing of logs) {
        const text = wrap(printTrace(framing, few));
        // Where the program itself puts a message on one line, it is read in place.
        if (ON_ONE_LINE.has(framing.format) && !wrappingOf(text)) assert.equal(cleanTexts(openTrace(text)).length, few.length);
        else assert.deepEqual(unwrapped(text), plain(framing), framing.format);
      }
    });
  }

  it('keeps together what Docker cuts into parts', () => {
    const long = `a=x-long:${'0123456789'.repeat(20)}`;
    const text = printTrace(logs[2]!, [message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', [...OFFER, long])]);
    const at = text.indexOf('0123456789') + 50;
    const lines = linesOf(text).map(line => `${line}\n`);
    const parts = lines.flatMap(line => (line.includes(long) ? [line.slice(0, 60), line.slice(60)] : [line]));
    assert.ok(at > 0 && parts.length === lines.length + 1);
    const found = unwrapped(parts.map(log => `${JSON.stringify({ log, stream: 'stdout', time: '' })}\n`).join(''));
    assert.ok(found[0]!.includes(long));
  });

  it('holds the log of RTPEngine as well', () => {
    const line = `INFO: [call-1]: [control] Dump for 'offer' from 192.0.2.1:5000: { "sdp": "${OFFER.join('\\r\\n')}\\r\\n", "call-id": "call-1", "from-tag": "a", "command": "offer" }`;
    const text = JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-03-01T10:00:00Z' });
    const trace = convertTrace(`${text}\n`);
    assert.equal(trace?.format, 'rtpengine-log');
    assert.equal(trace.text, `${line}\n`);
  });

  it('is read in place where each message stands whole on a line', () => {
    const text = few.map(lines => `${JSON.stringify({ level: 'debug', msg: `${lines.join('\r\n')}\r\n` })}\n`).join('');
    assert.equal(wrappingOf(text), undefined);
    assert.equal(cleanTexts(openTrace(text)).length, few.length);
  });

  it('is said to be read as converted text, and its calls are listed and can be opened', () => {
    const text = JSON_LOGS["Docker's"]!(printTrace(logs[2]!, few));
    assert.match(
      analyse(text)
        .fileFindings.map(one => one.text)
        .join(),
      /output of JSON logging: SIP Trace reads it as converted text/,
    );
    const trace = convertTrace(text)!;
    const rows = trace.list.rows();
    assert.equal(rows.length, trace.list.calls);
    assert.ok(rows.length > 0);
    assert.ok(cleanTexts(openTrace(trace.textOf(rows.map(row => row.id)))).length > 0);
  });

  it('holds nothing where no line is of a call', () => {
    for (const text of ['{"log":"SIP/2.0 is spoken here\\n"}', '{"MESSAGE":[1,2,300,"x"]}', '["SIP/2.0', '{"log":']) {
      assert.equal(convertTrace(text)?.messages ?? 0, 0, text);
    }
  });
});

const entities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const PAGES: Readonly<Record<string, (text: string) => string>> = {
  'a code block of a page': text =>
    `<html><body><p>My call fails:</p>\n<pre><code class="lang-sip">${entities(text)}</code></pre>\n<p>Help</p></body></html>\n`,
  'line breaks': text => `${linesOf(entities(text)).join('<br>\n')}<br />\n`,
  'line breaks without line ends': text => `<div class="post">${linesOf(entities(text)).join('<br/>')}</div>`,
  'a paragraph a line': text =>
    linesOf(entities(text))
      .map(line => `<p class=MsoNormal><span lang="EN">${line === '' ? '&nbsp;' : line}</span></p>\n`)
      .join(''),
  'a block a line': text =>
    linesOf(entities(text))
      .map(line => `<div>${line === '' ? '<br>' : line}</div>`)
      .join(''),
  'entities alone': entities,
  'entities that were escaped again': text => entities(entities(text)),
  'entities as numbers': text => text.replaceAll('&', '&#38;').replaceAll('<', '&lt;').replaceAll('>', '&#x3E;').replaceAll('@', '&#064;'),
};

describe('a log in the source of a web page', () => {
  for (const [name, wrap] of Object.entries(PAGES)) {
    it(`as ${name}`, () => {
      for (const framing of logs.filter(({ format }) => /asterisk-pjsip|sngrep|sipp|sip$/.test(format))) {
        const text = wrap(printTrace(framing, few));
        assert.deepEqual(unwrapped(text), plain(framing), framing.format);
      }
    });
  }

  it('is none where an address stands as it is', () => {
    const text = `${few.map(lines => `${lines.join('\n')}\n\n`).join('')}\nX: &lt;sip:a@example.com&gt;\n`;
    assert.equal(wrappingOf(text), undefined);
  });
});

const BROWSER = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS 9d3a1f5e-0000-4000-8000-000000000001',
  'm=audio 50000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'c=IN IP4 192.0.2.20',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1467250027 1 udp 2122260223 192.0.2.20 50000 typ host generation 0 network-id 1 network-cost 50',
  'a=candidate:2138345432 1 tcp 1518280447 192.0.2.20 9 typ host tcptype active generation 0 network-id 1 network-cost 50',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, i) => i.toString(16).toUpperCase().padStart(2, '0')).join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'a=sendrecv',
  'a=msid:9d3a1f5e-0000-4000-8000-000000000001 2b7c9a31-0000-4000-8000-000000000002',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:0 PCMU/8000',
  'a=ssrc:1001 cname:0123456789abcdef',
  'a=ssrc:1001 msid:9d3a1f5e-0000-4000-8000-000000000001 2b7c9a31-0000-4000-8000-000000000002',
];
const fromBrowser = [
  message('INVITE sip:bob@example.com SIP/2.0', 'call', '1 INVITE', BROWSER),
  message('SIP/2.0 200 OK', 'call', '1 INVITE', BROWSER),
];

/** As a mail program does it: between words, where the next one does not fit. */
function wrapWords(text: string, width: number, soft: boolean): string {
  const wrapped = text.split('\n').flatMap(line => {
    const lines: string[] = [];
    for (const word of line.split(' ')) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > width) {
        if (last !== undefined && soft) lines[lines.length - 1] += ' ';
        lines.push(word);
      } else lines[lines.length - 1] += ` ${word}`;
    }
    return lines;
  });
  return wrapped.join('\n');
}
const cutAt = (text: string, column: number): string =>
  text
    .split('\n')
    .flatMap(line => line.match(new RegExp(`.{1,${column}}`, 'g')) ?? [''])
    .join('\n');

const bare = fromBrowser.map(lines => `${lines.join('\n')}\n`).join('\n');
const whole = fromBrowser.map(lines => lines.join('\n'));

describe('a log whose lines were wrapped', () => {
  for (const width of [66, 72, 76, 78]) {
    it(`by a mail program, at ${width} letters`, () => {
      assert.deepEqual(unwrapped(wrapWords(bare, width, false)), whole);
      assert.deepEqual(unwrapped(wrapWords(bare, width, true)), whole, 'format=flowed');
      assert.deepEqual(unwrapped(wrapWords(bare, width, false).replace(/^/gm, '> ')), whole, 'quoted');
    });
  }

  it('by a terminal, at a column', () => {
    for (const column of [80, 100]) assert.deepEqual(unwrapped(cutAt(bare, column)), whole, `${column}`);
  });

  it('between the lines of a program', () => {
    const text = whole
      .map(
        (one, i) =>
          `<--- Received SIP request (1 bytes) from UDP:192.0.2.2${i}:5060 --->\n${one}\n\n    -- Executing [1@phones:1] NoOp("PJSIP/200-00000001", "") in new stack\n`,
      )
      .join('');
    assert.deepEqual(unwrapped(wrapWords(text, 76, false)), whole);
  });

  it('is none where lines are as the program wrote them', () => {
    for (const framing of framings) {
      for (const messages of [few, fromBrowser]) {
        const text = printTrace(framing, messages);
        assert.equal(writerOf(text), undefined, framing.format);
        assert.equal(writerOf(text.replace(/^/gm, '> ')), undefined, `${framing.format}, quoted`);
      }
    }
  });

  it('is none where lines of a description are broken in another way', () => {
    const broken = bare.replaceAll('a=sendrecv', 'sendrecv').replaceAll('a=rtcp-mux', ' a=rtcp-mux');
    assert.equal(wrappingOf(broken), undefined);
    const other = bare.replaceAll('generation 0 network-id 1 network-cost 50', '\ngeneration 0');
    assert.equal(wrappingOf(other), undefined);
  });
});
