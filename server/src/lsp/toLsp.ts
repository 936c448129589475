import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { relatedToDocument, toDocument } from '../core/analysis';
import type { EditPart } from '../core/features/codeActions';
import type { Finding, Severity } from '../core/rules/types';
import type { Span } from '../core/text/span';
import type { ConfigProblem } from './config/read';
import type { OpenDocument } from './documents';
import type { ClientTraits } from './fromLsp';
import type { Positions } from './positions';
import { rulePage, SOURCE } from './protocol';

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Enough to see what is meant: a list of places is read, not counted. */
const MOST_RELATED = 20;

export const fromSpan = (positions: Positions, span: Span): Range => ({
  start: positions.positionAt(span.start),
  end: positions.positionAt(span.end),
});

/** What every diagnostic of ours has. */
function said(rule: string, severity: Severity, range: Range, message: string, traits: ClientTraits): Diagnostic {
  const described: { codeDescription?: CodeDescription } = traits.codeDescription ? { codeDescription: { href: rulePage(rule) } } : {};
  return { range, severity: SEVERITIES[severity], source: SOURCE, code: rule, ...described, message };
}

/** Something that is said of the file as a whole stands on its first line. */
export const fileDiagnostic = (
  rule: string,
  severity: Severity,
  message: string,
  document: OpenDocument,
  traits: ClientTraits,
): Diagnostic =>
  said(rule, severity, { start: { line: 0, character: 0 }, end: document.positions.positionAt(firstLineEnd(document)) }, message, traits);

const firstLineEnd = ({ positions }: OpenDocument): number => positions.offsetAt({ line: 0, character: Number.MAX_SAFE_INTEGER });

/** A remark about the list of problems itself: it belongs to no rule. */
export const remark = (message: string): Diagnostic => ({
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  severity: DiagnosticSeverity.Information,
  source: SOURCE,
  message,
});

/** What is wrong in a `.siptrace.json`. */
export const configDiagnostics = (problems: readonly ConfigProblem[]): Diagnostic[] =>
  problems.map(({ line, column, endLine, endColumn, text }) => ({
    range: { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    message: text,
  }));

/** The diagnostic of a finding at one of its places; `message` is its text, with what else is to be said first. */
export function findingDiagnostic(finding: Finding, span: Span, message: string, document: OpenDocument, traits: ClientTraits): Diagnostic {
  const severity = finding.unnecessary ? 'hint' : finding.severity;
  const range = fromSpan(document.positions, toDocument(document.analysis, finding.message, span));
  const diagnostic = said(finding.rule, severity, range, message, traits);
  if (finding.unnecessary && traits.tags) diagnostic.tags = [DiagnosticTag.Unnecessary];
  const related = traits.relatedInformation ? relatedInformation(finding, document) : [];
  if (related.length > 0) diagnostic.relatedInformation = related;
  return diagnostic;
}

function relatedInformation(finding: Finding, document: OpenDocument): DiagnosticRelatedInformation[] {
  const { analysis, positions, uri } = document;
  // The places of a harmless finding are faded each for itself.
  const places = finding.unnecessary
    ? []
    : finding.places.map(span => ({ message: finding.message, span, text: `also ${nameOf(finding.message.text, span)}` }));
  return [...finding.related, ...places]
    .filter(place => analysis.positions.has(place.message))
    .slice(0, MOST_RELATED)
    .map(place => ({
      location: { uri, range: fromSpan(positions, relatedToDocument(analysis, place)) },
      message: place.text,
    }));
}

/** What a place is called: the attribute of its line, or the word that stands there. */
const nameOf = (text: string, span: Span): string => /^[^\s:]{1,40}/.exec(text.slice(span.start, span.end))?.[0] ?? 'here';

/** Edits of one document, bound to the version they were made for where the client can check that. */
export function workspaceEdit(document: OpenDocument, edits: readonly { span: Span; text: string }[], traits: ClientTraits): WorkspaceEdit {
  const { uri, version } = document;
  const changes: TextEdit[] = edits.map(edit => ({ range: fromSpan(document.positions, edit.span), newText: edit.text }));
  return traits.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits: changes }] }
    : { changes: { [uri]: changes } };
}

/** The annotation of an edit that changes nothing and wants to be confirmed: by it VS Code shows all the others before they are made. */
const PREVIEW = { label: 'Everything else is ticked: untick what you do not want, then apply', needsConfirmation: true };

/**
 * Edits of one document that are shown before they are made, each with its reason, where the client can do that. VS Code leaves what has
 * to be confirmed unticked, and parts of a call that is fixed as a whole belong together: so they are ticked, and an empty edit is not.
 */
export function previewedEdit(document: OpenDocument, parts: readonly EditPart[], traits: ClientTraits): WorkspaceEdit {
  const all = parts.flatMap(part => part.edits);
  if (!traits.annotatedEdits || all.length === 0) return workspaceEdit(document, all, traits);
  const { uri, version } = document;
  const annotated = (span: Span, newText: string, annotationId: string): AnnotatedTextEdit => ({
    range: fromSpan(document.positions, span),
    newText,
    annotationId,
  });
  const end = Math.max(...all.map(edit => edit.span.end));
  const edits = [
    ...parts.flatMap((part, index) => part.edits.map(edit => annotated(edit.span, edit.text, String(index)))),
    annotated({ start: end, end }, '', 'preview'),
  ];
  const reasons = parts.map(({ label, description }, index): [string, ChangeAnnotation] => [String(index), { label, description }]);
  return {
    documentChanges: [{ textDocument: { uri, version }, edits }],
    changeAnnotations: Object.fromEntries([['preview', PREVIEW], ...reasons]),
  };
}
