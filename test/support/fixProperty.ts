import { createRequire } from 'node:module';
import path from 'node:path';
import { type Analysis, analyse, change, type Settings } from '../../server/src/core/analysis';
import type { Message } from '../../server/src/core/call/types';
import { sentByGateway } from '../../server/src/core/call/legs';
import { documentEdits, fixText } from '../../server/src/core/features/fix';
import { FIX_CALL, fixCall, fixCallEdits } from '../../server/src/core/features/fixCall';
import { applyEdits, type TextEdit } from '../../server/src/core/rewrite/edit';
import { FOR_BROWSER } from '../../server/src/core/rewrite/forBrowser';
import { FOR_SIP_LEG } from '../../server/src/core/rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES } from '../../server/src/core/rewrite/forSipLegSdes';
import type { Finding, Fix } from '../../server/src/core/rules/types';
import type { Sdp } from '../../server/src/core/sdp/types';
import { header } from '../../server/src/core/sip/message';
import { byteLength } from '../../server/src/core/trace/collect';

/** What of sdp-transform is used; it ships no types. */
const { parse, write } = createRequire(path.resolve('package.json'))('sdp-transform') as {
  parse: (text: string) => { readonly media?: readonly unknown[] };
  write: (read: unknown) => string;
};

// What every fix of every finding holds on any trace, as sentences on what does not: empty where all is well. Used by the tests on the
// fixtures, and fit to be bundled with a loop over other folders.

/** Above this a fixed text is read as the editor reads it, record by record, and not as a whole. */
const LARGE = 200_000;

/** Everything of this page for one trace. */
export function fixProblems(text: string, settings?: Settings): string[] {
  const analysis = analyse(text, settings);
  return [
    ...analysis.findings.flatMap(found => found.fixes.flatMap(fix => singleFixProblems(analysis, text, found, fix))),
    ...fixedPointProblems(text, analysis.settings),
    ...wholeCallProblems(analysis, text),
  ];
}

/** A single fix: its finding is gone, nothing loud is new, and a parser of good SDP reads what it does not touch as before. */
export function singleFixProblems(before: Analysis, text: string, found: Finding, fix: Fix): string[] {
  const what = `${found.rule}, "${fix.title}": `;
  const after = edited(before, text, documentEdits(before, fix.message, fix.edits()));
  const index = before.messages.indexOf(fix.message);
  const message = after.messages[index];
  if (after.messages.length !== before.messages.length || !message) return [`${what}another number of messages`];
  const problems = newLoud(before, after)
    .filter(one => !isOfRepetition(one, before, fix.message))
    .map(one => `new: ${one}`);
  if (count(after, found.rule, before.messages.indexOf(found.message)) >= count(before, found.rule, before.messages.indexOf(found.message)))
    problems.push('the finding is still there');
  return [...problems, ...readingProblems(fix.message, message)].map(one => what + one);
}

/**
 * A description that is repeated, in the 200 after the 183, is looked at in its first place only: once that is fixed, the repetition has
 * the fault that it always had.
 */
function isOfRepetition(name: string, before: Analysis, fixed: Message): boolean {
  const message = before.messages[Number(/\d+$/.exec(name)![0])]!;
  const body = ({ sdp, text }: Message): string | undefined => sdp && text.slice(sdp.span.start, sdp.span.end).trimEnd();
  return message !== fixed && message.sdp !== undefined && body(message) === body(fixed);
}

/** All safe fixes come to rest. */
export function fixedPointProblems(text: string, settings: Settings): string[] {
  const once = fixText(text, settings).text;
  const again = fixText(once, settings);
  const problems =
    again.text === once ? [] : [`safe fixes are not at rest: ${again.applied.map(one => `${one.rule} ${one.title}`).join(', ')}`];
  return [...problems, ...newLoud(analyse(text, settings), analyse(once, settings)).map(one => `all safe fixes: new: ${one}`)];
}

/** The whole call: nothing loud is new, nothing that a rewrite cures is left, lengths are right, and a second run changes nothing. */
export function wholeCallProblems(before: Analysis, text: string): string[] {
  const problems: string[] = [];
  before.calls.forEach((call, number) => {
    const what = `${FIX_CALL} ${number + 1}: `;
    const fixes = fixCall(before, call);
    if (fixes.length === 0) return;
    const after = edited(before, text, fixCallEdits(fixes));
    if (after.messages.length !== before.messages.length) {
      problems.push(`${what}another number of messages`);
      return;
    }
    problems.push(...newLoud(before, after).map(one => `${what}new: ${one}`));
    const touched = new Set(fixes.map(one => one.message));
    before.messages.forEach((message, index) => {
      const now = after.messages[index]!;
      if (touched.has(message)) problems.push(...changedProblems(message, now).map(one => `${what}message ${index}: ${one}`));
      else if (now.record.text !== message.record.text) problems.push(`${what}message ${index} is touched`);
    });
    for (const one of after.calls[number] ? fixCall(after, after.calls[number]) : [])
      problems.push(`${what}a second run changes message ${after.messages.indexOf(one.message)}: ${one.reasons.join('; ')}`);
    problems.push(...leftOver(after, number).map(one => `${what}left: ${one}`));
  });
  return problems;
}

const REWRITES = [FOR_SIP_LEG, FOR_SIP_LEG_SDES, FOR_BROWSER];

/** What is loud on a description of the gateway although the rule itself says that a rewrite cures it. */
function leftOver(analysis: Analysis, number: number): string[] {
  const legs = analysis.calls[number]?.legs ?? [];
  return analysis.findings
    .filter(one => isLoud(one) && one.fixes.some(fix => REWRITES.includes(fix.title)))
    .filter(one => legs.some(leg => leg.messages.includes(one.message) && sentByGateway(leg, one.message)))
    .map(one => `${one.rule} at message ${analysis.messages.indexOf(one.message)}`);
}

function changedProblems(before: Message, after: Message): string[] {
  const problems: string[] = [];
  if (after.sip && !after.edited) problems.push('not marked as edited');
  const length = after.sip && header(after.sip, 'content-length')?.value;
  if (
    length !== undefined &&
    !lengths(after).includes(Number(length)) &&
    lengths(before).includes(Number(header(before.sip!, 'content-length')?.value))
  )
    problems.push(`Content-Length is ${length} for ${lengths(after).join(' or ')}`);
  const [then, now] = [before, after].map(message =>
    message.sdp?.session.find(line => line.type === 'o')?.value.replace(/^(\S+ \d+) \d+/, '$1'),
  );
  if (then !== now) problems.push(`o= is another one: ${now}`);
  if (after.sdp && after.sdp.lines.length > 0)
    problems.push(...unreadable(after.sdp).filter(one => !before.sdp || !unreadable(before.sdp).includes(one)));
  return problems;
}

/** With CRLF, with LF, and without the last line end. */
function lengths(message: Message): number[] {
  const body = message.text.slice(message.sip!.bodySpan.start);
  const crlf = byteLength(body) + body.split('\n').length - 1;
  return [crlf, byteLength(body), crlf - 2];
}

function edited(before: Analysis, text: string, edits: readonly TextEdit[]): Analysis {
  if (text.length < LARGE) return analyse(applyEdits(text, edits), before.settings);
  const backwards = [...edits].sort((a, b) => b.span.start - a.span.start);
  return backwards.reduce((analysis, edit) => change(analysis, { ...edit.span, text: edit.text }), before);
}

const isLoud = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';

const count = (analysis: Analysis, rule: string, message: number): number =>
  analysis.findings.filter(one => one.rule === rule && analysis.messages.indexOf(one.message) === message).length;

/** Errors and warnings that are there now and were not before: by rule and message, or one of them more. */
export function newLoud(before: Analysis, after: Analysis): string[] {
  const names = (analysis: Analysis): string[] => {
    const indexes = new Map(analysis.messages.map((message, index) => [message, index]));
    return analysis.findings.filter(isLoud).map(one => `${one.rule} at message ${indexes.get(one.message)}`);
  };
  const known = names(before);
  return names(after).filter(name => {
    const index = known.indexOf(name);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

/**
 * How sdp-transform reads a description after a fix: sections that the fix does not touch give the same objects, of the lines that stay
 * it loses none that it knew before, and it knows those that are new.
 */
export function readingProblems(before: Message, after: Message): string[] {
  if (!before.sdp || !after.sdp) return [];
  const problems: string[] = [];
  const [then, now] = [read(before.sdp), read(after.sdp)];
  for (const [index, part] of then.texts.entries()) {
    const same = now.texts.length === then.texts.length ? (now.texts[index] === part ? index : -1) : now.texts.indexOf(part);
    if (same >= 0 && JSON.stringify(then.parts[index]) !== JSON.stringify(now.parts[same]))
      problems.push(`section ${index} reads otherwise though no line of it changed`);
  }
  const old = new Set(before.sdp.lines.map(textOf));
  const lostBefore = new Set(unreadable(before.sdp));
  for (const line of unreadable(after.sdp)) {
    if (!lostBefore.has(line)) problems.push(`sdp-transform ${old.has(line) ? 'loses' : 'does not know'} ${line}`);
  }
  return problems;
}

const textOf = (line: { readonly text: string }): string => line.text.trimEnd();

/** The text of the session level and of each section, and what sdp-transform makes of them within the whole. */
function read(sdp: Sdp): { texts: string[]; parts: unknown[] } {
  const all = [sdp.session, ...sdp.media.map(section => section.lines)];
  const { media, ...session } = parse(textsOf(sdp).join('\r\n'));
  return { texts: all.map(lines => lines.map(textOf).join('\n')), parts: [session, ...(media ?? [])] };
}

const textsOf = (sdp: Sdp): string[] => sdp.lines.map(textOf);

/** Lines that sdp-transform does not give back as they were. */
function unreadable(sdp: Sdp): string[] {
  const given = new Set(write(parse(textsOf(sdp).join('\r\n'))).split('\r\n'));
  return textsOf(sdp).filter(line => !given.has(line));
}
