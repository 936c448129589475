import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../server/src/core/analysis';
import type { Finding } from '../../server/src/core/rules/types';
import { checkFixedPoint, checkFixes } from '../support/fixtureChecks';
import { BAD_CALLS, type Expected, ODD_CALLS, UNSHOWN_OFFERS } from '../support/gatewayCalls';

const CALLS = path.resolve('test/fixtures/gateway');
const ENDPOINTS = path.resolve('test/fixtures/endpoints');
const OFFERS = path.join(ENDPOINTS, 'offers-for-firefox');

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');
const visible = (analysis: Analysis): Finding[] => analysis.findings.filter(one => !one.unnecessary);
/** What has to be in the table: all that is loud, and of the rest what the table names. */
const listed = (analysis: Analysis, expected: readonly Expected[]): Finding[] =>
  visible(analysis).filter(one => /error|warning/.test(one.severity) || expected.some(wanted => isExpected(one, wanted)));
const loud = (analysis: Analysis): Finding[] => analysis.findings.filter(one => one.severity === 'error' || one.severity === 'warning');

/** A finding as a row of the tables, with the whole line that it stands on. */
function row(found: Finding): string[] {
  const { text } = found.message;
  const start = text.lastIndexOf('\n', found.span.start - 1) + 1;
  return [found.rule, found.severity, String(found.leg?.kind), String(found.side), text.slice(start).split('\n', 1)[0]!];
}

const isExpected = (found: Finding, expected: Expected): boolean => {
  const [rule, severity, leg, side, line] = row(found);
  return (
    rule === expected[0] && severity === expected[1] && leg === expected[2] && side === String(expected[3]) && line!.startsWith(expected[4])
  );
};

/** Expected and found are one to one. */
function assertFindings(found: readonly Finding[], expected: readonly Expected[]): void {
  const left = [...expected];
  const extra: string[] = [];
  for (const one of found) {
    const index = left.findIndex(wanted => isExpected(one, wanted));
    if (index >= 0) left.splice(index, 1);
    else extra.push(`found, not expected: ${row(one).join(' | ')}`);
  }
  assert.deepEqual([...extra, ...left.map(one => `expected, not found: ${one.join(' | ')}`)], []);
}

describe('calls through a real gateway', () => {
  const names = readdirSync(CALLS)
    .filter(name => name.endsWith('.txt'))
    .map(name => name.slice(0, -4))
    .sort();

  it('are all in the tables, or healthy', () => {
    const wrong = names.filter(name => !/^(good|flow)-/.test(name));
    assert.deepEqual(wrong, [...Object.keys(BAD_CALLS), ...Object.keys(ODD_CALLS)].sort());
  });

  for (const name of names) {
    it(name, () => {
      const text = read(CALLS, `${name}.txt`);
      const analysis = analyse(text);
      const verdicts = [...analysis.verdicts.values()].map(one => one.text);
      const bad = BAD_CALLS[name];
      if (bad) {
        assertFindings(listed(analysis, bad.findings), bad.findings);
        assert.equal(verdicts.length, bad.verdict === undefined ? 0 : 1, verdicts.join('; '));
        assert.ok(verdicts[0]?.includes(bad.verdict ?? '') ?? true, verdicts[0]);
        assert.ok(bad.findings.length > 0 || bad.hidden, 'a call that shows nothing needs a reason');
      } else if (ODD_CALLS[name]) {
        for (const wanted of ODD_CALLS[name])
          assert.ok(
            analysis.findings.some(one => isExpected(one, wanted)),
            wanted.join(' | '),
          );
        assert.deepEqual(analysis.findings.filter(one => one.severity === 'error').map(row), []);
      } else {
        assert.deepEqual(loud(analysis).map(row), []);
        assert.deepEqual(verdicts, []);
      }
    });
  }

  it('have fixes that hold what a fix must hold', () => {
    for (const name of names) {
      const text = read(CALLS, `${name}.txt`);
      checkFixes(analyse(text), text);
      checkFixedPoint(text, analyse(text).settings);
    }
  }).timeout(60_000);
});

describe('SDP of real endpoints', () => {
  for (const name of readdirSync(ENDPOINTS).filter(one => one.endsWith('.sdp'))) {
    it(`${name} is in order`, () => assert.deepEqual(loud(analyse(read(ENDPOINTS, name))).map(row), []));
  }
  for (const name of readdirSync(OFFERS).filter(one => !one.startsWith('.'))) {
    const refused = existsSync(path.join(ENDPOINTS, `firefox-answer-to-${name}.error.txt`));
    it(`an offer that Firefox ${refused ? 'refused' : 'accepted'}: ${name}`, () => {
      const found = loud(analyse(read(OFFERS, name)));
      if (refused && !UNSHOWN_OFFERS[name]) assert.ok(found.some(one => one.severity === 'error' && one.leg?.kind === 'webrtc'));
      else assert.deepEqual(found.map(row), []);
    });
  }
});
