import { statSync } from 'node:fs';
import { type Analysis, analyse, DEFAULT_SETTINGS } from '../core/analysis';
import { visible } from '../core/report/display';
import { fixText } from '../core/features/fix';
import { decodeExactly, encode, encodingOf } from './encoding';
import { type Host, Refusal, reason, type Status } from './host';
import { readBytes } from './inputs';
import { load } from './load';
import { writeWhole } from './writeWhole';

export interface FixOptions {
  readonly rule?: readonly string[];
  readonly unsafe?: boolean;
  readonly for?: 'sip';
  readonly output?: string;
  readonly inPlace?: boolean;
}

/** Fixes one trace and writes it where it is wanted; what was done goes to standard error. */
export async function fix(path: string, options: FixOptions, host: Host): Promise<Status> {
  refuseContradictions(path, options);
  const bytes = path === '-' ? await host.input() : readBytes(path);
  const loaded = load({ path, read: () => bytes }, DEFAULT_SETTINGS);
  if (loaded.kind !== 'trace') throw new Refusal(`${path}: ${loaded.message}`);
  const encoding = encodingOf(bytes);
  const before = decodeExactly(bytes, encoding);
  const { text, applied } = fixText(before, DEFAULT_SETTINGS, {
    rules: [...(options.rule ?? [])],
    unsafe: options.unsafe ?? false,
    target: options.for,
  });
  for (const one of applied) host.note(`${visible(path)}:${one.line}: ${visible(one.title)} (${one.rule})`);
  if (applied.length === 0) host.note(`${visible(path)}: nothing to fix`);
  noteUnsafe(path, options, analyse(text), host);
  deliver(path, options, text === before ? bytes : encode(text, encoding), text !== before, host);
  return 0;
}

function refuseContradictions(path: string, { output, inPlace }: FixOptions): void {
  if (output !== undefined && inPlace) throw new Refusal('give -o FILE or --in-place, not both');
  if (path === '-' && inPlace) throw new Refusal('standard input cannot be fixed in place: leave out --in-place, or give -o FILE');
  if (path !== '-' && isFolder(path)) throw new Refusal(`${path}: is a folder; fix takes one file`);
  if (output !== undefined && isFolder(output)) throw new Refusal(`${output}: is a folder; -o takes a file`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function deliver(path: string, { output, inPlace }: FixOptions, bytes: Uint8Array, changed: boolean, host: Host): void {
  const target = inPlace ? path : output;
  if (target === undefined) {
    host.out(bytes);
    return;
  }
  // A file in which nothing is to be fixed keeps its time as well.
  if (inPlace && !changed) return;
  try {
    writeWhole(target, bytes);
  } catch (error) {
    throw new Refusal(`${target}: ${reason(error)}`);
  }
}

/** Says that there is more to be had, for somebody who asked for less than they may want. */
function noteUnsafe(path: string, { rule, unsafe, for: target }: FixOptions, analysis: Analysis, host: Host): void {
  if (unsafe || target) return;
  const wanted = analysis.findings.filter(one => !rule || rule.includes(one.rule));
  const count = wanted.filter(one => one.fixes.length > 0 && one.fixes.every(fix => fix.safety === 'unsafe')).length;
  if (count === 0) return;
  host.note(
    `${visible(path)}: ${count} finding${count === 1 ? ' has a fix that changes' : 's have fixes that change'} what is offered: --unsafe applies ${count === 1 ? 'it' : 'them'}`,
  );
}
