import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { renderCall } from '../../../server/src/core/trace/capture/render';
import { ROWS } from '../../../server/src/core/trace/evidence/fields';
import { parseEvidence } from '../../../server/src/core/trace/evidence/parse';
import { printEvidence } from '../../../server/src/core/trace/evidence/print';
import type { CaptureEvidence, FlowEvidence } from '../../../server/src/core/trace/evidence/types';
import { openTrace } from '../../../server/src/core/trace/openTrace';
import { messagesOf } from '../../support/pieces';

const PAGE = readFileSync('docs/evidence.md', 'utf8');
const [example, ...more] = Array.from(PAGE.matchAll(/^```sip\n([\s\S]*?)^```$/gm), match => match[1]!);
const lines = more.join('');

describe('the page on evidence lines', () => {
  it('has an example that is read, and that is written as it stands there', () => {
    const trace = openTrace(example!);
    assert.equal(trace.format, 'sip-trace');
    const messages = messagesOf(trace);
    assert.deepEqual(
      messages.map(one => one.envelope.transport),
      ['WS', 'WS'],
    );
    const evidence = trace.records.flatMap(record => record.evidence ?? []);
    const rendered = renderCall({
      capture: evidence.find((one): one is CaptureEvidence => one.kind === 'capture')!,
      flows: evidence.filter((one): one is FlowEvidence => one.kind !== 'capture' && one.kind !== 'message'),
      messages: messages.map(({ envelope, clean }) => ({
        evidence: envelope.wire!,
        time: envelope.time!,
        source: envelope.source!,
        destination: envelope.destination!,
        text: envelope.wire!.lineEnds === 'lf' ? clean.text : clean.text.replaceAll('\n', '\r\n'),
      })),
    });
    assert.equal(rendered, example);
  });

  it('says the true lengths of the messages in its example', () => {
    const analysis = analyse(example!);
    assert.equal(analysis.calls.length, 1);
    for (const { text, sip, envelope } of analysis.messages) {
      const end = envelope.wire!.lineEnds === 'lf' ? '\n' : '\r\n';
      assert.equal(envelope.wire!.bytes, text.replaceAll('\n', end).length);
      const body = text.slice(sip!.bodySpan.start).replaceAll('\n', end).length;
      assert.equal(Number(/Content-Length: (\d+)/.exec(text)![1]), body);
      const { range } = envelope.wire!;
      if (range) assert.equal(range.end - range.start, envelope.wire!.bytes);
    }
  });

  it('has a line of each word, each read and written as it stands there', () => {
    const all = `${example}${lines}`.split('\n').filter(line => line.startsWith('# sip-trace:') && !line.includes('evidence 1'));
    const seen = new Set<string>();
    for (const line of all) {
      const evidence = parseEvidence(line);
      assert.ok(evidence, line);
      assert.equal(printEvidence(evidence), line);
      seen.add(evidence.kind);
    }
    assert.deepEqual([...seen].sort(), [...ROWS.keys()].sort());
  });

  it('names each key where its word is explained', () => {
    const words = PAGE.slice(PAGE.indexOf('## Words')).split(/^### |^(?=`\w+`: )/m);
    const shared = words.find(part => part.startsWith('Flows'))!;
    for (const [word, rows] of ROWS) {
      const part = words.find(one => one.startsWith(word) || one.startsWith(`\`${word}\`:`));
      assert.ok(part, word);
      for (const [, key] of rows) assert.ok(`${part}${shared}`.includes(`\`${key}\``), `${word}: ${key}`);
    }
  });
});
