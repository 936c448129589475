import { readFileSync } from 'node:fs';
import type { Case } from './cases';
import { withoutVersion } from './endpoints';
import type { CureResult } from './gateway/cures';
import type { Result } from './judge';
import { kindOf } from './kind';
import type { SettingResult } from './settings';

export const PROOF_FILE = 'docs/proof.json';

/** A fix that an endpoint has proven: it refused the description before, and took it after. */
export interface Proven {
  readonly rule: string;
  readonly fix: string;
  /** Without its version. */
  readonly endpoint: string;
  /** Where the description is from. */
  readonly source: string;
  /** What the endpoint said of it before the fix. */
  readonly words: string;
}

/** A fix that no endpoint has proven, and why. */
export interface Unproven {
  readonly rule: string;
  readonly fix: string;
  readonly reason: string;
}

/** What `npm run test:peers -- --write` writes down. */
export interface Proof {
  /** With their versions. */
  readonly endpoints: readonly string[];
  readonly proven: readonly Proven[];
  readonly unproven: readonly Unproven[];
  readonly gateway?: GatewayProof;
}

/** What the settings that rules name as cures did on a real gateway. */
export interface GatewayProof {
  readonly name: string;
  readonly cures: readonly CureResult[];
  /** What "Generate the setting" says of recorded calls, and what came of it. */
  readonly settings: readonly SettingResult[];
}

export const readProof = (): Proof => JSON.parse(readFileSync(PROOF_FILE, 'utf8')) as Proof;

/** What the results prove, one case for each fix and endpoint: the first of a recorded call, else the first. */
export function proofOf(endpoints: readonly string[], cases: readonly Case[], results: readonly Result[], gateway?: GatewayProof): Proof {
  const proven = new Map<string, Proven>();
  const isCall = ({ source }: Pick<Proven, 'source'>): boolean => /^(gateway|captured)\//.test(source);
  for (const { case: one, endpoint, before, judgement } of results) {
    if (judgement !== 'proven') continue;
    const key = `${kindOf(one.rule, one.fix)} ${endpoint}`;
    const found: Proven = { rule: one.rule, fix: one.fix, endpoint, source: one.source, words: before.words };
    const known = proven.get(key);
    if (!known || (isCall(found) && !isCall(known))) proven.set(key, found);
  }
  const done = new Set([...proven.values()].map(one => kindOf(one.rule, one.fix)));
  const unproven = new Map<string, Unproven>();
  for (const { rule, fix } of cases) {
    const kind = kindOf(rule, fix);
    if (!done.has(kind) && !unproven.has(kind)) unproven.set(kind, { rule, fix, reason: reasonFor(kind, cases, results) });
  }
  return {
    endpoints: [...endpoints].sort(),
    proven: [...proven.values()].sort(byRule),
    unproven: [...unproven.values()].sort(byRule),
    gateway,
  };
}

const byRule = (a: Unproven | Proven, b: Unproven | Proven): number => {
  const [first, second] = [a, b].map(one => `${one.rule} ${one.fix} ${'endpoint' in one ? one.endpoint : ''}`);
  return first! < second! ? -1 : 1;
};

/** Why nothing was proven: what the endpoints said, or why none was asked. */
function reasonFor(kind: string, cases: readonly Case[], results: readonly Result[]): string {
  const own = results.filter(one => kindOf(one.case.rule, one.case.fix) === kind);
  const of = (judgement: Result['judgement']): Result[] => own.filter(one => one.judgement === judgement);
  const names = (some: readonly Result[]): string => [...new Set(some.map(one => one.endpoint))].sort().join(', ');
  const harmless = of('harmless');
  if (harmless.length > 0) return `${names(harmless)} took the description before the fix too, and after it.`;
  const others = of('other');
  if (others.length > 0)
    return `${names(others)} still refused it, for what other rules say of it: ${list(others.flatMap(one => one.case.left))}.`;
  const refused = own.filter(one => one.judgement === 'still refused' || one.judgement === 'now refused');
  if (refused.length > 0) return `${names(refused)} refused it after the fix: ${refused[0]!.after.words}`;
  const unable = of('unable');
  if (unable.length > 0) return `No endpoint could be asked: ${list(unable.map(one => one.before.words || one.after.words))}.`;
  const nobody = cases
    .filter(one => kindOf(one.rule, one.fix) === kind)
    .flatMap(one => (typeof one.receiver === 'string' ? [] : [one.receiver.nobody]));
  return nobody.length > 0
    ? `No endpoint gets it: ${list(nobody)}.`
    : 'No endpoint here speaks what the description asks for after the fix.';
}

const list = (words: readonly string[]): string => [...new Set(words)].sort().join('; ');

/** A new proof with what an older one has of endpoints that were not there this time. */
export function keep(old: Proof, now: Proof, ran: ReadonlySet<string>): Proof {
  const proven = [...now.proven, ...old.proven.filter(one => !ran.has(one.endpoint))].sort(byRule);
  const done = new Set(proven.map(one => kindOf(one.rule, one.fix)));
  // A reason of a run with all endpoints says more than one of a part of them.
  const isPart = old.endpoints.some(name => !ran.has(withoutVersion(name)));
  const before = new Map(isPart ? old.unproven.map(one => [kindOf(one.rule, one.fix), one]) : []);
  return {
    endpoints: [...now.endpoints, ...old.endpoints.filter(name => !ran.has(withoutVersion(name)))].sort(),
    proven,
    unproven: now.unproven.filter(one => !done.has(kindOf(one.rule, one.fix))).map(one => before.get(kindOf(one.rule, one.fix)) ?? one),
    gateway: now.gateway ?? old.gateway,
  };
}

/** What a run shows against what is written down. Endpoints that were not there say nothing. */
export function differences(proof: Proof, now: Proof, ran: ReadonlySet<string>): string[] {
  const key = (one: Proven): string => `${kindOf(one.rule, one.fix)} ${one.endpoint}`;
  const proven = new Set(now.proven.map(key));
  const lost = proof.proven.filter(one => ran.has(one.endpoint) && !proven.has(key(one)));
  const known = new Set([...proof.proven, ...proof.unproven].map(one => kindOf(one.rule, one.fix)));
  const missing = [...now.proven, ...now.unproven].map(one => kindOf(one.rule, one.fix)).filter(kind => !known.has(kind));
  return [
    ...lost.map(one => `no longer proven on ${one.endpoint}: ${one.rule}, "${one.fix}" (${one.source})`),
    ...[...new Set(missing)].map(kind => `a fix that is not in ${PROOF_FILE}: ${kind}`),
  ];
}
