import type { FileFinding } from '../analysis';
import { mediaSummary } from '../call/media/ask';
import type { Call } from '../call/types';
import { FOR_SIP_LEG } from '../rewrite/forSipLeg';
import { FOR_SIP_LEG_SDES } from '../rewrite/forSipLegSdes';
import type { Cure, Finding, Fix, Gateway, Related, Severity } from '../rules/types';
import { BASIS_WORDS, basisOf, type Verdict } from '../rules/verdict';
import { addTo } from '../text/lists';
import { endedOrdinarily, outcomeOf, partiesOf } from './callTitle';
import { cells, excerpt, visible, wrap } from './display';
import { GATEWAY_NAMES, ownFirst } from './gateways';
import { type CheckedFile, onceOnly, type Part } from './parts';
import { LEG_NAMES, type Place, type Places, placesOf } from './places';

export interface TextOptions {
  readonly colour: boolean;
  /** Whether the file is one of several, so that its name stands above what is said of it. */
  readonly heading?: boolean;
  /** Columns of the terminal; missing where the text goes elsewhere and no line has to fit. */
  readonly width?: number;
}

/** Findings shown in full of one call and of one file: behind these a reader is better served by a number. */
const MOST_OF_CALL = 20;
const MOST_OF_FILE = 100;
/** In a file of more calls those with nothing wrong are only counted. */
const MANY_CALLS = 20;

const LONGEST_SENTENCE = 1000;

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

/** What is the same for every line of a file's report. */
interface Page {
  readonly path: string;
  readonly gateway: Gateway | undefined;
  readonly paint: Paint;
  readonly wrapAt: number;
  readonly clipAt: number;
  /** Whether there are so many calls that those with nothing wrong are only counted. */
  readonly many: boolean;
  /** Findings that may still be shown in full. */
  left: number;
  /** Calls with nothing wrong that were only counted, and what was seen of them. */
  untold: number;
  untoldBasis: Verdict['basis'];
}

/** What is the same for every line of a part. */
interface Sheet extends Part {
  readonly page: Page;
  readonly places: Places;
}

type Style = Severity | 'bold' | 'dim';
type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, string>> = { error: '1;31', warning: '33', info: '36', hint: '2', bold: '1', dim: '2' };

/** The findings of one file, call by call, as a compiler would print them. Ends with a line end, or is empty. */
export function fileText({ path, format, messages, calls, gateway, parts }: CheckedFile, options: TextOptions): string {
  const page: Page = {
    path: visible(path),
    gateway,
    paint: options.colour ? (style, text) => (text === '' ? '' : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text,
    wrapAt: Math.min(Math.max(options.width ?? 100, 40), 120),
    clipAt: Math.max(options.width ?? 400, 40),
    many: calls > MANY_CALLS,
    left: MOST_OF_FILE,
    untold: 0,
    untoldBasis: 'sip',
  };
  const once = onceOnly();
  const blocks: string[][] = [];
  if (options.heading)
    blocks.push([`${page.paint('bold', page.path)}${page.paint('dim', `   ${format}, ${number(messages, 'message')}`)}`]);
  for (const part of parts) {
    const sheet: Sheet = { ...part, page, places: placesOf(part) };
    for (const one of once(part.analysis.fileFindings)) blocks.push(fileFindingBlock(page, one));
    if (calls === 0 && part.linesBefore === 0) blocks.push(['no call in this trace']);
    for (const block of [...callBlocks(sheet), ...strayBlock(sheet)]) blocks.push(block);
  }
  if (page.untold > 0) blocks.push([`${number(page.untold, 'more call')} with nothing wrong found (${BASIS_WORDS[page.untoldBasis]})`]);
  return blocks.map(lines => `${lines.map(line => line.trimEnd()).join('\n')}\n`).join('\n');
}

/** The line that ends a report: `2 calls, 3 errors, 1 warning`. */
export function totalsText(calls: number, counts: Readonly<Record<Severity, number>>, files: number): string {
  const parts = [number(calls, 'call'), number(counts.error, 'error'), number(counts.warning, 'warning')];
  if (counts.info > 0) parts.push(`${counts.info} info`);
  if (counts.hint > 0) parts.push(number(counts.hint, 'hint'));
  return `${parts.join(', ')}${files > 1 ? ` in ${files} files` : ''}\n`;
}

/** What is said of a trace, with what it quotes: never more than a screen of it. */
const said = (text: string): string => visible(text.length > LONGEST_SENTENCE ? `${text.slice(0, LONGEST_SENTENCE)}…` : text);

const number = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const fileFindingBlock = (page: Page, one: FileFinding): string[] => [
  `${page.path}  ${page.paint(one.severity, one.severity)}  ${one.rule}`,
  ...wrap(said(one.text), page.wrapAt - 3).map(line => `   ${line}`),
];

function callBlocks(sheet: Sheet): string[][] {
  const { analysis, callsBefore, page } = sheet;
  const findings = byCall(sheet);
  const blocks: string[][] = [];
  analysis.calls.forEach((call, index) => {
    const number = callsBefore + index + 1;
    const own = findings.get(number) ?? [];
    if (page.many && isHealthy(sheet, call, own)) {
      page.untold++;
      page.untoldBasis = basisOf(call);
    } else blocks.push(callBlock(sheet, call, number, own));
  });
  return blocks;
}

function byCall({ analysis, places }: Sheet): Map<number | undefined, Finding[]> {
  const groups = new Map<number | undefined, Finding[]>();
  for (const one of analysis.findings) addTo(groups, places.whereabouts(one)?.call, one);
  return groups;
}

const isHealthy = ({ analysis }: Sheet, call: Call, findings: readonly Finding[]): boolean =>
  !analysis.verdicts.has(call) && endedOrdinarily(call) && findings.every(one => one.unnecessary);

function callBlock(sheet: Sheet, call: Call, number: number, findings: readonly Finding[]): string[] {
  const { page } = sheet;
  const verdict = sheet.analysis.verdicts.get(call);
  const title = [`call ${number}`, `${partiesOf(call)}`].join('  ');
  const told = findings.filter(one => !one.unnecessary);
  const lines = [`${page.paint('bold', said(title))}   ${outcomeOf(call)}`];
  const faded = findings.length - told.length;
  const aside = told.length === 0 && faded > 0 ? `; ${leftovers(faded)} not shown` : '';
  lines.push(...wrap(said(summaryOf(call, verdict, told) + aside), page.wrapAt - 8).map(line => `        ${line}`));
  lines.push(...findingLines(sheet, inOrder(told, verdict), aside ? 0 : faded));
  return lines;
}

/** What a call's summary rests on, and what is known of its media. */
function basisText(call: Call): string {
  const basis = basisOf(call);
  const media = basis === 'sip+media' ? mediaSummary(call) : undefined;
  return `${BASIS_WORDS[basis]}${media ? `: ${media}` : ''}`;
}

function summaryOf(call: Call, verdict: Verdict | undefined, told: readonly Finding[]): string {
  if (verdict) return `${verdict.text}   (${BASIS_WORDS[verdict.basis]})`;
  if (!endedOrdinarily(call)) return `no cause found (${basisText(call)})`;
  if (told.length === 0) return `nothing wrong found (${basisText(call)})`;
  return `${severitiesOf(told)} (${basisText(call)})`;
}

/** What the verdict rests on first, then the worst first. */
const inOrder = (findings: readonly Finding[], verdict: Verdict | undefined): Finding[] =>
  [...findings].sort((a, b) => rankOf(a, verdict) - rankOf(b, verdict));

const rankOf = (one: Finding, verdict: Verdict | undefined): number =>
  verdict && one.rule === verdict.finding.rule && one.message === verdict.finding.message && one.span === verdict.finding.span
    ? -1
    : RANKS[one.severity];

/** Findings of no call: those of a REGISTER, or of what could not be read. */
function strayBlock(sheet: Sheet): string[][] {
  const stray = sheet.analysis.findings.filter(one => !sheet.places.whereabouts(one));
  if (stray.length === 0) return [];
  const told = stray.filter(one => !one.unnecessary);
  const lines = findingLines(sheet, inOrder(told, undefined), stray.length - told.length);
  return [[sheet.page.paint('bold', 'outside of calls'), ...lines]];
}

function findingLines(sheet: Sheet, findings: readonly Finding[], faded: number): string[] {
  const { page } = sheet;
  const shown = findings.slice(0, Math.min(MOST_OF_CALL, page.left));
  page.left -= shown.length;
  const lines = shown.flatMap(one => ['', ...findingBlock(sheet, one)]);
  const rest = findings.slice(shown.length);
  if (rest.length > 0) lines.push('', `… and ${number(rest.length, 'more finding')} (${severitiesOf(rest)}): --format json lists them`);
  if (faded > 0) lines.push('', page.paint('dim', `${leftovers(faded)} not shown`));
  return lines;
}

const leftovers = (count: number): string => number(count, 'harmless leftover');

function severitiesOf(findings: readonly Finding[]): string {
  const names = (Object.keys(RANKS) as Severity[]).map(severity => {
    const count = findings.filter(one => one.severity === severity).length;
    return count === 0 ? '' : severity === 'info' ? `${count} info` : number(count, severity);
  });
  return names.filter(name => name !== '').join(', ');
}

function findingBlock(sheet: Sheet, one: Finding): string[] {
  const { page, places } = sheet;
  const place = places.of(one.message, one.span);
  const related = one.related.map(other => places.ofRelated(other).line);
  const gutter = Math.max(5, String(Math.max(place.line, ...related)).length + 3);
  return [
    `${page.path}:${place.line}:${place.column}  ${page.paint(one.severity, one.severity)}  ${one.rule}   ${where(sheet, one)}`,
    ...source(page, place.line, place, gutter, one.severity, '^', one.text),
    ...otherPlaces(sheet, one),
    ...relatedLines(sheet, one.related, gutter),
    ...one.fixes.map(fix => `   fix: ${said(fix.title)} (${fixCommand(one, fix)})`),
    ...cureLines(page, one.cures),
  ];
}

function where({ analysis, places, callsBefore }: Sheet, one: Finding): string {
  const found = places.whereabouts(one);
  if (!found) return '';
  const legs = analysis.calls[found.call - callsBefore - 1]!.legs;
  const alone = legs.filter(leg => leg.kind === found.leg.kind).length === 1;
  const name = alone ? LEG_NAMES[found.leg.kind] : `${LEG_NAMES[found.leg.kind]} ${found.legId}`;
  return one.side ? `${name}, ${one.side}` : name;
}

/** A line of the trace with its number, the part that is meant marked below it, and what is to be said of it. */
function source(
  page: Page,
  line: number,
  place: { readonly text: string; readonly from: number; readonly to: number },
  gutter: number,
  style: Style,
  mark: string,
  message: string,
): string[] {
  const shown = excerpt(place.text, place.from, place.to, page.clipAt - gutter - 3);
  const margin = page.paint('dim', `${' '.repeat(gutter)} | `);
  const marks = ' '.repeat(shown.start) + page.paint(style, mark.repeat(shown.length));
  const text = said(message);
  const beside = gutter + 4 + shown.start + shown.length + cells(text) <= page.wrapAt;
  return [
    page.paint('dim', `${String(line).padStart(gutter)} | `) + shown.text,
    margin + (beside ? `${marks} ${text}` : marks),
    ...(beside ? [] : wrap(text, page.wrapAt - gutter - 3).map(part => margin + part)),
  ];
}

/** `also on lines 43, 44, 45 and 8 more`. */
function otherPlaces({ places }: Sheet, one: Finding): string[] {
  const own = places.line(one.message, one.span);
  const lines = [...new Set(one.places.map(span => places.line(one.message, span)))].filter(line => line !== own);
  if (lines.length === 0) return [];
  const more = lines.length > 10 ? ` and ${lines.length - 10} more` : '';
  return [`   also on line${lines.length === 1 ? '' : 's'} ${lines.slice(0, 10).join(', ')}${more}`];
}

/** The places that explain a finding; several of one line stand below it together, and so do evidence lines that say the same. */
function relatedLines({ page, places }: Sheet, related: readonly Related[], gutter: number): string[] {
  let above = 0;
  return related.flatMap((one, index) => {
    const place = places.ofRelated(one);
    const known = place.line === above;
    above = place.line;
    if (one.inRecord) return evidenceLine(page, place, gutter, related[index + 1]?.text === one.text ? '' : one.text);
    const lines = source(page, place.line, place, gutter, 'dim', '-', one.text);
    return known ? lines.slice(1) : lines;
  });
}

/** A line that tells what was on the wire: as much of it as fits, and no mark, since all of it is meant. */
function evidenceLine(page: Page, { line, text }: Place, gutter: number, message: string): string[] {
  const shown = excerpt(text, 0, 0, page.wrapAt - gutter - 3).text;
  const margin = page.paint('dim', `${' '.repeat(gutter)} | `);
  const words = message === '' ? [] : wrap(said(message), page.wrapAt - gutter - 5);
  return [page.paint('dim', `${String(line).padStart(gutter)} | `) + shown, ...words.map(part => `${margin}  ${part}`)];
}

function fixCommand(one: Finding, fix: Fix): string {
  if (fix.title === FOR_SIP_LEG) return 'sip-trace fix --for sip';
  if (fix.title === FOR_SIP_LEG_SDES) return 'sip-trace fix --for sip-sdes';
  return `sip-trace fix --rule ${one.rule}${fix.safety === 'safe' ? '' : ' --unsafe'}`;
}

function cureLines(page: Page, cures: readonly Cure[]): string[] {
  if (cures.length === 0) return [];
  const byGateway = new Map<Gateway, string[]>();
  for (const { gateway, setting } of ownFirst(cures, page.gateway))
    byGateway.set(gateway, [...(byGateway.get(gateway) ?? []), `\`${setting}\``]);
  const parts = [...byGateway].map(([gateway, settings]) => visible(`${GATEWAY_NAMES[gateway]} ${settings.join(' ')}`));
  const lines = ['   at the source:'];
  for (const part of parts) {
    const line = lines[lines.length - 1]!;
    if (line.endsWith(':')) lines[lines.length - 1] = `${line} ${part}`;
    else if (cells(line) + 3 + cells(part) <= page.wrapAt) lines[lines.length - 1] = `${line} · ${part}`;
    else lines.push(`                  ${part}`);
  }
  return lines;
}
