import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { addressesOf, endpointKey } from '../../../server/src/core/call/media/addresses';
import type { Message } from '../../../server/src/core/call/types';
import { type LightMessage, readLight } from '../../../server/src/core/listing/lightMessage';
import { type LightSdp, readLightSdp } from '../../../server/src/core/listing/lightSdp';
import { Words } from '../../../server/src/core/listing/words';
import { attributesIn } from '../../../server/src/core/sdp/description';
import { uriOf } from '../../../server/src/core/sip/values/dialog';

const words = new Words();
const light = (text: string): LightMessage => {
  const bytes = Buffer.from(text);
  return readLight(bytes, 0, bytes.length, words);
};
const lightSdp = (text: string): LightSdp | undefined => {
  const bytes = Buffer.from(text);
  return readLightSdp(bytes, readLight(bytes, 0, bytes.length, words), words);
};

const folder = path.resolve('test/fixtures/gateway');
const messages: Message[] = readdirSync(folder)
  .filter(name => name.endsWith('.txt'))
  .flatMap(name => analyse(readFileSync(path.join(folder, name), 'utf8')).messages);

describe('a look over a SIP message', () => {
  it('sees in recorded messages what a full reading sees', () => {
    assert.ok(messages.length > 400);
    for (const message of messages) {
      const { method, status, callId, cseq, via, viaCount, toTag, sip } = message;
      const seen = light(message.text);
      const facts = [seen.method, seen.status, seen.callId, seen.cseq, seen.viaTransport, seen.viaHost, seen.viaPort, seen.viaCount];
      assert.deepEqual(facts, [method, status, callId, cseq!.number, via!.transport, via!.host, via!.port ?? 0, viaCount]);
      assert.equal(seen.hasToTag, toTag !== undefined);
      assert.equal(seen.fromUser, uriOf(sip!, 'from').user ?? '');
      assert.equal(seen.bodyStart, Buffer.from(message.text.slice(0, sip!.bodySpan.start)).length);
    }
  });

  it('sees in recorded descriptions what a full reading sees', () => {
    let described = 0;
    for (const { text, sdp } of messages) {
      const seen = lightSdp(text);
      assert.equal(seen === undefined, sdp === undefined);
      if (!seen || !sdp) continue;
      described++;
      assert.deepEqual(
        seen.sections.map(section => [section.media, section.port]),
        sdp.media.map(section => [section.media, section.port]),
      );
      const all = new Set(seen.addresses.map(endpointKey));
      for (const { endpoint, byDefault } of sdp.media.flatMap(section => addressesOf(sdp, section))) {
        const muxed = sdp.media.some(section => attributesIn(section.lines, 'rtcp-mux').length > 0);
        if (!byDefault || !muxed) assert.ok(all.has(endpointKey(endpoint)), `${endpointKey(endpoint)} in ${text}`);
      }
      const ufrags = sdp.lines.filter(line => line.attribute === 'ice-ufrag').map(line => line.attributeValue);
      assert.deepEqual(new Set(seen.credentials.map(([ufrag]) => ufrag)), new Set(ufrags));
      const hashes = sdp.lines.filter(line => line.attribute === 'fingerprint').map(line => line.attributeValue!.split(' ')[0]);
      assert.deepEqual(new Set(seen.hashes), new Set(hashes));
    }
    assert.ok(described > 100);
  });

  it('reads compact names, folded lines, white space and several Vias on a line', () => {
    const seen = light(
      [
        'INVITE sip:bob:secret@example.com;user=phone SIP/2.0',
        'v : SIP/2.0 / TCP proxy.example.com ; branch = z9hG4bK1 , SIP/2.0/UDP 192.0.2.1',
        'Via: SIP/2.0/WS abc.invalid;branch=z9hG4bK2',
        'i:',
        '\t folded@example.com',
        'CSEQ:  7   INVITE',
        'f: "sip: <Al>, ice" <sip:alice@example.com;tag=wrong>',
        ' ;tag=right',
        't: <sip:bob@example.com>',
        '',
        '',
      ].join('\r\n'),
    );
    assert.deepEqual([seen.callId, seen.cseq, seen.viaCount, seen.viaHost], ['folded@example.com', 7, 3, 'proxy.example.com']);
    assert.deepEqual([seen.viaTransport, seen.hasToTag, seen.uri], ['TCP', false, 'bob:secret']);
    assert.notEqual(seen.branch, 0);
    assert.notEqual(seen.fromTag, 0);
  });

  it('tells tags and branches apart', () => {
    const of = (branch: string, tag: string, host = '192.0.2.1'): LightMessage =>
      light(`BYE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP ${host};branch=${branch}\r\nFrom: <sip:a@b>;tag=${tag}\r\nCSeq: 2 BYE\r\n\r\n`);
    assert.equal(of('z9hG4bK1', 'x').branch, of('z9hG4bK1', 'y').branch);
    assert.notEqual(of('z9hG4bK1', 'x').branch, of('z9hG4bK2', 'x').branch);
    assert.notEqual(of('z9hG4bK1', 'x').branch, of('z9hG4bK1', 'x', '192.0.2.2').branch);
    assert.notEqual(of('z9hG4bK1', 'x').fromTag, of('z9hG4bK1', 'y').fromTag);
    assert.equal(of('', '').branch, light('BYE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=\r\n\r\n').branch);
    assert.equal(light('BYE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n').branch, 0);
  });

  it('knows all line ends', () => {
    const text = messages.find(one => one.sdp)!.text;
    const forms = ['\n', '\r\n', '\r'].map(end => text.replaceAll('\n', end));
    const [lf, ...others] = forms.map(form => [light(form).callId, light(form).viaCount, lightSdp(form)]);
    for (const other of others) assert.deepEqual(other, lf);
  });

  it('reads users in UTF-8, and parties without a user', () => {
    assert.equal(light('INVITE sip:b@c SIP/2.0\r\nFrom: <sip:zoë@example.com>\r\n\r\n').from, 'zoë');
    const plain = light('INVITE tel:+4930123;phone-context=x SIP/2.0\r\nFrom: sip:example.com;tag=1\r\nTo: tel:+49\r\n\r\n');
    assert.deepEqual([plain.uri, plain.from, plain.fromUser, plain.to], ['+4930123', 'example.com', '', '+49']);
  });

  it('finds a description in a multipart body, at its delimiter', () => {
    const head = 'INVITE sip:b@c SIP/2.0\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n';
    const sdp = 'v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8 0\r\n';
    const seen = lightSdp(`${head}--x\r\nContent-Type: application/sdp\r\n\r\n${sdp}--x\r\nm=video 1 RTP/AVP 31\r\n--x--\r\n`);
    assert.deepEqual(seen!.sections, [{ media: 'audio', port: 4000, codecs: ['PCMA', 'PCMU'] }]);
    assert.deepEqual(seen!.addresses, [
      { host: '192.0.2.1', port: 4000 },
      { host: '192.0.2.1', port: 4001 },
    ]);
    assert.equal(lightSdp('INVITE sip:b@c SIP/2.0\r\nContent-Type: application/isup\r\n\r\nxyzzy xyzzy'), undefined);
  });

  it('does not fail on any bytes, nor on a message that is cut or changed anywhere', () => {
    const text = Buffer.from(messages.find(one => one.sdp)!.text);
    const check = (bytes: Uint8Array): void => {
      const seen = readLight(bytes, 0, bytes.length, words);
      assert.ok(seen.bodyStart <= bytes.length && seen.bodyEnd <= bytes.length);
      readLightSdp(bytes, seen, words);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check));
    fc.assert(
      fc.property(fc.nat(text.length), fc.uint8Array({ maxLength: 20 }), fc.nat(200), (at, noise, removed) =>
        check(Buffer.concat([text.subarray(0, at), noise, text.subarray(at + removed)])),
      ),
    );
    for (let length = 0; length <= text.length; length++) check(text.subarray(0, length));
  });
});

describe('words', () => {
  const wordsOf = (known: Words, ...texts: string[]): string[] =>
    texts.map(text => known.of(Buffer.from(`<${text}>`), 1, 1 + Buffer.byteLength(text)));

  it('are what the bytes say', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), texts => {
        const valid = texts.filter(text => Buffer.from(text).toString() === text);
        assert.deepEqual(wordsOf(new Words(), ...valid, ...valid), [...valid, ...valid]);
      }),
    );
  });
});
