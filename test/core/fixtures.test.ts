import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../server/src/core/analysis';
import { documentEdits } from '../../server/src/core/features/fix';
import { applyEdits } from '../../server/src/core/rewrite/edit';
import { rules } from '../../server/src/core/rules/index';
import { type ExpectedFix, type Fixture, readFixture } from '../support/fixture';
import { checkFixedPoint, checkFixes, checkMarkers, checkOwnLengths, findingsInClean, settingsOf } from '../support/fixtureChecks';
import { wrap } from '../support/wrap';

const FOLDER = path.resolve('test/fixtures/rules');

describe('fixtures', () => {
  const names = readdirSync(FOLDER, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.txt'))
    .sort();
  for (const name of names) {
    describe(name.replace(/\.txt$/, ''), () => {
      const fixture = readFixture(readFileSync(path.join(FOLDER, name), 'utf8'));
      // What is cut does not have the length that it announces.
      checkFixture(fixture, !name.startsWith('capture/body-cut'));
    });
  }

  it('there are two or more for every rule', () => {
    const families = new Map<string, number>();
    for (const rule of rules) {
      const own = names.filter(name => name.startsWith(`${rule.id}`) && /^(\.|-[a-z])/.test(name.slice(rule.id.length)));
      families.set(rule.id, own.length);
    }
    assert.deepEqual(
      [...families].filter(([, count]) => count < 2),
      [],
      'a rule needs a bad one and one that must stay quiet: family/name.txt, family/name-quiet.txt',
    );
  });
});

function checkFixture(fixture: Fixture, whole: boolean): void {
  const settings = settingsOf(fixture);
  const analysis = analyse(fixture.text, settings);
  const crlf = fixture.text.replaceAll('\n', '\r\n');

  it('has the findings that are marked', () => {
    assert.ok(fixture.sentence.endsWith('.'), 'a fixture begins with a sentence');
    if (fixture.form === 'sip' && whole) checkOwnLengths(analysis);
    checkMarkers(analysis, fixture);
    checkOthers(analysis, fixture);
  });
  for (const expected of fixture.fixes)
    it(`is fixed as told: ${expected.rule} ${expected.title}`, () => checkExpectedFix(analysis, fixture, expected));
  it('holds what a fix must hold', () => {
    checkFixes(analysis, fixture.text);
    checkFixedPoint(fixture.text, settings);
  });
  it('is the same with CRLF', () => {
    const other = analyse(crlf, settings);
    assert.deepEqual(findingsInClean(other), findingsInClean(analysis));
    checkFixes(other, crlf);
    checkFixedPoint(crlf, settings);
  });
  if (fixture.form !== 'sip') return;
  for (const wrapped of wrap(fixture.text)) {
    it(`is the same in a log: ${wrapped.form}`, () => {
      for (const text of [wrapped.text, wrapped.text.replaceAll('\n', '\r\n')]) {
        const other = analyse(text, settings);
        assert.equal(other.trace.format, wrapped.form);
        assert.deepEqual(findingsInClean(other), findingsInClean(analysis));
        checkFixes(other, text, wrapped);
      }
      checkFixedPoint(wrapped.text, settings);
    });
  }
}

function checkOthers(analysis: Analysis, fixture: Fixture): void {
  const file = analysis.fileFindings.map(one => `${one.rule} ${one.severity} ${one.text}`);
  assert.equal(file.length, fixture.file.length, `of the file itself: ${file.join('; ')}`);
  for (const [index, wanted] of fixture.file.entries()) assert.ok(file[index]!.startsWith(wanted), `${file[index]} for ${wanted}`);
  if (fixture.verdicts)
    assert.deepEqual(
      [...analysis.verdicts.values()].map(one => one.text),
      fixture.verdicts,
    );
  if (fixture.results)
    assert.deepEqual(
      analysis.calls.map(one => String(one.result)),
      fixture.results,
    );
}

function checkExpectedFix(analysis: Analysis, fixture: Fixture, expected: ExpectedFix): void {
  const fix = analysis.findings
    .filter(one => one.rule === expected.rule)
    .flatMap(one => one.fixes)
    .find(one => one.title.startsWith(expected.title));
  assert.ok(fix, `there is no such fix of ${expected.rule}`);
  const changed = applyEdits(fixture.text, documentEdits(analysis, fix.message, fix.edits()));
  assert.equal(changed.replace(/\n+$/, '\n'), expected.text);
  if (expected.markers.length > 0) checkMarkers(analyse(changed, settingsOf(fixture)), expected);
}
