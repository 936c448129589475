import assert from 'node:assert/strict';
import { type Analysis, analyse, DEFAULT_SETTINGS, type Settings, toDocument } from '../../server/src/core/analysis';
import type { Message } from '../../server/src/core/call/types';
import { documentEdits, fixText } from '../../server/src/core/features/fix';
import { legOf } from '../../server/src/core/features/codeActions';
import { ANSWER_FITS_OFFER, fittingEdits } from '../../server/src/core/rewrite/answerFitsOffer';
import { applyEdits, type TextEdit } from '../../server/src/core/rewrite/edit';
import { FOR_SIP_LEG, forSipLeg } from '../../server/src/core/rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES, forSipLegSdes } from '../../server/src/core/rewrite/forSipLegSdes';
import { ruleById } from '../../server/src/core/rules/index';
import type { Finding, Fix } from '../../server/src/core/rules/types';
import { header } from '../../server/src/core/sip/message';
import type { Span } from '../../server/src/core/text/span';
import { byteLength } from '../../server/src/core/trace/collect';
import { newLoud, readingProblems } from './fixProperty';
import type { Fixture, Marked } from './fixture';

export const settingsOf = (fixture: Fixture): Settings => ({ ...DEFAULT_SETTINGS, ...fixture.settings });

/** Findings and markers are one to one. */
export function checkMarkers(analysis: Analysis, { text, markers }: Marked): void {
  const lines = text.split('\n');
  const marksHints = markers.some(one => ruleById(one.rule)?.severity === 'hint');
  const shown = analysis.findings.filter(one => !one.unnecessary || marksHints);
  const left = markers.filter(one => !one.place);
  const extra: string[] = [];
  for (const found of shown) {
    const place = placeOf(analysis, text, found.message, found.span);
    const index = left.findIndex(
      one =>
        one.rule === found.rule &&
        samePlace(one, place) &&
        (one.severity ?? found.severity) === found.severity &&
        found.text.includes(one.words),
    );
    if (index >= 0) left.splice(index, 1);
    else
      extra.push(
        `${lines[place.line]}\n${' '.repeat(place.column)}${'^'.repeat(place.length)} ${found.rule} ${found.severity} ${found.text}`,
      );
  }
  const missing = left.map(
    one => `${lines[one.line]}\n${' '.repeat(one.column)}${'^'.repeat(one.length)} ${one.rule} ${one.severity ?? ''} ${one.words}`,
  );
  assert.equal(report(extra, missing), '');
  checkPlaces(analysis, { text, markers });
}

const report = (extra: readonly string[], missing: readonly string[]): string =>
  [...extra.map(one => `found, but not marked:\n${one}`), ...missing.map(one => `marked, but not found:\n${one}`)].join('\n\n');

/** Where tildes mark further places of a rule, they mark all of them. */
function checkPlaces(analysis: Analysis, { text, markers }: Marked): void {
  for (const rule of new Set(markers.filter(one => one.place).map(one => one.rule))) {
    const places = analysis.findings
      .filter(one => one.rule === rule)
      .flatMap(one => one.places.map(span => placeOf(analysis, text, one.message, span)));
    const wanted = markers.filter(one => one.place && one.rule === rule).map(({ line, column, length }) => ({ line, column, length }));
    const inOrder = (all: readonly Place[]): Place[] => [...all].sort((a, b) => a.line - b.line || a.column - b.column);
    assert.deepEqual(inOrder(places), inOrder(wanted), `other places of ${rule}`);
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

const samePlace = (a: Place, b: Place): boolean => a.line === b.line && a.column === b.column && a.length === b.length;

/** Line and columns of a span; of one that runs over several lines, what is on its first. */
function placeOf(analysis: Analysis, text: string, message: Message, span: Span): Place {
  const { start, end } = toDocument(analysis, message, span);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
  return { line: text.slice(0, lineStart).split('\n').length - 1, column: start - lineStart, length: Math.min(end, lineEnd) - start };
}

/** What is found, without where the log put it: the same for every log of the same messages. */
export const findingsInClean = (analysis: Analysis): string[] =>
  analysis.findings.map(
    one => `${analysis.messages.indexOf(one.message)} ${one.rule} ${one.severity} ${one.span.start}-${one.span.end} +${one.places.length}`,
  );

/** Everything that a fix must hold, for every fix of every finding. */
export function checkFixes(
  analysis: Analysis,
  text: string,
  log: { readonly prefix: string; readonly suffix: string } = { prefix: '', suffix: '' },
): void {
  for (const found of analysis.findings) {
    for (const fix of found.fixes) checkFix(analysis, text, found, fix, log);
  }
}

function checkFix(
  before: Analysis,
  text: string,
  found: Finding,
  fix: Fix,
  log: { readonly prefix: string; readonly suffix: string },
): void {
  const what = `${found.rule}, "${fix.title}": `;
  const edits = fix.edits();
  const changed = applyEdits(text, documentEdits(before, fix.message, edits));
  assert.notEqual(changed, text, `${what}nothing changes`);
  const after = analyse(changed, before.settings);
  const index = before.messages.indexOf(fix.message);
  const message = after.messages[index];
  assert.equal(after.trace.format, before.trace.format, `${what}the log is of another form`);
  assert.equal(after.messages.length, before.messages.length, `${what}another number of messages`);
  assert.equal(bodyText(message!), applyEdits(fix.message.text, edits).slice(bodyStartAfter(fix.message, edits)), `${what}another body`);
  before.messages.forEach((one, other) => {
    if (other !== index) assert.equal(after.messages[other]!.record.text, one.record.text, `${what}message ${other} is touched`);
  });
  assert.ok(!message!.sip || message!.edited, `${what}not marked as edited`);
  checkLines(before, text, changed, message!, log, what);
  checkLength(fix.message, message!, what);
  const count = (one: Analysis): number =>
    one.findings.filter(
      other => other.rule === found.rule && one.messages.indexOf(other.message) === before.messages.indexOf(found.message),
    ).length;
  assert.ok(count(after) < count(before), `${what}the finding is still there`);
  assert.deepEqual(newLoud(before, after), [], `${what}new errors or warnings`);
  assert.deepEqual(readingProblems(fix.message, message!), [], `${what}sdp-transform reads it otherwise`);
  checkAgain(after, changed, found, fix, index, what);
}

/** The same fix once more: it is gone, or takes care of another finding of the same rule, or changes nothing. */
function checkAgain(after: Analysis, text: string, found: Finding, fix: Fix, index: number, what: string): void {
  const again = after.findings
    .filter(one => one.rule === found.rule)
    .flatMap(one => one.fixes)
    .find(one => one.title === fix.title && after.messages.indexOf(one.message) === index);
  if (again) {
    const twice = analyse(applyEdits(text, documentEdits(after, again.message, again.edits())), after.settings);
    const count = (one: Analysis): number => one.findings.filter(other => other.rule === found.rule).length;
    assert.ok(count(twice) < count(after), `${what}a second run does not help`);
  }
  if (fix.title === ANSWER_FITS_OFFER) {
    const message = after.messages[index]!;
    const one = legOf(after, message)?.call.descriptions.find(other => other.message === message);
    assert.deepEqual(one && fittingEdits(one), [], `${what}a second rewrite still changes something`);
  }
  const rewrite = { [FOR_SIP_LEG]: forSipLeg, [FOR_SIP_LEG_SDES]: forSipLegSdes }[fix.title];
  if (rewrite) {
    const message = after.messages[index]!;
    const place = legOf(after, message);
    assert.deepEqual(rewrite(message, message.sdp!, place?.leg, place?.call), [], `${what}a second rewrite still changes something`);
  }
}

/** Where the body begins once edits, of headers too, are made. */
function bodyStartAfter(message: Message, edits: readonly TextEdit[]): number {
  const start = message.text.length - bodyText(message).length;
  const before = edits.filter(edit => edit.span.start < start);
  return before.reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), start);
}

const bodyText = (message: Message): string => (message.sip ? message.text.slice(message.sip.bodySpan.start) : message.text);

/** Line ends are those of the document, and each line of the message still has what the log puts around lines. */
function checkLines(
  analysis: Analysis,
  before: string,
  after: string,
  message: Message,
  log: { prefix: string; suffix: string },
  what: string,
): void {
  if (!/[^\r]\n/.test(before)) assert.doesNotMatch(after, /(^|[^\r])\n/, `${what}an LF among CRLFs`);
  if (!before.includes('\r')) assert.ok(!after.includes('\r'), `${what}a CR among LFs`);
  if (log.prefix === '' && log.suffix === '') return;
  const kept = message.record.text.split(/\r?\n/).filter(line => /^[a-z]=/.test(line.slice(log.prefix.length)));
  for (const line of kept)
    assert.ok(line.startsWith(log.prefix) && line.endsWith(log.suffix), `${what}a line lost what the log has around it: ${line}`);
  assert.equal(kept.length, message.sdp!.lines.length, `${what}lines of the ${analysis.trace.format} log are missing`);
}

/** Content-Length counts the new body as it counted the old one: with CRLF unless only LF fitted. */
export function checkLength(before: Message, after: Message, what: string): void {
  const claimed = (message: Message): number | undefined => {
    const value = message.sip && header(message.sip, 'content-length')?.value;
    return value === undefined ? undefined : Number(value);
  };
  const length = claimed(before);
  const right = length === undefined ? undefined : fitsLf(before, length) ? lf(after) : crlf(after);
  assert.equal(claimed(after), right, `${what}wrong Content-Length`);
}

const lf = (message: Message): number => byteLength(bodyText(message));
const crlf = (message: Message): number => lf(message) + bodyText(message).split('\n').length - 1;
const fitsLf = (message: Message, claimed: number): boolean => claimed === lf(message) && claimed !== crlf(message);

/** Every Content-Length of a fixture is right, so that a wrong one after a fix is the fix's. */
export function checkOwnLengths(analysis: Analysis): void {
  for (const message of analysis.messages) {
    const value = message.sip && header(message.sip, 'content-length')?.value;
    if (value === undefined) continue;
    const right = bodyText(message).trim() === '' ? [0] : [crlf(message), lf(message)];
    assert.ok(
      right.includes(Number(value)),
      `it should be ${right[0]}: Content-Length of message ${analysis.messages.indexOf(message)} of the fixture`,
    );
  }
}

/** All fixes of a kind, round after round, come to an end, and then there is nothing left of them to do. */
export function checkFixedPoint(text: string, settings: Settings): void {
  for (const options of [
    {},
    { unsafe: true },
    { target: 'sip' } as const,
    { target: 'sip-sdes' } as const,
    { target: 'browser' } as const,
  ]) {
    const once = fixText(text, settings, options);
    const twice = fixText(once.text, settings, options);
    assert.equal(
      twice.text,
      once.text,
      `not at rest after ${JSON.stringify(options)}: ${twice.applied.map(one => `${one.rule} ${one.title}`).join(', ')}`,
    );
  }
}
