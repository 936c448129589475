import type { Severity } from '../rules/types';
import { visible } from './display';
import type { ErrorReport, FileReport, FindingReport } from './json';
import { hasLinesOfItsOwn, wholeText } from './said';

/** GitHub shows ten of each kind: what is harmless would take the place of what is not. */
const COMMANDS: Readonly<Record<Exclude<Severity, 'hint'>, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * The findings as workflow commands of GitHub Actions, a line each: GitHub shows them beside the lines of the files. Hints are left out.
 * @param pathOf the path of a file from the root of the repository, with slashes
 */
export function githubText(files: readonly FileReport[], errors: readonly ErrorReport[], pathOf: (path: string) => string): string {
  const lines = files.flatMap(file => file.findings.flatMap(one => findingLine(file, one, pathOf(file.path))));
  for (const { path, message } of errors) lines.push(command('error', { file: pathOf(path), title: 'sip-trace' }, message));
  return lines.map(line => `${line}\n`).join('');
}

function findingLine(file: FileReport, one: FindingReport, path: string): string[] {
  const { severity, line, column, endLine, endColumn } = one;
  if (severity === 'hint') return [];
  // GitHub takes columns only of what is on one line.
  const columns: Properties = line === endLine ? { col: column, endColumn } : {};
  const place: Properties = hasLinesOfItsOwn(file) ? { line, endLine, ...columns } : { line: 1 };
  return [command(COMMANDS[severity], { file: path, ...place, title: one.rule }, wholeText(file, one))];
}

type Properties = Readonly<Record<string, string | number>>;

/** `::error file=…,line=…::message`, with whatever could end a part of it escaped, as GitHub's own toolkit does. */
function command(name: string, properties: Properties, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(visible(String(value)))}`);
  return `::${name} ${list.join(',')}::${escaped(message.split('\n').map(visible).join('\n'))}`;
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapedProperty = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
