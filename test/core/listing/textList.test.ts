import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { outcomeOf } from '../../../server/src/core/report/callTitle';
import { TextList } from '../../../server/src/core/listing/textList';
import { framings, manyMessages, printTrace } from '../../support/framings';

const CALLS = path.resolve('test/fixtures/gateway');
const recorded = readdirSync(CALLS).filter(name => name.endsWith('.txt'));
const read = (name: string): Buffer => readFileSync(path.join(CALLS, name));

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
});
