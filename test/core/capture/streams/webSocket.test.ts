import assert from 'node:assert/strict';
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { bytesOf, concat, type Payload, u8, u16, u32 } from '../../../support/capture/packets';
import { A, B, request, response, type Sent, Wire } from './wire';

const BACK: Sent = { from: B, to: A };
const KEY = u8(0x37, 0xfa, 0x21, 0x3d);

const GET = [
  'GET /ws HTTP/1.1',
  'Host: gw.example.com',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Protocol: sip',
  '',
  '',
].join('\r\n');
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n\r\n';

interface FrameParts {
  opcode?: number;
  final?: boolean;
  masked?: boolean;
  compressed?: boolean;
}

function frame(payload: Payload, { opcode = 1, final = true, masked = false, compressed = false }: FrameParts = {}): Uint8Array {
  const body = bytesOf(payload).slice();
  if (masked) for (let i = 0; i < body.length; i++) body[i]! ^= KEY[i % 4]!;
  const mark = masked ? 0x80 : 0;
  const size = body.length;
  const length = size < 126 ? u8(mark | size) : size < 65536 ? concat(u8(mark | 126), u16(size)) : concat(u8(mark | 127), u32(0, size));
  return concat(u8((final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode), length, masked ? KEY : '', body);
}
const masked = (payload: Payload, parts: FrameParts = {}): Uint8Array => frame(payload, { ...parts, masked: true });
const ping = masked('are you there', { opcode: 9 });
const pong = frame('are you there', { opcode: 10 });

/** As permessage-deflate sends it (RFC 7692 §7.2.1): flushed, and without the tail. */
const deflated = (payload: Payload): Uint8Array =>
  deflateRawSync(bytesOf(payload), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

/** The same with context takeover: each message may refer to those before it. */
async function deflatedInOne(payloads: readonly string[]): Promise<Uint8Array[]> {
  const stream = createDeflateRaw();
  const messages: Uint8Array[] = [];
  for (const payload of payloads) {
    stream.write(payload);
    await new Promise<void>(resolve => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    const sent = stream.read() as Uint8Array;
    messages.push(sent.subarray(0, -4));
  }
  stream.destroy();
  return messages;
}

/** A connection behind its upgrade; `client` and `server` go on in sequence. */
class Connection extends Wire {
  private next = { client: 1001, server: 5001 };

  constructor() {
    super();
    this.tcp(1000, '', { flags: 'S' });
    this.tcp(5000, '', { ...BACK, flags: 'SA' });
    this.client(GET);
    this.server(SWITCHING);
  }
  client(payload: Payload, skipped = 0): void {
    this.tcp(this.next.client, payload);
    this.next.client += bytesOf(payload).length + skipped;
  }
  server(payload: Payload, skipped = 0): void {
    this.tcp(this.next.server, payload, BACK);
    this.next.server += bytesOf(payload).length + skipped;
  }
  /** Bytes that were not captured. */
  lose(client: number): void {
    this.next.client += client;
  }
}

describe('SIP over WebSocket', () => {
  it('reads both directions, masked and unmasked, text and binary, of all lengths', () => {
    const wire = new Connection();
    const long = request('long', 'x'.repeat(70_000));
    const short = 'SIP/2.0 200 OK\r\n\r\n';
    wire.client(masked(request('a')));
    wire.server(frame(response('a')));
    wire.server(frame(short, { opcode: 2 }));
    wire.client(masked(long));
    assert.deepEqual(wire.texts, [request('a'), response('a'), short, long]);
    assert.deepEqual(wire.routes.slice(0, 2), ['WS 192.0.2.1:5060 > 192.0.2.2:5080', 'WS 192.0.2.2:5080 > 192.0.2.1:5060']);
  });

  it('knows the place in the file only of what stands there as it is', () => {
    const wire = new Connection();
    wire.client(masked(request('a')));
    wire.server(frame(request('b')));
    assert.equal(wire.seen[0]?.fileOffset, -1);
    assert.equal(wire.seen[0]?.range, undefined);
    assert.equal(wire.seen[1]?.fileOffset, 60_000 + 28 + 2);
    assert.deepEqual(wire.seen[1]?.range, { start: 30, end: 30 + request('b').length });
  });

  it('puts fragments together, with control frames between them', () => {
    const wire = new Connection();
    const text = request('a', 'hello');
    wire.client(masked(text.slice(0, 10), { final: false }));
    wire.client(concat(ping, masked(text.slice(10, 50), { opcode: 0, final: false }), ping));
    wire.server(pong);
    wire.client(masked(text.slice(50), { opcode: 0 }));
    assert.deepEqual(wire.texts, [text]);
    assert.deepEqual(wire.seen[0]?.frames, [5, 6, 8]);
    assert.equal(wire.seen[0]?.time, 8e6);
  });

  it('hands on several messages in one, and those without Content-Length', () => {
    const wire = new Connection();
    const open = request('c', 'body', null);
    wire.client(masked(`${request('a', 'one')}${request('b')}`));
    wire.client(masked(open));
    assert.deepEqual(wire.texts, [request('a', 'one'), request('b'), open]);
  });

  it('leaves alone what is not SIP', () => {
    const wire = new Connection();
    for (const other of ['{"jsonrpc":"2.0"}', '\r\n\r\n', '', 'CONNECT\naccept-version:1.2\n\n\0']) wire.client(masked(other));
    wire.client(masked('\u0003\u00e8bye', { opcode: 8 }));
    assert.deepEqual(wire.end().seen, []);
    assert.deepEqual(wire.notes.problems, []);
  });

  it('leaves a connection alone that stays HTTP', () => {
    const wire = new Wire();
    wire.tcp(1, GET);
    wire.tcp(1, 'HTTP/1.1 426 Upgrade Required\r\n\r\n', BACK);
    wire.tcp(1 + GET.length, masked(request('a')));
    assert.deepEqual(wire.end().seen, []);
  });

  it('gives the same messages in segments of any size', () => {
    const text = request('b', 'hello');
    const stream = concat(
      GET,
      masked(request('a')),
      ping,
      masked(text.slice(0, 9), { final: false }),
      ping,
      masked(text.slice(9), { opcode: 0 }),
      masked(deflated(request('c')), { compressed: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length - 1 })), fc.boolean(), (cuts, isBackwards) => {
        const places = [...new Set([0, ...cuts.slice(0, 60), stream.length])].sort((a, b) => a - b);
        const pieces = places.slice(1).map((to, index) => ({ from: places[index]!, to }));
        const wire = new Wire();
        wire.tcp(1000, '', { flags: 'S' });
        for (const { from, to } of isBackwards ? pieces.reverse() : pieces) wire.tcp(1001 + from, stream.subarray(from, to));
        assert.deepEqual(wire.texts, [request('a'), text, request('c')]);
      }),
    );
    for (let cut = 1; cut < stream.length; cut++) {
      const wire = new Wire();
      wire.tcp(1000, '', { flags: 'S' });
      wire.tcp(1001, stream.subarray(0, cut));
      wire.tcp(1001 + cut, stream.subarray(cut));
      assert.deepEqual(wire.texts, [request('a'), text, request('c')], `cut at ${cut}`);
    }
  });
});

describe('WebSocket compressed (permessage-deflate)', () => {
  it('without context takeover', () => {
    const wire = new Connection();
    for (const id of ['a', 'b', 'c']) wire.client(masked(deflated(request(id)), { compressed: true }));
    assert.deepEqual(
      wire.texts,
      ['a', 'b', 'c'].map(id => request(id)),
    );
    assert.equal(wire.seen[0]?.fileOffset, -1);
  });

  it('with context takeover, also over more than a window, and with messages between that are not compressed', async () => {
    const bodies = Array.from({ length: 12 }, (_, index) => request(`m${index}`, `${index} ${'abcdefghij'.repeat(index * 300)}`));
    const sent = await deflatedInOne(bodies);
    assert.ok(sent.at(-1)!.length < 400, 'the messages do refer back');
    const wire = new Connection();
    for (const message of sent) {
      wire.server(frame(message, { compressed: true }));
      wire.server(frame(response('plain')));
    }
    assert.deepEqual(
      wire.texts.filter((_, index) => index % 2 === 0),
      bodies,
    );
    assert.deepEqual(wire.notes.problems, []);
  });

  it('in fragments: only the first has the mark', () => {
    const wire = new Connection();
    const bytes = deflated(request('a'));
    wire.client(masked(bytes.subarray(0, 20), { compressed: true, final: false }));
    wire.client(masked(bytes.subarray(20), { opcode: 0 }));
    assert.deepEqual(wire.texts, [request('a')]);
  });

  it('with a last block (RFC 7692 §7.2.3.4), and stored without compression', () => {
    const wire = new Connection();
    wire.client(masked(concat(deflateRawSync(request('a')), u8(0)), { compressed: true }));
    wire.client(
      masked(concat(deflateRawSync(request('b'), { level: 0, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)), { compressed: true }),
    );
    assert.deepEqual(wire.texts, [request('a'), request('b')]);
  });

  it('is not misread when a message before it is missing, and that is said', async () => {
    const sent = await deflatedInOne([request('a'), request('b'), request('c')]);
    const wire = new Connection();
    wire.client(masked(sent[0]!, { compressed: true }));
    wire.lose(masked(sent[1]!).length);
    wire.client(masked(sent[2]!, { compressed: true }));
    wire.end();
    assert.deepEqual(wire.texts, [request('a')]);
    assert.equal(wire.notes.gaps, 1);
  });

  it('bombs are not inflated', () => {
    const wire = new Connection();
    wire.client(masked(deflated(`${request('a')}${'x'.repeat(30_000_000)}`), { compressed: true }));
    wire.client(masked(deflated(request('b')), { compressed: true }));
    assert.deepEqual(wire.texts, [request('b')]);
    assert.match(wire.notes.problems[0]!, /^Frame 5: a compressed WebSocket message cannot be inflated/);
  });

  it('gives what Node gives, whatever is compressed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 9 }), (body, level) => {
        const text = concat(request('a', '', null), body);
        const wire = new Connection();
        wire.client(masked(deflateRawSync(text, { level, finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4), { compressed: true }));
        assert.deepEqual(wire.texts, [Buffer.from(text).toString('latin1')]);
      }),
    );
  });
});

describe('WebSocket that is not whole', () => {
  it('is recognised without its upgrade, by frames that carry SIP', () => {
    for (const parts of [{ masked: true }, { masked: false }]) {
      const wire = new Wire();
      wire.tcp(1, u8(1, 2, 3, 4, 5));
      wire.tcp(6, frame('something else', parts));
      const first = frame(request('a'), parts);
      const begin = 6 + frame('something else', parts).length;
      wire.tcp(begin, first.subarray(0, 60));
      wire.tcp(begin + 60, first.subarray(60));
      wire.tcp(begin + first.length, frame(deflated(request('b')), { ...parts, compressed: true }));
      assert.deepEqual(wire.texts, [request('a'), request('b')]);
    }
  });

  it('stays in step over a hole inside of a frame, and says what is cut', () => {
    const wire = new Connection();
    const text = request('a', 'x'.repeat(500));
    const whole = masked(text);
    wire.client(whole.subarray(0, 100), 50);
    wire.client(whole.subarray(150));
    wire.client(masked('{"not":"sip"}'));
    wire.client(masked(request('b')));
    wire.end();
    assert.deepEqual(wire.texts, [text.slice(0, 92), request('b')]);
    assert.equal(wire.seen[0]?.cut, text.length - 92);
    assert.equal(wire.notes.gaps, 1);
  });

  it('goes on at the next frame with SIP after a hole between frames or after nonsense', () => {
    const wire = new Connection();
    wire.client(masked(request('a')), 33);
    wire.client(masked('{}'));
    wire.client(masked(request('b')));
    wire.client(u8(0xff, 0xff, 0xff));
    wire.client(masked(request('c')));
    wire.end();
    assert.deepEqual(wire.texts, [request('a'), request('b'), request('c')]);
  });

  it('skips messages of more than a megabyte, and says so', () => {
    const wire = new Connection();
    wire.client(masked(request('a')));
    wire.client(concat(u8(0x82, 0xff), u32(0, 3_000_000), KEY));
    for (let index = 0; index < 60; index++) wire.client('x'.repeat(50_000));
    wire.client(masked(request('b')));
    assert.deepEqual(wire.texts, [request('a'), request('b')]);
    assert.match(wire.notes.problems.join(), /^Frame 6: a WebSocket message of more than 1048576 bytes is skipped\.$/);
  });

  it('holds no more than a megabyte of fragments', () => {
    const wire = new Connection();
    wire.client(masked('INVITE', { final: false }));
    for (let index = 0; index < 100; index++) {
      wire.client(masked('x'.repeat(50_000), { opcode: 0, final: false }));
      assert.ok(wire.streams.held < 1_300_000);
    }
  });
});
