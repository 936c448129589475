import type { Settings } from '../core/analysis';
import { visible } from '../core/report/display';
import { checkReport, type ErrorReport, type FileReport, fileReport } from '../core/report/json';
import { type CheckedFile, onceOnly, type Part, partsOf, textFile } from '../core/report/parts';
import { fileText, totalsText } from '../core/report/text';
import type { Severity } from '../core/rules/types';
import type { Host, Status } from './host';
import { type Input, inputsOf, nameOf, type Source, withSource } from './inputs';
import { type Loaded, load } from './load';
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
  /** Captures without SIP. */
  silent: number;
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
  const checkOne = async (input: Input, source: Source, folder: PassedOver | undefined): Promise<void> => {
    const loaded = await load(source, input.path, settings);
    const file = checkedFile(input.path, loaded, settings);
    if (file) {
      if (folder) folder.traces++;
      tally.files++;
      add(input, { ...file, parts: counted(file.parts, tally) });
    } else if (folder && loaded.kind === 'silent capture') folder.silent++;
    else if (folder && loaded.kind === 'other') folder.others++;
    else if ('message' in loaded) refused(input.path, loaded.message);
  };
  for (const input of inputsOf(paths, host, refused, folder => folders.set(folder, { traces: 0, silent: 0, others: 0 }))) {
    await withSource(input, refused, source => checkOne(input, source, folders.get(input.folder ?? '')));
  }
  for (const [path, passedOver] of folders) reportFolder(path, passedOver, host, refused);
  return tally;
}

function checkedFile(path: string, loaded: Loaded, settings: Settings): CheckedFile | undefined {
  if (loaded.kind === 'text') return textFile(path, loaded.analysis);
  if (loaded.kind !== 'capture') return undefined;
  const { form, capture } = loaded;
  const { messages, calls } = capture.list;
  return { path, format: form, messages, calls, parts: partsOf(capture.texts(), settings) };
}

/** Counts what is found while the parts are gone through. */
function* counted(parts: Iterable<Part>, tally: Tally): Generator<Part> {
  const once = onceOnly();
  for (const part of parts) {
    const { findings, fileFindings, calls } = part.analysis;
    tally.calls += calls.length;
    for (const one of [...findings, ...once(fileFindings)]) tally.counts[one.severity]++;
    if (tally.unmetLegs.size > 0) {
      for (const leg of calls.flatMap(call => call.legs)) for (const word of leg.hosts) tally.unmetLegs.delete(word);
    }
    yield part;
  }
}

/** A folder without a single trace is a wrong path, not a clean one. */
function reportFolder(
  path: string,
  { traces, silent, others }: PassedOver,
  host: Host,
  refused: (path: string, message: string) => void,
): void {
  const parts: string[] = [];
  if (silent > 0) parts.push(`${silent} capture${silent === 1 ? '' : 's'} without SIP`);
  if (others > 0) parts.push(`${others} file${others === 1 ? '' : 's'} without a trace`);
  const passedOver = parts.length > 0 ? `passed over ${parts.join(' and ')}` : '';
  if (traces === 0) refused(path, ['no trace in this folder', passedOver].filter(part => part !== '').join('; '));
  else if (passedOver !== '') host.note(`${visible(path)}: ${passedOver}`);
}

const isCapture = ({ format }: CheckedFile): boolean => format === 'pcap' || format === 'pcapng';

interface Report {
  readonly add: (input: Input, file: CheckedFile) => void;
  readonly end: (tally: Tally) => void;
}

function jsonReport(host: Host): Report {
  const files: FileReport[] = [];
  return {
    add: (_, file) => files.push(fileReport(file)),
    end: ({ errors }) => host.out(`${JSON.stringify(checkReport(files, errors), null, 2)}\n`),
  };
}

/** A capture has no lines of its own. */
const LINES_OF_CAPTURES = 'Lines of captures are counted in their text: sip-trace show FILE prints it.';

/** Each file is printed as soon as it is checked. */
function textReport(host: Host, several: boolean): Report {
  let namesLines = false;
  return {
    add: ({ path, folder }, file) => {
      const options = { colour: host.colour, width: host.width, heading: several || folder !== undefined };
      const text = fileText({ ...file, path: nameOf(path) }, options);
      if (text !== '') host.out(`${text}\n`);
      // Only a finding has a place; what is said of a whole capture has none.
      if (isCapture(file) && /:\d+:\d+ {2}/.test(text)) namesLines = true;
    },
    end: ({ files, calls, counts }) => {
      if (namesLines) host.out(`${LINES_OF_CAPTURES}\n`);
      if (files > 0) host.out(totalsText(calls, counts, files));
    },
  };
}
