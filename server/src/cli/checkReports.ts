import path from 'node:path';
import { version } from '../../../package.json';
import { githubText } from '../core/report/github';
import { checkReport, type ErrorReport, type FileReport, fileReport } from '../core/report/json';
import type { CheckedFile } from '../core/report/parts';
import { hasLinesOfItsOwn } from '../core/report/said';
import { sarifLog } from '../core/report/sarif';
import { fileText, totalsText } from '../core/report/text';
import type { Severity } from '../core/rules/types';
import { rulePage } from '../lsp/protocol';
import { pathFromHere } from './config';
import type { Host } from './host';
import { type Input, nameOf } from './inputs';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** What a report is told when all files have been checked. */
export interface Totals {
  readonly files: number;
  readonly calls: number;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly errors: readonly ErrorReport[];
}

/** How `check` says what it found: file by file, or all at its end. */
export interface Report {
  readonly add: (input: Input, file: CheckedFile) => void;
  readonly end: (totals: Totals) => void;
}

/** The report in one of its forms. */
export function reportIn(format: Format, host: Host, several: boolean): Report {
  if (format === 'text') return textReport(host, several);
  return atTheEnd((files, errors) => host.out(PRINTERS[format](files, errors)));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const PRINTERS: Readonly<Record<Exclude<Format, 'text'>, (files: readonly FileReport[], errors: readonly ErrorReport[]) => string>> = {
  json: (files, errors) => json(checkReport(files, errors)),
  sarif: (files, errors) => json(sarifLog(files, errors, { version, pathOf, rulePage })),
  github: (files, errors) => githubText(files, errors, pathOf),
};

/** A path from the current folder, which is that of the repository where a workflow runs, with slashes. */
const pathOf = (file: string): string => (file === '-' ? 'stdin' : pathFromHere(file).split(path.sep).join('/'));

function atTheEnd(print: (files: readonly FileReport[], errors: readonly ErrorReport[]) => void): Report {
  const files: FileReport[] = [];
  return { add: (_, file) => files.push(fileReport(file)), end: ({ errors }) => print(files, errors) };
}

/** A capture has no lines of its own, and those of a text that was converted are not those that were checked. */
const LINES_OF_CAPTURES = 'Lines of captures are counted in their text: sip-trace show FILE prints it.';
const LINES_OF_CONVERTED = 'Lines of converted texts are counted in what sip-trace show FILE prints.';

/** Each file is printed as soon as it is checked. */
function textReport(host: Host, several: boolean): Report {
  const remarks = new Set<string>();
  return {
    add: ({ path, folder }, file) => {
      const options = { colour: host.colour, width: host.width, heading: several || folder !== undefined };
      const text = fileText({ ...file, path: nameOf(path) }, options);
      if (text !== '') host.out(`${text}\n`);
      // Only a finding has a place; what is said of a whole capture has none.
      if (!hasLinesOfItsOwn(file) && /:\d+:\d+ {2}/.test(text))
        remarks.add(file.converted === undefined ? LINES_OF_CAPTURES : LINES_OF_CONVERTED);
    },
    end: ({ files, calls, counts }) => {
      for (const remark of remarks) host.out(`${remark}\n`);
      if (files > 0) host.out(totalsText(calls, counts, files));
    },
  };
}
