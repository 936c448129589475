import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { bytesOf } from '../../../support/capture/packets';
import { A, B, request, response, type Sent, Wire } from './wire';

const ISN = 1000;
const MESSAGES = [request('one', 'hello\r\n\r\nworld'), response('two'), request('three', 'v=0\r\n')];
const STREAM = MESSAGES.join('');
const BACK: Sent = { from: B, to: A };

/** The stream from its SYN on, in segments that end at these places. */
function cutAt(places: readonly number[], stream = STREAM, isn = ISN): Wire {
  const wire = new Wire();
  wire.tcp(isn, '', { flags: 'S' });
  let from = 0;
  for (const to of [...places, stream.length]) {
    wire.tcp(isn + 1 + from, stream.slice(from, to));
    from = to;
  }
  return wire;
}

describe('SIP over TCP', () => {
  it('hands out each message of a segment with its place', () => {
    const wire = cutAt([]);
    assert.deepEqual(wire.texts, MESSAGES);
    assert.deepEqual(
      wire.seen.map(({ fileOffset, frames, time, cut }) => ({ fileOffset, frames, time, cut })),
      [0, MESSAGES[0]!.length, MESSAGES[0]!.length + MESSAGES[1]!.length].map(at => ({
        fileOffset: 20_000 + 28 + at,
        frames: [2],
        time: 2e6,
        cut: 0,
      })),
    );
    assert.deepEqual(wire.seen[0]?.range, { start: 28, end: 28 + MESSAGES[0]!.length });
    assert.equal(wire.routes[0], 'TCP 192.0.2.1:5060 > 192.0.2.2:5080');
  });

  it('gives the same messages cut at any byte', () => {
    for (let place = 1; place < STREAM.length; place++) assert.deepEqual(cutAt([place]).texts, MESSAGES, `cut at ${place}`);
    const each = cutAt(Array.from({ length: STREAM.length - 1 }, (_, index) => index + 1));
    assert.deepEqual(each.texts, MESSAGES);
    assert.equal(each.seen[0]?.frames.length, MESSAGES[0]!.length);
    assert.equal(each.seen[0]?.fileOffset, -1);
    assert.equal(each.seen[0]?.range, undefined);
  });

  it('gives the same messages in any order, duplicated and overlapping, wherever the numbers begin', () => {
    const piece = fc.tuple(fc.nat(STREAM.length - 1), fc.integer({ min: 1, max: 200 }), fc.nat());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 0, max: 0xffffffff }), (pieces, isn) => {
        const all = pieces.map(([from, size, rank]) => ({ from, to: Math.min(STREAM.length, from + size), rank }));
        for (let from = 0; from < STREAM.length; from += 60) all.push({ from, to: Math.min(STREAM.length, from + 60), rank: from * 7919 });
        all.sort((a, b) => (a.rank % 1009) - (b.rank % 1009));
        const wire = new Wire();
        wire.tcp(isn, '', { flags: 'S' });
        for (const { from, to } of all) wire.tcp(isn + 1 + from, STREAM.slice(from, to));
        wire.end();
        assert.deepEqual(wire.texts, MESSAGES);
        assert.equal(wire.notes.gaps, 0);
        for (const { frames } of wire.seen)
          assert.deepEqual(
            frames,
            [...new Set(frames)].sort((a, b) => a - b),
          );
      }),
    );
  });

  it('takes the frame that filled the hole for the time, and all frames in order', () => {
    const wire = new Wire();
    const [first] = MESSAGES;
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1 + 50, first!.slice(50));
    wire.tcp(ISN + 1, first!.slice(0, 50));
    assert.deepEqual(wire.seen[0]?.frames, [2, 3]);
    assert.equal(wire.seen[0]?.time, 3e6);
  });

  it('lets the first bytes win', () => {
    const wire = new Wire();
    const text = request('a', 'good');
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1 + text.length - 4, 'good');
    wire.tcp(ISN + 1, `${text.slice(0, -4)}evil`);
    wire.tcp(ISN + 1, 'X'.repeat(text.length));
    assert.deepEqual(wire.texts, [text]);
  });

  it('skips keep-alives of SIP and of TCP', () => {
    const wire = new Wire();
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1, `\r\n\r\n${MESSAGES[0]}`);
    const next = ISN + 1 + 4 + MESSAGES[0]!.length;
    wire.tcp(next - 1, '');
    wire.tcp(next - 1, '\0');
    wire.tcp(next, '\r\n\r\n');
    wire.tcp(next + 4, MESSAGES[1]!);
    assert.deepEqual(wire.texts, MESSAGES.slice(0, 2));
  });

  it('reads both directions', () => {
    const wire = new Wire();
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(5000, '', { ...BACK, flags: 'SA' });
    wire.tcp(ISN + 1, request('a'));
    wire.tcp(5001, response('a'), BACK);
    assert.deepEqual(wire.routes, ['TCP 192.0.2.1:5060 > 192.0.2.2:5080', 'TCP 192.0.2.2:5080 > 192.0.2.1:5060']);
  });

  it('takes data in the SYN', () => {
    const wire = new Wire();
    wire.tcp(ISN, request('a'), { flags: 'S' });
    assert.deepEqual(wire.texts, [request('a')]);
  });

  it('keeps connections apart that differ in a port only', () => {
    const wire = new Wire();
    const other = '192.0.2.1:5062';
    wire.tcp(100, request('a').slice(0, 40));
    wire.tcp(100, request('b').slice(0, 40), { from: other });
    wire.tcp(140, request('a').slice(40));
    wire.tcp(140, request('b').slice(40), { from: other });
    assert.deepEqual(wire.texts, [request('a'), request('b')]);
  });

  it('begins again when the ports are used again', () => {
    const wire = cutAt([], MESSAGES[0]! + MESSAGES[1]!.slice(0, 20));
    wire.tcp(ISN, '', { flags: 'S' });
    assert.equal(wire.seen.length, 1, 'a SYN that comes twice is nothing new');
    wire.tcp(77_000_000, '', { flags: 'S' });
    wire.tcp(77_000_001, MESSAGES[2]!);
    assert.deepEqual(wire.texts, [MESSAGES[0], MESSAGES[1]!.slice(0, 20), MESSAGES[2]]);
    assert.ok(wire.seen[1]!.cut > 0);
  });
});

describe('TCP streams that are not whole', () => {
  it('begins in the middle of a message', () => {
    const torn = request('one', 'hello\r\n\r\nworld\r\n');
    for (let from = 'MESSAGE'.length; from < torn.length; from++) {
      const wire = new Wire();
      wire.tcp(ISN, torn.slice(from) + MESSAGES[1] + MESSAGES[2]);
      assert.deepEqual(wire.texts, MESSAGES.slice(1), `from byte ${from}`);
      assert.equal(wire.notes.gaps, 0);
    }
  });

  it('goes on behind a hole, and says what the message before it lost', () => {
    const wire = new Wire();
    const cut = MESSAGES[0]!.length - 4;
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1, STREAM.slice(0, cut));
    wire.tcp(ISN + 1 + cut + 10, STREAM.slice(cut + 10));
    assert.deepEqual(wire.texts, []);
    wire.end();
    assert.deepEqual(wire.texts, [MESSAGES[0]!.slice(0, -4), MESSAGES[2]]);
    assert.equal(wire.seen[0]?.cut, 4);
    assert.equal(wire.notes.gaps, 1);
  });

  it('waits for 64 segments behind a hole and no longer', () => {
    const wire = new Wire();
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1, request('a'));
    const message = request('b');
    for (let index = 0; index <= 64; index++) wire.tcp(ISN + 1000 + index * message.length, message);
    assert.equal(wire.seen.length, 66);
    wire.end();
    assert.equal(wire.notes.gaps, 1);
  });

  it('goes on behind what the snap length cut', () => {
    const wire = new Wire();
    const cut = request('a', 'x'.repeat(500));
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(ISN + 1, cut.slice(0, 200), { missing: cut.length - 200 });
    wire.tcp(ISN + 1 + cut.length, request('b'));
    wire.tcp(ISN + 1 + cut.length + request('b').length, 'INVITE sip:bob@ex', { missing: 300 });
    assert.deepEqual(wire.texts, [cut.slice(0, 200), request('b'), 'INVITE sip:bob@ex']);
    assert.deepEqual(
      wire.seen.map(one => one.cut),
      [cut.length - 200, 0, 300],
    );
    assert.equal(wire.notes.gaps, 1);
  });

  it('gives the message that FIN, RST or the end of the capture broke off', () => {
    for (const flags of ['FA', 'R', '']) {
      const wire = new Wire();
      const text = request('a', 'body');
      wire.tcp(ISN, text.slice(0, -2));
      if (flags) wire.tcp(ISN + text.length - 2, '', { flags });
      else wire.end();
      assert.deepEqual(wire.texts, [text.slice(0, -2)], flags);
      assert.equal(wire.seen[0]?.cut, 2);
      if (flags) wire.tcp(ISN, text.slice(0, -2));
      assert.equal(wire.end().seen.length, 1, 'what comes again after the end is not read again');
    }
  });

  it('finds the next message after garbage', () => {
    const wire = cutAt([], `${MESSAGES[0]}\0\x01garbage\r\n\r\nmore${'\xff'.repeat(20)}\r\n${MESSAGES[1]}`);
    assert.deepEqual(wire.texts, MESSAGES.slice(0, 2));
  });
});

describe('Content-Length that lies', () => {
  it('too small: goes on at the next start line', () => {
    const wire = cutAt([], request('a', 'hello world\r\n', 3) + request('b'));
    assert.deepEqual(wire.texts, [request('a', 'hello world\r\n', 3).slice(0, -10), request('b')]);
  });

  it('too large: ends at the next start line when the stream ends', () => {
    const lie = request('a', 'hello\r\n', 5000);
    const wire = cutAt([], lie + request('b')).end();
    assert.deepEqual(wire.texts, [lie, request('b')]);
  });

  it('missing: no body, or up to the next start line, or to the end', () => {
    assert.deepEqual(cutAt([], request('a', '', null)).texts, [request('a', '', null)]);
    const open = request('a', 'hello\r\nworld\r\n', null);
    for (const place of [10, open.length - 3, open.length + 3, open.length + 20]) {
      assert.deepEqual(cutAt([place], open + request('b')).texts, [open, request('b')], `cut at ${place}`);
    }
    assert.deepEqual(cutAt([], open).end().texts, [open]);
  });

  it('over a megabyte: is not waited for, and said', () => {
    const wire = new Wire();
    wire.tcp(ISN, request('a', 'x', 4_000_000_000));
    const chunk = 'x'.repeat(50_000);
    let seq = ISN + request('a', 'x', 4_000_000_000).length;
    for (let index = 0; index < 40; index++) {
      wire.tcp(seq, chunk);
      seq += chunk.length;
    }
    wire.tcp(seq, `\r\n${request('b')}`);
    assert.equal(wire.seen.length, 2);
    assert.ok(wire.seen[0]!.cut > 3_000_000_000 && wire.seen[0]!.text.length < 1_200_000);
    assert.equal(wire.texts[1], request('b'));
    assert.match(wire.notes.problems[0]!, /^Frame 1: a message of 4000000\d+ bytes/);
  });

  it('a header section without end is not waited for either', () => {
    const wire = new Wire();
    const line = `X: ${'y'.repeat(995)}\r\n`;
    wire.tcp(ISN, 'OPTIONS sip:a SIP/2.0\r\n');
    for (let index = 0; index < 200; index++) wire.tcp(ISN + 23 + index * 1000, line);
    wire.end();
    assert.equal(wire.seen.length, 1);
    assert.ok(wire.seen[0]!.text.length < 70_000 && wire.seen[0]!.cut > 0);
    assert.match(wire.notes.problems[0]!, /^Frame 1: a header section of more than 65536 bytes/);
  });
});

describe('TCP streams of something else', () => {
  it('leaves bait alone, on the port of SIP too', () => {
    for (const bait of [
      'GET /index.html HTTP/1.1\r\nHost: x\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'OPTIONS rtsp://example.com RTSP/1.0\r\nCSeq: 1\r\n\r\n',
      'MSRP a786hjs2 SEND\r\nTo-Path: msrp://x\r\n\r\n',
      'SSH-2.0-OpenSSH_9.6\r\n',
    ]) {
      const wire = cutAt([5], bait).end();
      assert.deepEqual(wire.seen, [], bait);
      assert.deepEqual(wire.notes.problems, []);
      assert.equal(wire.notes.gaps, 0);
    }
  });

  it('counts a TLS connection once', () => {
    const wire = new Wire();
    const hello = new Uint8Array([22, 3, 1, 0, 100, 1, ...new Array<number>(99).fill(7)]);
    wire.tcp(ISN, '', { flags: 'S' });
    wire.tcp(5000, '', { ...BACK, flags: 'SA' });
    wire.tcp(ISN + 1, hello.subarray(0, 3));
    wire.tcp(ISN + 4, hello.subarray(3));
    wire.tcp(5001, hello, BACK);
    wire.tcp(200, new Uint8Array([23, 3, 3, 0, 4, 1, 2, 3, 4]), { from: '192.0.2.9:6000' });
    assert.equal(wire.notes.encrypted, 2);
  });

  it('holds nothing of an endless stream without SIP', () => {
    const wire = new Wire();
    const chunk = bytesOf('no line end '.repeat(100));
    let most = 0;
    wire.tcp(ISN, '', { flags: 'S' });
    for (let index = 0; index < 3000; index++) {
      wire.tcp(ISN + 1 + index * chunk.length, chunk);
      most = Math.max(most, wire.streams.held);
    }
    assert.ok(most < 100_000, `${most} bytes held`);
    assert.deepEqual(wire.seen, []);
  });

  it('looks at a direction again when the other one turns out to be SIP', () => {
    const wire = new Wire();
    wire.tcp(ISN, '', { flags: 'S' });
    for (let index = 0; index < 10; index++) wire.tcp(ISN + 1 + index * 1000, '\x01'.repeat(1000));
    wire.tcp(1, request('a'), BACK);
    wire.tcp(ISN + 10_001, request('b'));
    assert.deepEqual(wire.texts, [request('a'), request('b')]);
  });

  it('holds no more than 32 MB, and says which connections it gave up', () => {
    const wire = new Wire();
    for (let port = 10_000; port < 10_300; port++) {
      wire.tcp(ISN, '', { flags: 'S', from: `192.0.2.1:${port}` });
      for (let index = 0; index < 4; index++) wire.tcp(ISN + 10 + index * 60_000, 'x'.repeat(60_000), { from: `192.0.2.1:${port}` });
      assert.ok(wire.streams.held <= 32 * 1024 * 1024);
    }
    assert.equal(wire.notes.problems.length, 1);
    assert.match(wire.notes.problems[0]!, /^Frame \d+: more than 32 MB of TCP data/);
  });

  it('follows 65,535 connections at once, and ends the oldest when there are more', () => {
    const wire = new Wire();
    wire.tcp(ISN, request('x').slice(0, 60));
    for (let index = 1; index < 65_537; index++) {
      assert.equal(wire.seen.length, index <= 65_535 ? 0 : 1);
      wire.tcp(ISN, '', { from: `192.0.${2 + (index >> 14)}.1:${1024 + (index & 0x3fff)}`, to: A, flags: 'S' });
    }
    assert.match(wire.notes.problems.join(), /^Frame 65536: more than 65535 TCP connections at once/);
    assert.deepEqual(wire.texts, [request('x').slice(0, 60)]);
  });
});
