import type { CodeAction, Range, WorkspaceEdit } from 'vscode-languageserver';
import type { FileFinding } from '../../core/analysis';
import { findingsAt } from '../../core/features/codeActions';
import { ignoreEdits } from '../../core/features/suppress';
import { lineColumnAt, lineStarts } from '../../core/text/lineIndex';
import type { Finding } from '../../core/rules/types';
import type { Span } from '../../core/text/span';
import { newConfig, setInConfig } from '../config/edit';
import { withoutMark } from '../config/read';
import type { ConfigPlace } from '../config/source';
import type { OpenDocument } from '../documents';
import type { ClientTraits } from '../fromLsp';
import { COMMANDS, CONFIG_FILE } from '../protocol';
import { workspaceEdit } from '../toLsp';

/** What not to hear of any more: an action without its title's diagnostics, and the finding it is for. */
export interface Suppression {
  readonly action: CodeAction;
  readonly finding?: Finding;
}

/** More rules at one place are not told apart in a menu. */
const MOST_RULES = 5;

/** The ways not to hear of a rule any more, for the findings in a range. The trace itself stays as it is but for the last way. */
export function suppressions(document: OpenDocument, range: Span, traits: ClientTraits, place: ConfigPlace | undefined): Suppression[] {
  const byRule = new Map<string, Finding | undefined>();
  for (const one of findingsAt(document.analysis, range)) if (!byRule.has(one.rule)) byRule.set(one.rule, one);
  for (const { rule } of fileFindingsAt(document, range)) if (!byRule.has(rule)) byRule.set(rule, undefined);
  return [...byRule].slice(0, MOST_RULES).flatMap(([rule, finding]) => {
    const ways = [offInFile(rule, place, traits), offInSettings(rule, place, traits), finding && ignoredHere(document, finding, traits)];
    return ways.flatMap(way => (way ? [{ action: { ...way, kind: 'quickfix' }, finding }] : []));
  });
}

/** What is said of a whole file stands on its first line. */
const fileFindingsAt = ({ analysis, positions }: OpenDocument, { start }: Span): readonly FileFinding[] =>
  positions.positionAt(start).line === 0 ? analysis.fileFindings : [];

type Way = Pick<CodeAction, 'title' | 'edit' | 'command'>;

function offInFile(rule: string, place: ConfigPlace | undefined, traits: ClientTraits): Way | undefined {
  const edit = place && configEdit(place, rule, traits);
  if (!edit) return undefined;
  const title = `Turn ${rule} off in ${CONFIG_FILE}`;
  // An edit leaves the file unsaved, and only what is saved counts.
  const save = traits.commands.has(COMMANDS.saveConfig) ? { title, command: COMMANDS.saveConfig, arguments: [place.uri] } : undefined;
  return { title, edit, ...(save ? { command: save } : {}) };
}

function configEdit({ uri, found }: ConfigPlace, rule: string, traits: ClientTraits): WorkspaceEdit | undefined {
  const path = ['rules', rule];
  if (!found) {
    if (!traits.createsFiles) return undefined;
    const start: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const insert = { textDocument: { uri, version: null }, edits: [{ range: start, newText: newConfig(path, 'off') }] };
    return { documentChanges: [{ kind: 'create', uri }, insert] };
  }
  const edit = setInConfig(found.text, path, 'off');
  if (!edit) return undefined;
  const starts = lineStarts(withoutMark(found.text));
  const at = (offset: number): Range['start'] => {
    const { line, column } = lineColumnAt(starts, offset);
    return { line, character: column };
  };
  const edits = [{ range: { start: at(edit.span.start), end: at(edit.span.end) }, newText: edit.text }];
  return traits.versionedEdits ? { documentChanges: [{ textDocument: { uri, version: null }, edits }] } : { changes: { [uri]: edits } };
}

/** Where the file names the rule, the settings have no say. */
function offInSettings(rule: string, place: ConfigPlace | undefined, traits: ClientTraits): Way | undefined {
  if (!traits.commands.has(COMMANDS.turnRuleOff) || place?.found?.config.severities[rule] !== undefined) return undefined;
  const title = `Turn ${rule} off in the settings`;
  return { title, command: { title, command: COMMANDS.turnRuleOff, arguments: [rule] } };
}

function ignoredHere(document: OpenDocument, finding: Finding, traits: ClientTraits): Way | undefined {
  const edits = ignoreEdits(document.analysis, finding);
  if (edits.length === 0) return undefined;
  return { title: `Ignore ${finding.rule} here (a marker before the message)`, edit: workspaceEdit(document, edits, traits) };
}
