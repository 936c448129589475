import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse, change } from '../../server/src/core/analysis';
import { findingsAt } from '../../server/src/core/features/codeActions';
import { hoverAt } from '../../server/src/core/features/hover';
import { ignoreEdits } from '../../server/src/core/features/suppress';
import { applyEdits } from '../../server/src/core/rewrite/edit';
import { wrap } from '../support/wrap';

const REFUSED = readFileSync('docs/examples/refused-call.sip', 'utf8');
const RULE = 'srtp/dtls-on-sip-leg';

/** The call in every form of a log, and the texts of captures. */
const CAPTURED = 'test/fixtures/captured';
const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ...wrap(REFUSED).map(one => [one.form, one.text] as const),
  ...readdirSync(CAPTURED).map(name => [name, readFileSync(`${CAPTURED}/${name}`, 'utf8')] as const),
];

const rulesIn = (text: string): string[] => analyse(text).findings.map(one => one.rule);
const others = (text: string): string[] => rulesIn(text).filter(rule => rule !== RULE);

/** The text after "Ignore this finding here". */
function ignored(text: string, rule = RULE): string {
  const analysis = analyse(text);
  const finding = analysis.findings.find(one => one.rule === rule) ?? assert.fail(`no ${rule}`);
  return applyEdits(text, ignoreEdits(analysis, finding));
}

describe('the marker "ignore" before a message', () => {
  it('turns a rule off for that message, and nothing else', () => {
    const text = ignored(REFUSED);
    assert.equal(text.length, REFUSED.length + `# sip-trace: ignore ${RULE}\r\n`.length, 'one line more, and no other change');
    assert.ok(rulesIn(REFUSED).includes(RULE) && !rulesIn(text).includes(RULE));
    assert.deepEqual(others(text), others(REFUSED));
    assert.deepEqual(
      analyse(text).messages.map(one => one.text),
      analyse(REFUSED).messages.map(one => one.text),
    );
    assert.equal(analyse(text).messages.filter(one => one.edited).length, 0);
  });

  it('leaves what became of the call', () => {
    const verdictsOf = (text: string): string[] => [...analyse(text).verdicts.values()].map(one => one.text);
    assert.deepEqual(verdictsOf(ignored(REFUSED)), verdictsOf(REFUSED));
  });

  it('takes several rules, in one line or in several, beside other markers', () => {
    const rule = 'mux/webrtc-leftovers';
    assert.ok(rulesIn(REFUSED).includes(rule));
    const text = ignored(REFUSED);
    const line = `# sip-trace: ignore ${RULE}\r\n`;
    for (const lines of [
      `# sip-trace: ignore ${RULE} ${rule}\n`,
      `# sip-trace: ignore ${rule}\n${line}`,
      `${line}# sip-trace: ignore no/such-rule, ${rule}\n`,
      `# sip-trace: edited\n# sip-trace: ignore ${RULE} ${rule}\n`,
    ]) {
      const found = analyse(text.replace(line, lines)).findings;
      assert.ok(!found.some(one => one.rule === RULE || one.rule === rule), lines);
    }
  });

  it('is read and taken back as it is typed', () => {
    const analysis = analyse(REFUSED);
    const finding = analysis.findings.find(one => one.rule === RULE)!;
    const [edit] = ignoreEdits(analysis, finding);
    const { start } = edit!.span;
    const muted = change(analysis, { start, end: start, text: edit!.text });
    assert.ok(!muted.findings.some(one => one.rule === RULE));
    const again = change(muted, { start, end: start + edit!.text.length, text: '' });
    assert.deepEqual(
      again.findings.map(one => one.rule),
      rulesIn(REFUSED),
    );
  });

  it('stands before the message in every form of a log, also in the text of a capture', () => {
    for (const [name, text] of TEXTS) {
      for (const finding of analyse(text)
        .findings.filter(one => one.message.sip)
        .slice(0, 3)) {
        const analysis = analyse(text);
        const same = analysis.findings.find(
          one => one.rule === finding.rule && one.span.start === finding.span.start && one.text === finding.text,
        );
        const after = analyse(applyEdits(text, ignoreEdits(analysis, same!)));
        assert.equal(after.messages.length, analysis.messages.length, name);
        assert.ok(after.findings.length < analysis.findings.length, `${name}: ${finding.rule}`);
      }
    }
  });

  it('is not offered for a description without SIP', () => {
    const analysis = analyse('v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 49170 RTP/AVP 0 96\n');
    for (const finding of findingsAt(analysis, { start: 0, end: 200 })) assert.deepEqual(ignoreEdits(analysis, finding), []);
  });

  it('is explained under the pointer', () => {
    const text = ignored(REFUSED);
    assert.match(hoverAt(analyse(text), text.indexOf('# sip-trace: ignore') + 3)?.markdown ?? '', /off for the message below/);
  });
});
