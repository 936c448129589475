import type { Analysis, Settings } from '../core/analysis';
import { visible } from '../core/report/display';
import { checkReport, type ErrorReport, type FileReport, fileReport } from '../core/report/json';
import { countFindings } from '../core/report/places';
import { fileText, totalsText } from '../core/report/text';
import type { Severity } from '../core/rules/types';
import type { Host, Status } from './host';
import { type Input, inputsOf } from './inputs';
import { load } from './load';
import { type LegWords, SEVERITIES, type SeverityWords } from './options';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Severity | 'never';
  readonly rule?: SeverityWords;
  readonly leg?: LegWords;
}

/** What a run has met so far. */
interface Tally {
  files: number;
  calls: number;
  readonly counts: Record<Severity, number>;
  readonly errors: ErrorReport[];
  /** Words of `--leg` that no leg was found for. */
  readonly unmetLegs: Set<string>;
}

/** What was passed over in a folder that was named. */
interface PassedOver {
  traces: number;
  captures: number;
  others: number;
}

/** Checks every file that the paths name and says what was found. */
export async function check(paths: readonly string[], options: CheckOptions, host: Host): Promise<Status> {
  const settings: Settings = { legs: options.leg ?? {}, severities: options.rule ?? {} };
  const report = options.format === 'json' ? jsonReport(host) : textReport(host, paths.length > 1);
  const tally = await checkAll(paths, settings, host, report.add);
  report.end(tally);
  for (const leg of tally.unmetLegs) host.note(`--leg ${visible(leg)}: no leg of that host in these traces`);
  if (tally.errors.length > 0) return 2;
  const failing = options.failOn === 'never' ? [] : SEVERITIES.slice(SEVERITIES.indexOf(options.failOn));
  return failing.some(severity => tally.counts[severity] > 0) ? 1 : 0;
}

async function checkAll(paths: readonly string[], settings: Settings, host: Host, add: Report['add']): Promise<Tally> {
  const tally: Tally = {
    files: 0,
    calls: 0,
    counts: { error: 0, warning: 0, info: 0, hint: 0 },
    errors: [],
    unmetLegs: new Set(Object.keys(settings.legs)),
  };
  const folders = new Map<string, PassedOver>();
  const refused = (path: string, message: string): void => {
    tally.errors.push({ path, message });
    host.note(`${visible(path)}: ${visible(message)}`);
  };
  const checkOne = (input: Input, folder: PassedOver | undefined): void => {
    const loaded = load(input, settings);
    if (loaded.kind === 'trace') {
      if (folder) folder.traces++;
      count(tally, loaded.analysis);
      add(input, loaded.analysis);
    } else if (folder && loaded.kind === 'capture') folder.captures++;
    else if (folder && loaded.kind === 'other') folder.others++;
    else refused(input.path, loaded.message);
  };
  for await (const input of inputsOf(paths, host, refused, folder => folders.set(folder, { traces: 0, captures: 0, others: 0 }))) {
    try {
      checkOne(input, folders.get(input.folder ?? ''));
    } catch (error) {
      // One file that the program cannot stand must not keep the others from being checked.
      refused(input.path, `the program itself failed here, please report it: ${error instanceof Error ? error.message : error}`);
    }
  }
  for (const [path, passedOver] of folders) reportFolder(path, passedOver, host, refused);
  return tally;
}

function count(tally: Tally, analysis: Analysis): void {
  tally.files++;
  tally.calls += analysis.calls.length;
  const counts = countFindings(analysis);
  for (const severity of SEVERITIES) tally.counts[severity] += counts[severity];
  if (tally.unmetLegs.size === 0) return;
  for (const leg of analysis.calls.flatMap(call => call.legs)) for (const word of leg.hosts) tally.unmetLegs.delete(word);
}

/** A folder without a single trace is a wrong path, not a clean one. */
function reportFolder(
  path: string,
  { traces, captures, others }: PassedOver,
  host: Host,
  refused: (path: string, message: string) => void,
): void {
  const parts: string[] = [];
  if (captures > 0) parts.push(`${captures} capture${captures === 1 ? '' : 's'} (this version reads text)`);
  if (others > 0) parts.push(`${others} file${others === 1 ? '' : 's'} without a trace`);
  const passedOver = parts.length > 0 ? `passed over ${parts.join(' and ')}` : '';
  if (traces === 0) refused(path, ['no trace in this folder', passedOver].filter(part => part !== '').join('; '));
  else if (passedOver !== '') host.note(`${visible(path)}: ${passedOver}`);
}

interface Report {
  readonly add: (input: Input, analysis: Analysis) => void;
  readonly end: (tally: Tally) => void;
}

function jsonReport(host: Host): Report {
  const files: FileReport[] = [];
  return {
    add: ({ path }, analysis) => files.push(fileReport(path, analysis)),
    end: ({ errors }) => host.out(`${JSON.stringify(checkReport(files, errors), null, 2)}\n`),
  };
}

/** Each file is printed as soon as it is checked. */
function textReport(host: Host, several: boolean): Report {
  return {
    add: ({ path, folder }, analysis) => {
      const options = { colour: host.colour, width: host.width, heading: several || folder !== undefined };
      const text = fileText(path === '-' ? '<stdin>' : path, analysis, options);
      if (text !== '') host.out(`${text}\n`);
    },
    end: ({ files, calls, counts }) => {
      if (files > 0) host.out(totalsText(calls, counts, files));
    },
  };
}
