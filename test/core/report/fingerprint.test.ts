import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { type Analysis, analyse, change } from '../../../server/src/core/analysis';
import { fingerprints, withoutKnown } from '../../../server/src/core/report/fingerprint';
import { fileReport } from '../../../server/src/core/report/json';
import { textFile } from '../../../server/src/core/report/parts';

const REFUSED = readFileSync('docs/examples/refused-call.sip', 'utf8');
/** The same call twice, under two names: findings that are equal but for their order. */
const TWICE = `${REFUSED}\n${REFUSED.replaceAll('@', 'x@').replace(/branch=z9hG4bK/g, 'branch=z9hG4bKx')}`;

const namesIn = (analysis: Analysis): string[] => [...fingerprints()(analysis).values()];

describe('fingerprints', () => {
  it('are those of the report, each once, and the same wherever the findings stand', () => {
    const analysis = analyse(TWICE);
    const names = namesIn(analysis);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      names,
      fileReport(textFile('a', analysis)).findings.map(one => one.fingerprint),
    );
    assert.deepEqual(namesIn(analyse(`a line before it\n${TWICE}`)).sort(), [...names].sort());
  });
});

describe('a baseline', () => {
  it('leaves out what it knows, and only that; what is left keeps its name', () => {
    const analysis = analyse(TWICE);
    const names = namesIn(analysis);
    assert.ok(names.length > 3);
    for (const known of [names.slice(0, 1), names.slice(1), names]) {
      const left = withoutKnown(known)(analysis);
      const report = fileReport({ ...textFile('a', analysis), parts: [{ ...left, linesBefore: 0, callsBefore: 0, messagesBefore: 0 }] });
      assert.deepEqual(
        report.findings.map(one => one.fingerprint),
        names.filter(name => !known.includes(name)),
      );
      assert.equal(report.calls[0]?.verdict?.rule, 'srtp/dtls-on-sip-leg', 'what became of the call is told all the same');
    }
  });

  it('does not stand in the way of a keystroke', () => {
    const analysis = analyse(REFUSED);
    const left = withoutKnown(namesIn(analysis))(analysis).analysis;
    assert.deepEqual(left.findings, []);
    const at = REFUSED.indexOf('a=rtpmap');
    const typed = change(left, { start: at, end: at, text: 'a=x-new:1\r\n' });
    assert.deepEqual(
      typed.findings.map(one => one.rule),
      analyse(`${REFUSED.slice(0, at)}a=x-new:1\r\n${REFUSED.slice(at)}`).findings.map(one => one.rule),
    );
  });
});
