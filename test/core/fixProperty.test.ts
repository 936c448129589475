import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Settings } from '../../server/src/core/analysis';
import { readFixture } from '../support/fixture';
import { settingsOf } from '../support/fixtureChecks';
import { fixProblems } from '../support/fixProperty';

const FIXTURES = path.resolve('test/fixtures');

/** Every text below a folder of the fixtures that may be a trace. */
const textsBelow = (folder: string): string[] =>
  readdirSync(path.join(FIXTURES, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.(json|md|gz)$/.test(entry.name) && !entry.name.endsWith('.error.txt'))
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();

function checkAll(files: readonly string[], open: (text: string) => { text: string; settings?: Settings }): void {
  assert.ok(files.length > 0);
  const problems = files.flatMap(file => {
    const { text, settings } = open(readFileSync(file, 'utf8'));
    return fixProblems(text, settings).map(one => `${path.relative(FIXTURES, file)}: ${one}`);
  });
  assert.deepEqual(problems, []);
}

describe('every fix on every finding', function () {
  this.timeout(120_000);

  for (const folder of ['gateway', 'captured', 'endpoints', 'calls']) {
    it(`in ${folder}: its finding goes, nothing loud comes, and the SDP still reads`, () =>
      checkAll(textsBelow(folder), text => ({ text })));
  }
  const families = readdirSync(path.join(FIXTURES, 'rules'), { withFileTypes: true }).filter(entry => entry.isDirectory());
  for (const { name: family } of families) {
    it(`in rules/${family}: its finding goes, nothing loud comes, and the SDP still reads`, () =>
      checkAll(textsBelow(`rules/${family}`), source => {
        const fixture = readFixture(source);
        return { text: fixture.text, settings: settingsOf(fixture) };
      }));
  }
});
