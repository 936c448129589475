import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse, DEFAULT_SETTINGS, type Settings } from '../../server/src/core/analysis';
import type { Description, Message } from '../../server/src/core/call/types';
import { documentEdits, fixText, type FixOptions } from '../../server/src/core/features/fix';
import { applyEdits } from '../../server/src/core/rewrite/edit';
import { FOR_BROWSER } from '../../server/src/core/rewrite/forBrowser';
import { FOR_SIP_LEG } from '../../server/src/core/rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES } from '../../server/src/core/rewrite/forSipLegSdes';
import { rules } from '../../server/src/core/rules/index';
import type { Finding } from '../../server/src/core/rules/types';
import { readFixture } from '../support/fixture';
import { settingsOf } from '../support/fixtureChecks';
import { kindOf } from './kind';
import type { Question } from './types';

/** A description that is broken, and what the product makes of it. */
export interface Case {
  /** Id of the rule; `fix-all` and `rewrite/…` where it is more than the fix of one finding. */
  readonly rule: string;
  readonly fix: string;
  /** Where the description is from: `rules/ice/half-restart`, `gateway/bad-no-ice-to-browser`, `page of ice/half-restart`. */
  readonly source: string;
  /** Of which end of the call the description is for; or why no endpoint gets it. */
  readonly receiver: 'webrtc' | 'sip' | { readonly nobody: string };
  readonly before?: Question;
  readonly after?: Question;
  /** Whether the rule says that the description is refused, or only that something about it is odd. */
  readonly severity: string;
  /** Rules that have something to say of the description after the fix: a single fix does not cure the rest. */
  readonly left: readonly string[];
}

/** A text with descriptions in it. */
interface Source {
  readonly name: string;
  readonly text: string;
  readonly settings: Settings;
}

const FIXTURES = 'test/fixtures';

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(FIXTURES, folder), { recursive: true })
    .map(name => path.posix.join(folder, String(name).split(path.sep).join('/')))
    .filter(name => /\.txt$/.test(name))
    .sort();

const readText = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');

function sources(): Source[] {
  const fixtures = filesIn('rules').map(name => {
    const fixture = readFixture(readText(name));
    return { name, text: fixture.text, settings: settingsOf(fixture) };
  });
  const calls = [...filesIn('gateway'), ...filesIn('captured')].map(name => ({ name, text: readText(name), settings: DEFAULT_SETTINGS }));
  const pages = rules.map(rule => ({ name: `page of ${rule.id}`, text: rule.bad, settings: DEFAULT_SETTINGS }));
  return [...fixtures, ...pages, ...calls].map(one => ({ ...one, name: one.name.replace(/\.txt$/, '') }));
}

/** Everything that the product offers as one action on a description, besides the fixes of single findings. */
const WHOLE: readonly { rule: string; fix: string; options: FixOptions; leg: 'webrtc' | 'sip' | 'any' }[] = [
  { rule: 'fix-all', fix: 'Apply all safe SIP Trace fixes', options: {}, leg: 'any' },
  { rule: 'rewrite/sip', fix: FOR_SIP_LEG, options: { target: 'sip' }, leg: 'sip' },
  { rule: 'rewrite/sip-sdes', fix: FOR_SIP_LEG_SDES, options: { target: 'sip-sdes' }, leg: 'sip' },
  { rule: 'rewrite/browser', fix: FOR_BROWSER, options: { target: 'browser' }, leg: 'webrtc' },
];

/** All cases, each question once for a rule and a fix; of one source only, where it is named. */
export function collectCases(named?: string): Case[] {
  const cases = sources()
    .filter(source => named === undefined || source.name === named)
    .flatMap(casesOf);
  const seen = new Set<string>();
  return cases.filter(one => {
    const key = JSON.stringify([one.rule, one.fix, one.receiver, one.before, one.after]);
    return !seen.has(key) && seen.add(key);
  });
}

function casesOf(source: Source): Case[] {
  const analysis = analyse(source.text, source.settings);
  const single = new Map<string, Case>();
  for (const found of analysis.findings) {
    for (const fix of found.fixes) {
      const key = kindOf(found.rule, fix.title);
      if (single.has(key) || found.unnecessary) continue;
      const after = () => analyse(applyEdits(source.text, documentEdits(analysis, fix.message, fix.edits())), source.settings);
      single.set(key, {
        rule: found.rule,
        fix: fix.title,
        source: source.name,
        severity: found.severity,
        ...asked(analysis, fix.message, after),
      });
    }
  }
  return [...single.values(), ...WHOLE.flatMap(whole => wholeCases(source, analysis, whole))];
}

/** One case for each description that something is wrong with, and that the action changes. */
function wholeCases(source: Source, analysis: Analysis, { rule, fix, options, leg }: (typeof WHOLE)[number]): Case[] {
  const wrong = new Set(analysis.findings.filter(isLoud).map(one => one.message));
  const concerned = analysis.calls
    .flatMap(call => call.descriptions)
    .filter(one => wrong.has(one.message) && (leg === 'any' || one.leg.kind === leg) && one.fromGateway !== false);
  if (concerned.length === 0) return [];
  const changed = analyse(fixText(source.text, source.settings, options).text, source.settings);
  return concerned.flatMap(one => {
    const severity = analysis.findings.some(found => found.message === one.message && found.severity === 'error') ? 'error' : 'warning';
    const made = asked(analysis, one.message, () => changed);
    return made.after ? [{ rule, fix, source: source.name, severity, ...made }] : [];
  });
}

const isLoud = (found: Finding): boolean => found.severity === 'error' || found.severity === 'warning';

type Asked = Pick<Case, 'receiver' | 'before' | 'after' | 'left'>;

/** The description of a message before and after, and who gets it. */
function asked(before: Analysis, message: Message, fixed: () => Analysis): Asked {
  const nobody = (why: string): Asked => ({ receiver: { nobody: why }, left: [] });
  const one = describedBy(before, message);
  if (!one) return nobody(message.sdp ? 'the description has no place in a call' : 'the fix is not of a description');
  if (one.leg.kind === 'unknown') return nobody('nothing tells which leg the description is for');
  if (one.fromGateway === false) return nobody('the gateway is the receiver');
  const after = fixed();
  const index = before.messages.indexOf(message);
  const then = after.messages[index] && describedBy(after, after.messages[index]);
  if (!then) return nobody('the fix takes the description away');
  const question = asQuestion(one);
  const answered = asQuestion(then);
  if (question.sdp === answered.sdp && question.offer === answered.offer)
    return nobody('the fix changes what stands around the description, not the description');
  const left = after.findings.filter(found => found.message === then.message).map(found => found.rule);
  return { receiver: one.leg.kind, before: question, after: answered, left: [...new Set(left)] };
}

function describedBy(analysis: Analysis, message: Message): Description | undefined {
  for (const call of analysis.calls) {
    const found = call.descriptions.find(one => one.message === message);
    if (found) return found;
  }
  return undefined;
}

/** The place of a description in its call, as a question to an endpoint. */
function asQuestion(one: Description): Question {
  const { previous } = one.exchange;
  const now = { side: one.side, sdp: textOf(one), ...(one.side === 'answer' && one.other ? { offer: textOf(one.other) } : {}) };
  if (!previous?.offer || !previous.answer) return now;
  const sameRoles = previous.offererTag === one.exchange.offererTag;
  const [own, theirs] = (one.side === 'offer') === sameRoles ? [previous.offer, previous.answer] : [previous.answer, previous.offer];
  const wasOffer = own === previous.offer;
  return { ...now, previous: { side: wasOffer ? 'offer' : 'answer', sdp: textOf(own), ...(wasOffer ? {} : { offer: textOf(theirs) }) } };
}

const textOf = ({ message, sdp }: Pick<Description, 'message' | 'sdp'>): string =>
  `${message.text
    .slice(sdp.span.start, sdp.span.end)
    .split(/\r?\n/)
    .filter(line => line !== '')
    .join('\r\n')}\r\n`;
