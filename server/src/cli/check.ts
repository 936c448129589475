import type { Settings } from '../core/analysis';
import { visible } from '../core/report/display';
import { withoutKnown } from '../core/report/fingerprint';
import type { ErrorReport } from '../core/report/json';
import { type CheckedFile, onceOnly, type Part, partsOf, textFile } from '../core/report/parts';
import type { Severity } from '../core/rules/types';
import { Baselines } from './baseline';
import { type Format, type Report, reportIn } from './checkReports';
import { type ConfigOptions, Configs } from './config';
import type { Host, Status } from './host';
import { type Input, inputsOf, type Source, withSource } from './inputs';
import { type Loaded, load } from './load';
import { SEVERITIES } from './options';

export interface CheckOptions extends ConfigOptions {
  readonly format: Format;
  readonly failOn: Severity | 'never';
  /** Instead of reporting what is found, writes it down as known. */
  readonly writeBaseline?: boolean;
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
  const tally: Tally = {
    files: 0,
    calls: 0,
    counts: { error: 0, warning: 0, info: 0, hint: 0 },
    errors: [],
    unmetLegs: new Set(Object.keys(options.leg ?? {})),
  };
  const refused = (path: string, message: string): void => {
    tally.errors.push({ path, message });
    host.note(`${visible(path)}: ${visible(message)}`);
  };
  const configs = new Configs(options, refused);
  const report = options.writeBaseline ? new Baselines(configs, options, host) : reportIn(options.format, host, paths.length > 1);
  await checkAll(paths, configs, tally, host, refused, report.add);
  report.end(tally);
  for (const leg of tally.unmetLegs) host.note(`--leg ${visible(leg)}: no leg of that host in these traces`);
  if (tally.errors.length > 0) return 2;
  if (options.writeBaseline) return 0;
  const failing = options.failOn === 'never' ? [] : SEVERITIES.slice(SEVERITIES.indexOf(options.failOn));
  return failing.some(severity => tally.counts[severity] > 0) ? 1 : 0;
}

type Refused = (path: string, message: string) => void;

async function checkAll(
  paths: readonly string[],
  configs: Configs,
  tally: Tally,
  host: Host,
  refused: Refused,
  add: Report['add'],
): Promise<void> {
  const folders = new Map<string, PassedOver>();
  const checkOne = async (input: Input, source: Source, folder: PassedOver | undefined): Promise<void> => {
    const settings = configs.of(input.path);
    const loaded = await load(source, input.path, settings);
    const file = checkedFile(input.path, loaded, settings);
    if (file) {
      if (folder) folder.traces++;
      tally.files++;
      add(input, { ...file, gateway: settings.file?.config.gateway, parts: counted(onlyNew(file.parts, settings.baseline), tally) });
    } else if (folder && loaded.kind === 'silent capture') folder.silent++;
    else if (folder && loaded.kind === 'other') folder.others++;
    else if ('message' in loaded) refused(input.path, loaded.message);
  };
  for (const input of inputsOf(paths, host, refused, folder => folders.set(folder, { traces: 0, silent: 0, others: 0 }))) {
    await withSource(input, refused, source => checkOne(input, source, folders.get(input.folder ?? '')));
  }
  for (const [path, passedOver] of folders) reportFolder(path, passedOver, host, refused);
}

function checkedFile(path: string, loaded: Loaded, settings: Settings): CheckedFile | undefined {
  if (loaded.kind === 'text') return textFile(path, loaded.analysis);
  if (loaded.kind !== 'capture') return undefined;
  const { form, converted, capture } = loaded;
  const { messages, calls } = capture.list;
  return { path, format: form, converted, messages, calls, parts: partsOf(capture.texts(), settings) };
}

/** The parts without the findings that are known. */
function* onlyNew(parts: Iterable<Part>, baseline: readonly string[]): Generator<Part> {
  if (baseline.length === 0) return yield* parts;
  const leaveOut = withoutKnown(baseline);
  for (const part of parts) yield { ...part, ...leaveOut(part.analysis) };
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
function reportFolder(path: string, { traces, silent, others }: PassedOver, host: Host, refused: Refused): void {
  const parts: string[] = [];
  if (silent > 0) parts.push(`${silent} capture${silent === 1 ? '' : 's'} without SIP`);
  if (others > 0) parts.push(`${others} file${others === 1 ? '' : 's'} without a trace`);
  const passedOver = parts.length > 0 ? `passed over ${parts.join(' and ')}` : '';
  if (traces === 0) refused(path, ['no trace in this folder', passedOver].filter(part => part !== '').join('; '));
  else if (passedOver !== '') host.note(`${visible(path)}: ${passedOver}`);
}
