import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Analysis, analyse, change, DEFAULT_SETTINGS, toDocument } from '../../server/src/core/analysis';
import { codeActionsAt } from '../../server/src/core/features/codeActions';
import { fixAllEdits, fixText } from '../../server/src/core/features/fix';
import { folds } from '../../server/src/core/features/folding';
import { hoverAt } from '../../server/src/core/features/hover';
import { type OutlineEntry, outline } from '../../server/src/core/features/symbols';
import { applyEdits } from '../../server/src/core/rewrite/edit';
import { contains, type Span } from '../../server/src/core/text/span';
import { HOSTILE } from '../support/hostile';

/** A hang becomes a failure; it is no measure of speed, so a slow machine has time enough. */
const KILLED_AFTER = 60_000;
const STEP = 997;
/** Places of a large text that are looked at, and those of them at which actions are asked for: each may carry thousands of edits. */
const PLACES = 40;
const ACTED_ON = 5;

/** Everything that a user can ask of a text: nothing throws, and every span lies where it belongs. */
function examine(text: string): void {
  const analysis = analyse(text);
  assertSpans(analysis);
  const step = Math.max(STEP, Math.ceil(text.length / PLACES));
  for (let offset = 0; offset <= text.length; offset += step) {
    const hover = hoverAt(analysis, offset);
    if (!hover) continue;
    assertInside(hover.span, text.length, 'hover');
    assert.ok(hover.markdown.length < 20_000, `a hover of ${hover.markdown.length} letters`);
  }
  for (let offset = 0; offset <= text.length; offset += Math.max(STEP, step * (PLACES / ACTED_ON))) {
    for (const action of codeActionsAt(analysis, { start: offset, end: Math.min(text.length, offset + 80) })) {
      assert.ok(action.title.length < 300, `a title of ${action.title.length} letters`);
      for (const edit of action.edits ?? []) assertInside(edit.span, text.length, action.title);
    }
  }
  for (const entry of outline(analysis)) assertEntry(entry, { start: 0, end: text.length });
  for (const fold of folds(analysis)) assertInside(fold.span, text.length, 'fold');
  const middle = text.length >> 1;
  assertSpans(change(analysis, { start: middle, end: middle, text: '\n' }));
  const edits = fixAllEdits(analysis);
  for (const edit of edits) assertInside(edit.span, text.length, 'fix');
  if (edits.length === 0) return;
  const fixed = applyEdits(text, edits);
  assert.equal(fixText(fixed, DEFAULT_SETTINGS).text, fixed, 'a second run of the fixes changes something');
}

function assertSpans(analysis: Analysis): void {
  const { length } = analysis.trace;
  for (const message of analysis.messages) {
    const whole = { start: 0, end: message.text.length };
    const { sip, sdp } = message;
    for (const header of sip?.headers ?? []) assertNested(header.nameSpan, whole) && assertNested(header.valueSpan, whole);
    if (sip) assertNested(sip.bodySpan, whole);
    if (sip?.startLine) assertNested(sip.startLine.span, whole);
    if (!sdp) continue;
    assertNested(sdp.span, whole);
    for (const line of sdp.lines) assertNested(line.span, sdp.span);
    for (const section of sdp.media)
      for (const one of [section.portSpan, section.protocolSpan, ...section.formats.map(each => each.span)])
        assertNested(one, section.line.span);
  }
  for (const finding of analysis.findings) {
    assert.ok(finding.text.length < 5000, `${finding.rule} says ${finding.text.length} letters`);
    for (const place of [finding.span, ...finding.places]) assertInside(toDocument(analysis, finding.message, place), length, finding.rule);
    for (const { message, span } of finding.related) assertInside(toDocument(analysis, message, span), length, finding.rule);
  }
}

function assertEntry(entry: OutlineEntry, outer: Span): void {
  assertNested(entry.span, outer);
  assertNested(entry.selection, entry.span);
  assert.ok(entry.name.length < 500 && entry.detail.length < 500, 'an entry of the outline without end');
  for (const child of entry.children) assertEntry(child, entry.span);
}

function assertInside(span: Span, length: number, what: string): void {
  if (!(span.start >= 0 && span.start <= span.end && span.end <= length)) assert.fail(`${what}: ${span.start} to ${span.end} of ${length}`);
}

function assertNested(inner: Span, outer: Span): true {
  if (inner.start > inner.end || !contains(outer, inner)) assert.fail(`${JSON.stringify(inner)} is not in ${JSON.stringify(outer)}`);
  return true;
}

/** Runs the examination of some texts in a thread that can be ended. */
function inThread(names: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: names, resourceLimits: { maxOldGenerationSizeMb: 3000 } });
    let current = names[0]!;
    const kill = (): void => {
      void worker.terminate();
      reject(new Error(`${current}: no end within ${KILLED_AFTER / 1000} s`));
    };
    let limit = setTimeout(kill, KILLED_AFTER);
    worker.on('message', (name: string) => {
      current = name;
      clearTimeout(limit);
      limit = setTimeout(kill, KILLED_AFTER);
    });
    worker.on('error', error => {
      clearTimeout(limit);
      reject(new Error(`${current}: ${error.stack ?? error}`));
    });
    worker.on('exit', () => {
      clearTimeout(limit);
      resolve();
    });
  });
}

/** A pair of messages as they were recorded: the offer and its answer. */
function recordedPair(): string {
  const text = readFileSync('test/fixtures/calls/good-offer-webrtc-to-sip/text/sngrep.txt', 'utf8');
  const messages = text.split(/(?=^\d{4}\/\d\d\/\d\d )/m);
  const pair = [
    messages.find(one => /^INVITE /m.test(one)),
    messages.find(one => /^SIP\/2\.0 200 /m.test(one) && /^CSeq: \d+ INVITE/m.test(one)),
  ];
  return pair.join('');
}

function suite(): void {
  describe('bad input', () => {
    const names = Object.keys(HOSTILE);
    const groups = new Map<string, string[]>();
    for (const name of names) {
      const place = / without end (.*)$/.exec(name)?.[1];
      const group = place ? `whatever stands without end ${place}` : name;
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    for (const [group, members] of groups) {
      it(`answers to ${group}`, function () {
        this.timeout(members.length * KILLED_AFTER * 2);
        return inThread(members);
      });
    }

    it('answers to half a message, wherever it was cut', function () {
      this.timeout(120_000);
      const text = recordedPair();
      for (let cut = 0; cut <= text.length; cut++) {
        assertSpans(analyse(text.slice(0, cut)));
        if (cut % 7 === 0) assertSpans(analyse(text.slice(cut)));
        if (cut % 211 === 0) examine(text.slice(0, cut));
      }
    });

    it('answers to a message with anything in the place of anything', function () {
      this.timeout(120_000);
      const text = recordedPair();
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(text.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 12 })), { minLength: 1, maxLength: 5 }),
          edits => {
            let changed = text;
            for (const [at, length, put] of edits) changed = changed.slice(0, at) + put + changed.slice(at + length);
            assertSpans(analyse(changed));
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}

if (isMainThread) suite();
else {
  for (const name of workerData as readonly string[]) {
    parentPort!.postMessage(name);
    examine(HOSTILE[name]!());
  }
}
