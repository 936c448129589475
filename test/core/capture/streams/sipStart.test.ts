import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { contentLength, headersEnd } from '../../../../server/src/core/trace/capture/streams/sipMessages';
import { looksLikeSip, nextSipStart, sipStartAt, UNDECIDED } from '../../../../server/src/core/trace/capture/streams/sipStart';
import { bytesOf } from '../../../support/capture/packets';
import { request, Wire } from './wire';

const isSip = (text: string): boolean => looksLikeSip(bytesOf(text), 0, bytesOf(text).length);

describe('SIP by its content', () => {
  for (const line of [
    'INVITE sip:bob@example.com SIP/2.0',
    'REFER tel:+4930123 SIP/2.0',
    '\r\n\r\nOPTIONS sips:[2001:db8::1] SIP/2.0',
    "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI SIP/2.0",
    'INVITE sip:a b SIP/2.0  ',
    `INVITE sip:${'x'.repeat(3000)} SIP/2.0`,
    'SIP/2.0 200 OK',
    'SIP/2.0 486 Besetzt – leider',
    'sip/2.0 100 ',
  ]) {
    it(`is ${JSON.stringify(line.slice(0, 60))}`, () => {
      assert.ok(isSip(`${line}\r\nVia: x\r\n\r\n`));
      assert.ok(isSip(`${line}\nVia: x\n\n`), 'with LF alone');
    });
  }

  for (const line of [
    'GET / HTTP/1.1',
    'HTTP/1.1 200 OK',
    'POST /RTSP SIP HTTP/1.1',
    'DESCRIBE rtsp://example.com/ RTSP/1.0',
    'RTSP/1.0 200 OK',
    'MSRP a786hjs2 SEND',
    'SIP/2.0/UDP 192.0.2.1',
    'SIP/2.0 abc',
    'INVITE SIP/2.0',
    'Via: SIP/2.0',
    ' INVITE sip:bob SIP/2.0',
    '250 ok SIP',
    '\u0001\u0001 SIP/2.0',
    `${'A'.repeat(100)} sip:bob SIP/2.0`,
    `INVITE sip:${'x'.repeat(9000)} SIP/2.0`,
  ]) {
    it(`is not ${JSON.stringify(line.slice(0, 60))}`, () => assert.ok(!isSip(`${line}\r\nVia: x\r\n\r\n`)));
  }

  it('says that more must come at every byte of a start line', () => {
    for (const line of ['\r\nINVITE sip:bob SIP/2.0\r\n', 'SIP/2.0 200']) {
      const bytes = bytesOf(line);
      for (let end = 0; end < bytes.length; end++) assert.equal(sipStartAt(bytes, 0, end), UNDECIDED, `${end} bytes of ${line}`);
    }
  });

  it('finds the next message behind a torn one, but no status line inside of a body', () => {
    const text = `=z9\r\nTo: x\r\n\r\nSIP/2.0 200 OK\r\n\r\n${request('a')}`;
    assert.equal(nextSipStart(bytesOf(text), 0, text.length), text.indexOf('MESSAGE'));
  });
});

describe('Content-Length', () => {
  const lengthOf = (...lines: string[]): number => {
    const bytes = bytesOf(`SIP/2.0 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`);
    assert.equal(headersEnd(bytes, 0, bytes.length), bytes.length);
    return contentLength(bytes, 0, bytes.length);
  };

  it('is read in all its spellings', () => {
    assert.equal(lengthOf('Content-Length: 12'), 12);
    assert.equal(lengthOf('To: x', 'CONTENT-length \t:\t 345 '), 345);
    assert.equal(lengthOf('l:7'), 7);
    assert.equal(lengthOf('L : 7', 'Content-Length: 8'), 7);
    assert.equal(lengthOf('Content-Length:', ' ', '\t 9').toString(), '9');
  });

  it('is missing where there is no number', () => {
    assert.equal(lengthOf('To: x'), -1);
    assert.equal(lengthOf('Content-Length: '), -1);
    assert.equal(lengthOf('Content-Length: -5'), -1);
    assert.equal(lengthOf('X-Content-Length: 5', 'la: 5'), -1);
  });

  it('stays a number however long it is', () => assert.ok(lengthOf(`l: ${'9'.repeat(400)}`) < 2 ** 33));
});

describe('SIP in datagrams', () => {
  it('knows where a message stands in the file', () => {
    const wire = new Wire();
    assert.ok(wire.udp(`\r\n${request('a')}`));
    const [message] = wire.seen;
    assert.deepEqual(wire.texts, [request('a')]);
    assert.deepEqual(wire.routes, ['UDP 192.0.2.1:5060 > 192.0.2.2:5080']);
    assert.deepEqual(message?.frames, [1]);
    assert.equal(message?.time, 1e6);
    assert.equal(message?.fileOffset, 10_000 + 10);
    assert.deepEqual(message?.range, { start: 10, end: 10 + request('a').length });
  });

  it('takes IPv6', () => {
    const wire = new Wire();
    wire.udp(request('a'), { from: '[2001:db8::1]:5060', to: '[2001:db8::2]:5070' });
    assert.deepEqual(wire.routes, ['UDP 2001:db8::1:5060 > 2001:db8::2:5070']);
  });

  it('hands on a second message, and ends the last one where the datagram ends', () => {
    const wire = new Wire();
    wire.udp(`${request('a', 'one')}\r\n${request('b', 'four', 2)}`);
    assert.deepEqual(wire.texts, [request('a', 'one'), request('b', 'four', 2)]);
  });

  it('says what was cut, also within the request line', () => {
    const wire = new Wire();
    assert.ok(wire.udp(request('a', 'body').slice(0, -3), { missing: 3 }));
    assert.ok(wire.udp('INVITE sip:bob@exam', { missing: 400 }));
    assert.ok(!wire.udp('INVITE sip:bob@exam'));
    assert.deepEqual(
      wire.seen.map(({ cut }) => cut),
      [3, 400],
    );
  });

  it('leaves bait alone', () => {
    const wire = new Wire();
    for (const bait of ['GET / HTTP/1.1\r\n\r\n', 'RTSP/1.0 200 OK\r\n\r\n', 'MSRP x SEND\r\n', 'hello', '\r\n\r\n', '\r\n']) {
      assert.ok(!wire.udp(bait), bait);
    }
    assert.deepEqual(wire.seen, []);
  });

  it('counts SigComp on the port of SIP', () => {
    const wire = new Wire();
    assert.ok(wire.udp(new Uint8Array([0xf8, 1, 2, 3, 4])));
    assert.ok(!wire.udp(new Uint8Array([0xf8, 1, 2, 3, 4]), { from: '192.0.2.1:4000' }));
    assert.equal(wire.notes.compressed, 1);
  });
});
