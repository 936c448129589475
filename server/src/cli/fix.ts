import { statSync } from 'node:fs';
import { type Analysis, analyse, DEFAULT_SETTINGS, type Settings } from '../core/analysis';
import type { Call } from '../core/call/types';
import { type AppliedFix, fixText, type RewriteTarget } from '../core/features/fix';
import { fixCalls } from '../core/features/fixCall';
import { visible } from '../core/report/display';
import { FINGERPRINT_PLACEHOLDER, PWD_PLACEHOLDER, UFRAG_PLACEHOLDER } from '../core/rewrite/browserKeys';
import { KEY_PLACEHOLDER } from '../core/rewrite/forSipLegSdes';
import { ADDRESS_PLACEHOLDER } from '../core/rewrite/gatewayAddress';
import { ruleById } from '../core/rules/index';
import { Configs } from './config';
import { decodeExactly, encode, type Encoding, encodingOf, UTF8 } from './encoding';
import { type Host, Refusal, reason, type Status } from './host';
import { nameOf, type Source, withOne } from './inputs';
import { load, MOST_BYTES } from './load';
import { writeWhole } from './writeWhole';

export interface FixOptions {
  readonly rule?: readonly string[];
  readonly unsafe?: boolean;
  readonly for?: RewriteTarget;
  /** Every call as a whole. */
  readonly wholeCalls?: boolean;
  /** These calls as a whole, by their number or a Call-ID. */
  readonly call?: readonly string[];
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly config?: string | boolean;
}

/** Fixes one trace and writes it where it is wanted; what was done goes to standard error. */
export async function fix(path: string, options: FixOptions, host: Host): Promise<Status> {
  refuseContradictions(path, options);
  let status: Status = 0;
  const configs = new Configs({ config: options.config }, (file, message) => {
    host.note(`${visible(file)}: ${visible(message)}`);
    status = 2;
  });
  const settings = settingsFor(options, configs.of(path));
  const { before, encoding, bytes } = await withOne(path, host, source => textIn(source, path, options));
  const { text, applied } = isWhole(options)
    ? fixWholeCalls(path, analyse(before, settings), options)
    : fixText(before, settings, { rules: options.rule, unsafe: options.unsafe, target: options.for });
  deliver(path, options, bytes && text === before ? bytes : encode(text, encoding), text !== before, host);
  for (const one of applied) host.note(`${visible(path)}:${one.line}: ${describe(one)}`);
  for (const remark of remarks(before, text, options, settings)) host.note(`${visible(path)}: ${remark}`);
  return status;
}

/** Whether calls are to be fixed as a whole. */
const isWhole = ({ wholeCalls, call }: FixOptions): boolean => wholeCalls === true || call !== undefined;

/** Calls are named as `calls` and `check` number them, or by the Call-ID of one of their legs. */
function fixWholeCalls(path: string, analysis: Analysis, { call: names }: FixOptions): ReturnType<typeof fixCalls> {
  const { calls } = analysis;
  const named = (call: Call, index: number, name: string): boolean =>
    name === String(index + 1) || call.legs.some(leg => leg.callId === name);
  const unknown = names?.find(name => !calls.some((call, index) => named(call, index, name)));
  if (unknown !== undefined)
    throw new Refusal(`${nameOf(path)}: there is no call ${unknown}; it has ${calls.length === 1 ? '1 call' : `${calls.length} calls`}`);
  return fixCalls(
    analysis,
    calls.filter((call, index) => !names || names.some(name => named(call, index, name))),
  );
}

/** A rule that is named is meant, whatever the configuration says of it. */
function settingsFor({ rule = [] }: FixOptions, { legs, severities }: Settings): Settings {
  const wanted = Object.entries(severities).filter(([id]) => !rule.includes(id));
  return { legs, severities: Object.fromEntries(wanted) };
}

/** What is to be fixed: a text with its bytes, or what `show` prints of a capture or of what was converted. */
async function textIn(
  source: Source,
  path: string,
  { inPlace }: FixOptions,
): Promise<{ before: string; encoding: Encoding; bytes?: Uint8Array }> {
  const loaded = await load(source, path, DEFAULT_SETTINGS);
  if (loaded.kind === 'text') {
    const { bytes, packed } = loaded;
    if (packed && inPlace) throw new Refusal(`${path}: it is packed (gzip): give -o FILE for its text`);
    const encoding = encodingOf(bytes);
    return { before: decodeExactly(bytes, encoding), encoding, bytes };
  }
  if (loaded.kind !== 'capture') throw new Refusal(`${path}: ${loaded.message}`);
  if (inPlace) {
    const never =
      loaded.converted === undefined ? 'a capture is never changed' : `it is the output of ${loaded.converted}, which is never changed`;
    throw new Refusal(`${path}: ${never}: give -o FILE for the text of its calls`);
  }
  let before = '';
  for (const { text } of loaded.capture.texts()) {
    before += text;
    if (before.length > MOST_BYTES) throw new Refusal(`${path}: its text is too long: sip-trace show --call writes one call`);
  }
  return { before, encoding: UTF8 };
}

function refuseContradictions(path: string, options: FixOptions): void {
  const { output, inPlace } = options;
  if (isWhole(options) && (options.rule || options.unsafe || options.for))
    throw new Refusal('--whole-calls and --call decide themselves what a call needs: leave out --rule, --unsafe and --for');
  if (options.wholeCalls && options.call) throw new Refusal('give --call for some calls or --whole-calls for all, not both');
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
function* remarks(before: string, after: string, options: FixOptions, settings: Settings): Generator<string> {
  if (before === after && isWhole(options)) yield 'nothing is wrong that fixing whole calls could cure';
  else if (before === after) yield options.for ? 'nothing to rewrite: no SDP on that leg, or it is as it should be' : 'nothing to fix';
  const isNew = (word: string): boolean => after.includes(word) && !before.includes(word);
  if (isNew(ADDRESS_PLACEHOLDER)) {
    const port = options.for === 'browser' || isWhole(options) ? ', and its port in place of 9' : '';
    yield `the trace does not tell the gateway's address on that leg: put it in place of ${ADDRESS_PLACEHOLDER}${port}`;
  }
  if (isNew(`inline:${KEY_PLACEHOLDER}`)) {
    yield `only the sender of a description can make its key: put it in place of ${KEY_PLACEHOLDER}`;
  }
  if (isNew(`a=ice-ufrag:${UFRAG_PLACEHOLDER}`)) {
    yield `only the gateway can make its ICE user name and password: put them in place of ${UFRAG_PLACEHOLDER} and ${PWD_PLACEHOLDER}`;
  }
  if (isNew(`a=fingerprint:sha-256 ${FINGERPRINT_PLACEHOLDER}`)) {
    yield `only the gateway knows its certificate: put the hash in place of ${FINGERPRINT_PLACEHOLDER}`;
  }
  if (options.unsafe || options.for || isWhole(options)) return;
  const count = unsafeOnly(analyse(after, settings), options.rule);
  if (count === 1) yield '1 finding has a fix that changes what is offered: --unsafe applies it';
  if (count > 1) yield `${count} findings have fixes that change what is offered: --unsafe applies them`;
}

/** Findings that are left although there is a fix. */
function unsafeOnly(analysis: Analysis, rules: readonly string[] | undefined): number {
  const wanted = analysis.findings.filter(one => !one.unnecessary && (!rules || rules.includes(one.rule)));
  return wanted.filter(one => one.fixes.length > 0 && one.fixes.every(fix => fix.safety === 'unsafe')).length;
}
