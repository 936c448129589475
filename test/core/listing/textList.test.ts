import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { outcomeOf } from '../../../server/src/core/report/callTitle';
import { TextList } from '../../../server/src/core/listing/textList';
import { framings, manyMessages, printTrace } from '../../support/framings';

const CALLS = path.resolve('test/fixtures/gateway');
const recorded = readdirSync(CALLS).filter(name => name.endsWith('.txt'));
const read = (name: string): Buffer => readFileSync(path.join(CALLS, name));

const refused = readFileSync('test/fixtures/workspace/refused.sip', 'utf8');

function listOf(bytes: Uint8Array, piece = bytes.length): TextList {
  const list = new TextList();
  for (let at = 0; at < bytes.length; at += piece) list.push(bytes.slice(at, at + piece));
  list.end();
  return list;
}

/** What the list and a full reading must say alike. */
const fromList = (list: TextList): unknown =>
  list.rows().map(row => ({
    legs: row.legs.map(({ kind, callId, parties, result }) => ({ kind, callId, parties, result })),
    result: row.result,
    outcome: row.outcome.replace('ringing', 'no final answer in the trace'),
    messages: row.messages,
  }));

const fromAnalysis = (text: string): unknown =>
  analyse(text).calls.map(call => ({
    legs: call.legs.map(({ kind, callId, parties, result }) => ({ kind, callId, parties, result })),
    result: call.result,
    outcome: outcomeOf(call),
    messages: call.legs.reduce((sum, leg) => sum + leg.messages.length, 0),
  }));

describe('the list of a text', () => {
  for (const name of recorded) {
    it(`says of ${name} what a full reading says`, () => {
      assert.deepEqual(fromList(listOf(read(name))), fromAnalysis(read(name).toString()));
    });
  }

  for (const framing of framings) {
    it(`reads ${framing.format}`, () => {
      const text = printTrace(framing, manyMessages(30));
      assert.deepEqual(fromList(listOf(Buffer.from(text))), fromAnalysis(text));
    });
  }

  const three = (): Buffer =>
    Buffer.concat(['bad-dtls-on-sip-leg', 'flow-prack', 'good-offer-webrtc-to-sip'].map(name => read(`${name}.txt`)));

  it('says of the text of a capture what was seen of the media', () => {
    const media = (name: string, piece?: number): string[] =>
      listOf(readFileSync(`test/fixtures/captured/${name}.txt`), piece)
        .rows()
        .map(row => row.media);
    assert.deepEqual(media('one-way-audio-wrong-c'), ['one way']);
    assert.deepEqual(media('one-way-audio-wrong-c', 1000), ['one way']);
    assert.deepEqual(media('good-sdes-leg'), ['both ways']);
    assert.deepEqual(media('bad-codec-g729-to-webrtc'), ['DTLS only']);
    assert.deepEqual(media('flow-cancel'), ['']);
    const [row] = listOf(read(recorded[0]!)).rows();
    assert.equal(row?.media, '', 'a text without evidence says nothing of it');
  });

  it('is the same whatever the pieces that the file was read in', () => {
    const whole = listOf(three());
    assert.equal(whole.rows().length, 3);
    for (const piece of [997, 4096, 65536]) {
      const list = listOf(three(), piece);
      assert.deepEqual(list.rows(), whole.rows());
      assert.equal(list.messages, whole.messages);
    }
  });

  it('gives the records of a call as they stand in the file', () => {
    const bytes = three();
    const list = listOf(bytes, 5000);
    const readAt = (offset: number, length: number): Uint8Array => bytes.subarray(offset, offset + length);
    const texts = [...list.texts(readAt)].map(part => part.text);
    for (const [index, name] of ['bad-dtls-on-sip-leg', 'flow-prack', 'good-offer-webrtc-to-sip'].entries()) {
      const original = read(`${name}.txt`).toString();
      const ofCall = fromAnalysis(texts[index]!);
      assert.deepEqual(ofCall, fromAnalysis(original));
      for (const record of texts[index]!.split(/(?=^\d{4}\/\d\d\/\d\d )/m)) assert.ok(original.includes(record), record.slice(0, 80));
    }
  });

  it('finds records by their bytes, behind a mark and behind characters of several bytes', () => {
    const text = refused.replaceAll('<sip:', '"Zoë 日本" <sip:');
    const bytes = Buffer.from(`\ufeff${text}${text.replaceAll('dtj7e4ddpjjo8qglul2u', 'another').replaceAll('z9hG4bK', 'z9hG4bKx')}`);
    const list = listOf(bytes, 1000);
    assert.equal(list.rows().length, 2);
    const second = list.textOf([list.rows()[1]!.id], (offset, length) => bytes.subarray(offset, offset + length));
    assert.match(second, /^\d{4}\/\d\d\/\d\d /);
    assert.ok(bytes.toString().includes(second));
    assert.deepEqual(fromAnalysis(second), fromAnalysis(text.replaceAll('dtj7e4ddpjjo8qglul2u', 'another')));
  });

  it('names people by the users of From and of the request', () => {
    const row = listOf(Buffer.from(refused)).rows()[0]!;
    assert.deepEqual([row.from, row.to, row.media], ['100', '200', '']);
    assert.equal(new Date(row.time! / 1000).toISOString(), '2026-11-22T09:18:52.708Z');
  });

  it('goes on behind megabytes of a log without a message, and holds no more than a window of it', () => {
    const noise = 'DEBUG nothing of interest happened here\n'.repeat(100_000);
    const again = refused.replaceAll('dtj7e4ddpjjo8qglul2u', 'another').replaceAll('z9hG4bK', 'z9hG4bKx');
    const bytes = Buffer.from(`${refused}${noise}${again}`);
    const list = listOf(bytes, 1 << 18);
    assert.deepEqual(
      list.rows().map(row => [row.legs[0]!.callId, row.messages]),
      [
        ['dtj7e4ddpjjo8qglul2u', 7],
        ['another', 7],
      ],
    );
  });

  it('finds the form behind a long preamble', () => {
    const list = listOf(Buffer.from(`${'starting up\n'.repeat(20_000)}${refused}`), 10_000);
    assert.equal(list.format, 'sngrep-txt');
    assert.equal(list.rows().length, 1);
  });

  it('has nothing of a text without messages', () => {
    for (const text of ['', '\n', 'no SIP here\n'.repeat(100)]) {
      const list = listOf(Buffer.from(text));
      assert.deepEqual([list.format, list.messages, list.rows()], ['unknown', 0, []]);
    }
  });

  it('does not fail on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(3000), fc.integer({ min: 1, max: 500 }), (noise, at, piece) => {
        const bytes = Buffer.concat([Buffer.from(refused).subarray(0, at), noise, Buffer.from(refused).subarray(at)]);
        const list = listOf(bytes, piece);
        for (const part of list.texts((offset, length) => bytes.subarray(offset, offset + length))) assert.ok(part.text.length > 0);
      }),
      { numRuns: 50 },
    );
  });
});
