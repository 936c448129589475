import { existsSync, writeFileSync } from 'node:fs';
import { type Case, collectCases } from './cases';
import { withoutVersion } from './endpoints';
import { tryCures } from './gateway/cures';
import { gateway } from './gateway';
import { askAll, isFault, type Result } from './judge';
import { kindOf } from './kind';
import { knownFault, staleFaults } from './known';
import { differences, type GatewayProof, keep, PROOF_FILE, proofOf, readProof } from './proof';
import { checkPrinted, trySettings } from './settings';
import { PROGRAMS, STARTS } from './starts';
import type { Peer } from './types';

// npm run test:peers [-- --write]
// Hands descriptions before and after each fix to the endpoints that are installed: what was refused before is accepted after, and what was
// accepted stays accepted. With --write the proofs are written down; without, those that are written down must still hold.

/** Descriptions of one fix that a phone is called with: each is a call of its own. */
const CALLS_PER_FIX = 2;
/** Phones that are called at the same time. */
const LANES = 3;

/** Names of the endpoints to ask, where not all are to be. */
const named = process.argv.slice(2).filter(word => !word.startsWith('--'));
const write = process.argv.includes('--write');

async function main(): Promise<void> {
  const cases = chosen(collectCases());
  const peers = await startAll();
  const curing = named.length === 0 || named.includes('RTPEngine') ? cures() : undefined;
  // It is awaited below, once the endpoints are ended: until then a failure of it is not to end everything.
  curing?.catch(() => undefined);
  const results = await Promise.all([
    ...peers.filter(peer => peer.leg === 'webrtc').map(peer => timed(peer, cases)),
    inLanes(
      peers.filter(peer => peer.leg === 'sip'),
      peer => timed(peer, cases),
    ),
  ]).finally(() => Promise.all(peers.map(peer => peer.stop())));
  report(peers, cases, results.flat(), await curing);
}

/** On a real gateway: every RTPEngine flag that a rule names as its cure, and what "Generate the setting" says of recorded calls. */
async function cures(): Promise<GatewayProof | undefined> {
  const name = (await gateway())?.name;
  const tried = await tryCures();
  const settings = await trySettings();
  if (!name || !tried || !settings) return undefined;
  const printed = await checkPrinted();
  if (printed !== '') throw new Error(`kamailio -c refuses what is printed for it:\n${printed}`);
  const count = (outcome: string): number => tried.filter(one => one.outcome === outcome).length;
  console.log(
    `${name}: ${tried.length} settings, ${count('cured')} cure, ${count('written anew')} are not needed there, ${count('not tried')} not tried`,
  );
  console.log(
    `${name}: the settings for ${settings.length} recorded calls, ${settings.filter(one => one.fault === '' && one.without === 'fault').length} of which have their fault there again without it; kamailio -c takes what is printed`,
  );
  return { name, cures: tried, settings };
}

async function startAll(): Promise<Peer[]> {
  const started: Peer[] = [];
  try {
    for (const start of STARTS) {
      const peer = await start();
      if (peer && (named.length === 0 || named.some(word => peer.name.includes(word)))) started.push(peer);
      else await peer?.stop();
    }
    return started;
  } catch (error) {
    await Promise.all(started.map(peer => peer.stop()));
    throw error;
  }
}

/** Of what phones get, the first cases of each fix, recorded calls before the rest. */
function chosen(cases: readonly Case[]): Case[] {
  const counts = new Map<string, number>();
  const rank = ({ source, severity }: Case): number => (/^(gateway|captured)\//.test(source) ? 0 : 2) + (severity === 'error' ? 0 : 1);
  return [...cases]
    .sort((a, b) => rank(a) - rank(b))
    .filter(one => {
      if (one.receiver !== 'sip') return true;
      const kind = kindOf(one.rule, one.fix);
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      return count < CALLS_PER_FIX;
    });
}

async function inLanes<T>(peers: readonly Peer[], work: (peer: Peer) => Promise<T[]>): Promise<T[]> {
  const waiting = [...peers];
  const lane = async (): Promise<T[]> => {
    const done: T[] = [];
    for (let peer = waiting.shift(); peer; peer = waiting.shift()) done.push(...(await work(peer)));
    return done;
  };
  return (await Promise.all(Array.from({ length: LANES }, lane))).flat();
}

async function timed(peer: Peer, cases: readonly Case[]): Promise<Result[]> {
  const start = Date.now();
  const results = await askAll(peer, cases);
  const count = (judgement: Result['judgement']): number => results.filter(one => one.judgement === judgement).length;
  console.log(
    `${peer.name}: ${results.length} descriptions, ${count('proven')} refused before and accepted after, ${count('harmless')} accepted before and after, ${count('other')} refused for other reasons, ${count('unable')} cannot be asked (${((Date.now() - start) / 1000).toFixed(1)} s)`,
  );
  return results;
}

function report(peers: readonly Peer[], cases: readonly Case[], results: readonly Result[], cured: GatewayProof | undefined): void {
  const names = peers.map(peer => peer.name);
  const missing = PROGRAMS.filter(program => !names.some(name => name.startsWith(program)));
  const absent = [...missing, ...(cured ? [] : ['RTPEngine with Kamailio'])];
  if (absent.length > 0) console.log(`not asked, as not installed or not wanted: ${absent.join(', ')}`);
  const faults = results.filter(one => isFault(one.judgement) && !knownFault(one));
  for (const { case: one, endpoint, before, after, judgement } of faults)
    console.log(
      `not ok ${endpoint} ${judgement}: ${one.rule}, "${one.fix}" of ${one.source}\n  before: ${before.words}\n  after: ${after.words}`,
    );
  const ran = new Set(names.map(withoutVersion));
  const now = proofOf(names, cases, results, cured);
  const others = [
    ...(cured?.cures ?? [])
      .filter(one => one.outcome === 'not cured')
      .map(one => `not cured: ${one.rule}, ${one.cure}: ${one.note} ${one.words}`),
    ...(cured?.settings ?? []).filter(one => one.fault !== '').map(one => `the setting for ${one.call}: ${one.fault}`),
    ...staleFaults(results, ran),
    ...(write ? [] : differences(readProof(), now, ran)),
  ];
  for (const one of others) console.log(`not ok ${one}`);
  if (write) {
    const kept = existsSync(PROOF_FILE) ? keep(readProof(), now, ran) : now;
    writeFileSync(PROOF_FILE, `${JSON.stringify(kept, null, 2)}\n`);
    console.log(`${PROOF_FILE}: ${kept.proven.length} proofs, ${kept.unproven.length} fixes without one`);
  }
  const asked = results.filter(one => one.judgement !== 'unable').length - faults.length;
  const cure = (cured?.cures ?? []).filter(one => one.outcome === 'cured' || one.outcome === 'written anew').length;
  const settings = (cured?.settings ?? []).filter(one => one.fault === '').length;
  const failed = faults.length + others.length;
  // That nothing that is written down was lost is a test of its own, also where no endpoint is installed.
  const compared = others.length === 0 ? 1 : 0;
  console.log(`${asked + cure + settings + compared} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.log(`${error.stack}\n0 passed, 1 failed`);
  process.exitCode = 1;
});
