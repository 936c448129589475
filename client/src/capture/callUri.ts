import * as vscode from 'vscode';
import { CALL_SCHEME, type CallRow, CAPTURE_EXTENSIONS, type ChosenCalls } from '../../../server/src/lsp/protocol';

// The address of a call's text: it says which calls of which capture, so that the text can be had again in another window. That of a
// text that was converted says of which file.

/** Which calls of which file a text is of. */
export interface CallsOfFile {
  readonly file: vscode.Uri;
  readonly calls: ChosenCalls;
}

/** Longest name of a party in a title. */
const LONGEST_PARTY = 40;

/** The address of the text of calls; its last part is what the editor's tab says. */
export function callUri(file: vscode.Uri, calls: ChosenCalls, rowOf: (id: number) => CallRow | undefined): vscode.Uri {
  const query = JSON.stringify({ file: file.toString(), calls: calls === 'all' ? 'all' : toRanges(calls) });
  return vscode.Uri.from({ scheme: CALL_SCHEME, path: `/${clean(baseName(file))}/${titleOf(calls, rowOf)}.sip`, query });
}

/** What an address of `callUri` is of; undefined for any other. */
export function readCallUri(uri: vscode.Uri): CallsOfFile | undefined {
  try {
    const { file, calls } = JSON.parse(uri.query);
    if (typeof file !== 'string' || typeof calls !== 'string') return undefined;
    return { file: vscode.Uri.parse(file, true), calls: calls === 'all' ? 'all' : fromRanges(calls) };
  } catch {
    return undefined;
  }
}

/** The address of the converted text of a document. */
export function convertedUri(document: vscode.Uri, title: string): vscode.Uri {
  const query = JSON.stringify({ file: document.toString(), converted: true });
  return vscode.Uri.from({ scheme: CALL_SCHEME, path: `/${clean(baseName(document))}/converted from ${clean(title)}.sip`, query });
}

/** Which document an address of `convertedUri` is of; undefined for any other. */
export function readConvertedUri(uri: vscode.Uri): vscode.Uri | undefined {
  try {
    const { file, converted } = JSON.parse(uri.query);
    return typeof file === 'string' && converted === true ? vscode.Uri.parse(file, true) : undefined;
  } catch {
    return undefined;
  }
}

/** The capture or document that a text was made from. */
export const originalOf = (uri: vscode.Uri): vscode.Uri | undefined => readCallUri(uri)?.file ?? readConvertedUri(uri);

/** Where a text is best saved: beside what it was made from, named after both; undefined where that is no file. */
export function savedName(uri: vscode.Uri): vscode.Uri | undefined {
  const file = originalOf(uri);
  if (!file || file.scheme === 'untitled') return undefined;
  const name = baseName(uri);
  return vscode.Uri.joinPath(file, '..', `${withoutExtension(baseName(file))} ${name}`);
}

export const baseName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

const ENDINGS = [...CAPTURE_EXTENSIONS, '.sip', '.siptrace', '.log', '.txt'];

/** `trunk.pcap.gz` is `trunk`. */
export function withoutExtension(name: string): string {
  const unzipped = name.replace(/\.gz$/i, '');
  const ending = ENDINGS.find(one => unzipped.toLowerCase().endsWith(one));
  return ending && unzipped.length > ending.length ? unzipped.slice(0, -ending.length) : unzipped;
}

function titleOf(calls: ChosenCalls, rowOf: (id: number) => CallRow | undefined): string {
  if (calls === 'all') return 'all calls';
  const [first] = calls;
  if (calls.length !== 1 || first === undefined) return `calls ${shortened(toRanges(calls))}`;
  const row = rowOf(first);
  const parties = row ? [row.from, row.to].map(party => clean(party).slice(0, LONGEST_PARTY)).filter(party => party !== '') : [];
  return [`call ${first}`, parties.join(' → ')].filter(part => part !== '').join(' ');
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Words of a capture in a file name: without what paths, file systems and the eye could take for something else. */
const clean = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/[\\/:*?"<>|%#]/g, '_')
    .trim();

/** `1-3,7` for 1, 2, 3 and 7. */
function toRanges(calls: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const call of [...new Set(calls)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === call - 1) last[1] = call;
    else ranges.push([call, call]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** More calls than a list has are not asked for, whatever an address says. */
const MOST_CALLS = 1_000_000;

function fromRanges(text: string): number[] {
  const calls: number[] = [];
  for (const range of text.split(',')) {
    const [from = 0, to = from] = range.split('-').map(Number);
    for (let call = from; call <= to && calls.length < MOST_CALLS; call++) calls.push(call);
  }
  return calls;
}
