import { statSync } from 'node:fs';
import { type Analysis, analyse, DEFAULT_SETTINGS } from '../core/analysis';
import { type AppliedFix, fixText } from '../core/features/fix';
import { visible } from '../core/report/display';
import { ADDRESS_PLACEHOLDER } from '../core/rewrite/gatewayAddress';
import { ruleById } from '../core/rules/index';
import { decodeExactly, encode, type Encoding, encodingOf, UTF8 } from './encoding';
import { type Host, Refusal, reason, type Status } from './host';
import { type Source, withOne } from './inputs';
import { load, MOST_BYTES } from './load';
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
  const { before, encoding, bytes } = await withOne(path, host, source => textIn(source, path, options));
  const { text, applied } = fixText(before, DEFAULT_SETTINGS, { rules: options.rule, unsafe: options.unsafe, target: options.for });
  deliver(path, options, bytes && text === before ? bytes : encode(text, encoding), text !== before, host);
  for (const one of applied) host.note(`${visible(path)}:${one.line}: ${describe(one)}`);
  for (const remark of remarks(before, text, options)) host.note(`${visible(path)}: ${remark}`);
  return 0;
}

/** What is to be fixed: a text with its bytes, or what `show` prints of a capture. */
async function textIn(
  source: Source,
  path: string,
  { inPlace }: FixOptions,
): Promise<{ before: string; encoding: Encoding; bytes?: Uint8Array }> {
  const loaded = await load(source, path, DEFAULT_SETTINGS);
  if (loaded.kind === 'text') {
    const { bytes } = loaded;
    const encoding = encodingOf(bytes);
    return { before: decodeExactly(bytes, encoding), encoding, bytes };
  }
  if (loaded.kind !== 'capture') throw new Refusal(`${path}: ${loaded.message}`);
  if (inPlace) throw new Refusal(`${path}: a capture is never changed: give -o FILE for the text of its calls`);
  let before = '';
  for (const { text } of loaded.capture.texts()) {
    before += text;
    if (before.length > MOST_BYTES) throw new Refusal(`${path}: its text is too long: sip-trace show --call writes one call`);
  }
  return { before, encoding: UTF8 };
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

/** The whole rewrite for a leg is of no rule. */
const describe = ({ rule, title }: AppliedFix): string => visible(ruleById(rule) ? `${title} (${rule})` : title);

/** What somebody should know of the result who asked for it. */
function* remarks(before: string, after: string, options: FixOptions): Generator<string> {
  if (before === after) yield options.for ? 'nothing to rewrite: no SDP on that leg, or it is as it should be' : 'nothing to fix';
  if (after.includes(ADDRESS_PLACEHOLDER) && !before.includes(ADDRESS_PLACEHOLDER)) {
    yield `the trace does not tell the gateway's address on that leg: put it in place of ${ADDRESS_PLACEHOLDER}`;
  }
  if (options.unsafe || options.for) return;
  const count = unsafeOnly(analyse(after), options.rule);
  if (count === 1) yield '1 finding has a fix that changes what is offered: --unsafe applies it';
  if (count > 1) yield `${count} findings have fixes that change what is offered: --unsafe applies them`;
}

/** Findings that are left although there is a fix. */
function unsafeOnly(analysis: Analysis, rules: readonly string[] | undefined): number {
  const wanted = analysis.findings.filter(one => !one.unnecessary && (!rules || rules.includes(one.rule)));
  return wanted.filter(one => one.fixes.length > 0 && one.fixes.every(fix => fix.safety === 'unsafe')).length;
}
