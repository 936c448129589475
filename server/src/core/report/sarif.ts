import { rules } from '../rules/index';
import type { Severity } from '../rules/types';
import type { ErrorReport, FileReport, FindingReport, RelatedReport } from './json';
import { hasLinesOfItsOwn, wholeText } from './said';

/** What a log says of the program and the place that it was written by and in. */
export interface SarifOptions {
  readonly version: string;
  /** The path of a file from the folder that the log is for, with slashes. */
  readonly pathOf: (path: string) => string;
  /** Address of a rule's page. */
  readonly rulePage: (rule: string) => string;
}

/** SARIF knows no hint. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** The findings as a log of SARIF 2.1.0 (OASIS), with one run; plain data, to be printed as JSON. */
export function sarifLog(files: readonly FileReport[], errors: readonly ErrorReport[], options: SarifOptions) {
  const { version, pathOf, rulePage } = options;
  const found = new Set(files.flatMap(file => file.findings.map(one => one.rule)));
  const named = rules.filter(rule => found.has(rule.id));
  const indexes = new Map(named.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'SIP Trace',
            version,
            semanticVersion: version,
            informationUri: 'https://github.com/sip-trace/sip-trace',
            rules: named.map(rule => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.explanation },
              help: { text: `${rule.explanation}\n\nWhen it is quiet: ${rule.quiet}` },
              helpUri: rulePage(rule.id),
              defaultConfiguration: { level: LEVELS[rule.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: errors.length === 0,
            toolExecutionNotifications: errors.map(({ path, message }) => ({
              level: 'error',
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(pathOf(path)) } } }],
            })),
          },
        ],
        results: files.flatMap(file => file.findings.map(one => result(file, one, indexes.get(one.rule), uriOf(pathOf(file.path))))),
      },
    ],
  };
}

function result(file: FileReport, one: FindingReport, ruleIndex: number | undefined, uri: string) {
  return {
    ruleId: one.rule,
    ruleIndex,
    level: LEVELS[one.severity],
    message: { text: wholeText(file, one) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: regionOf(file, one) } }],
    relatedLocations: one.related.map((other, id) => relatedLocation(file, other, id, uri)),
    partialFingerprints: { 'sipTrace/v1': one.fingerprint },
    properties: { severity: one.severity, call: one.call, leg: one.leg, exchange: one.exchange, packet: one.frame },
  };
}

/** A file that has no lines of its own is pointed at as a whole: its first line, since viewers ask for a line. */
function regionOf(file: FileReport, one: FindingReport) {
  if (!hasLinesOfItsOwn(file)) return { startLine: 1 };
  const { line: startLine, column: startColumn, endLine, endColumn } = one;
  return one.text === '' ? { startLine } : { startLine, startColumn, endLine, endColumn };
}

function relatedLocation(file: FileReport, { line, text, message }: RelatedReport, id: number, uri: string) {
  const own = hasLinesOfItsOwn(file);
  return {
    id,
    message: { text: own ? message : `${message} (line ${line} of what sip-trace show prints: ${text})` },
    physicalLocation: { artifactLocation: { uri }, region: { startLine: own ? line : 1 } },
  };
}

/** A path as a relative reference (RFC 3986 section 4.2), or as an address where it begins at the root. */
function uriOf(path: string): string {
  const reference = path
    .split('/')
    .map(part => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
  if (path.startsWith('/')) return `file://${reference}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${reference}` : reference;
}
