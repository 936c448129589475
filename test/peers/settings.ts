import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, analyse } from '../../server/src/core/analysis';
import type { Call, Description } from '../../server/src/core/call/types';
import { settingsFor, withAsked } from '../../server/src/core/settings/model';
import { kamailio } from '../../server/src/core/settings/print/proxy';
import type { Direction, GatewaySettings, SettledLeg } from '../../server/src/core/settings/types';
import { rules } from '../../server/src/core/rules/index';
import { RIGHT, RIGHT_ANSWER, UNASKED, WRONG_ANSWER, WRONG_OFFER } from '../support/recordedFlags';
import { putBody } from './gateway/cures';
import { type Gateway, type Passage, startGateway } from './gateway';
import { checkRoutes } from './gateway/kamailio';

/** What "Generate the setting" says of a recorded call, and what came of it on a real gateway. */
export interface SettingResult {
  /** The name of the recording. */
  readonly call: string;
  /** What it says of each direction, as it is printed: `offer to sip: RTP/AVP DTLS=off`. */
  readonly setting: readonly string[];
  /** The rules whose errors and warnings it says that it cures. */
  readonly claimed: readonly string[];
  /** Rules of errors and warnings in the recording, and of what else the setting says that it cures. */
  readonly before: readonly string[];
  /** The same with what the gateway wrote with the setting in the place of what it wrote then. */
  readonly after: readonly string[];
  /** What the gateway does without the setting. With `no fault` the fault was made on the way; with `not asked` no media gateway took part. */
  readonly without: 'fault' | 'no fault' | 'not asked';
  /** What is wrong with it: a claim that does not hold, a new fault, what the gateway said; empty where all is well. */
  readonly fault: string;
}

const CALLS = 'test/fixtures/gateway';
/** Calls in which the interface on the browser's side had a private address. */
const PRIVATE: ReadonlySet<string> = new Set(['bad-host-only-candidates', 'bad-mdns-candidates']);
/** A placeholder that only the user can fill. */
const ADDRESS = '198.51.100.10';

/** Puts each setting for a recorded call to a real Kamailio and a real RTPEngine; undefined where they are not installed. */
export async function trySettings(): Promise<SettingResult[] | undefined> {
  const running = await startGateway();
  if (!running) return undefined;
  try {
    const results: SettingResult[] = [];
    for (const name of recordings()) {
      const result = await trySetting(running, name);
      if (result) results.push(result);
    }
    return results;
  } finally {
    await running.stop();
  }
}

/** Kamailio's word on every text that is printed for it, of the recordings and of the rules' broken examples; empty where it takes them. */
export function checkPrinted(): Promise<string> {
  const traces = [...recordings().map(read), ...rules.map(rule => rule.bad)];
  const texts = traces.flatMap(text => {
    const analysis = analyse(text);
    return analysis.calls.map(call => kamailio([{ settings: settingsFor(analysis, call, 'sip') }]));
  });
  return checkRoutes([...new Set(texts)].filter(text => /^rtpengine_/m.test(text)));
}

const recordings = (): string[] =>
  readdirSync(CALLS)
    .filter(name => name.endsWith('.txt'))
    .map(name => path.basename(name, '.txt'))
    .sort();

const read = (name: string): string => readFileSync(path.join(CALLS, `${name}.txt`), 'utf8');

async function trySetting(running: Gateway, name: string): Promise<SettingResult | undefined> {
  const text = read(name);
  const analysis = analyse(text);
  const [call] = analysis.calls;
  const settings = call && settingsFor(analysis, call);
  const directions = settings?.directions.filter(one => withAsked({ ...one, asked: [] }).length > 0) ?? [];
  if (!call || !settings || directions.length === 0) return undefined;
  const claimed = [...new Set(directions.flatMap(one => one.changes.flatMap(({ reasons }) => reasons.map(({ rule }) => rule))))].sort();
  const base = {
    call: name,
    setting: directions.map(one => `${one.side} to ${one.to}: ${withAsked({ ...one, asked: [] }).join(' ')}`),
    claimed,
    before: faultsOf(analysis, claimed),
  };
  const { before } = base;
  const unchanged = UNASKED.has(name) ? undefined : await pass(running, name, call, { directions: [] });
  const again = unchanged?.outputs ? faultsOf(analyse(withOutputs(text, analysis, unchanged.outputs)), claimed) : before;
  const without = !unchanged ? 'not asked' : again.some(rule => claimed.includes(rule)) ? 'fault' : 'no fault';
  const { outputs, words } = await pass(running, name, call, settings);
  if (!outputs) return { ...base, without, after: [], fault: `the gateway refused it: ${words}` };
  const after = faultsOf(analyse(withOutputs(text, analysis, outputs)), claimed);
  const fault = [
    ...after.filter(rule => claimed.includes(rule)).map(rule => `still there: ${rule}`),
    ...after.filter(rule => !before.includes(rule) && !UNEXPLAINED.has(rule)).map(rule => `new: ${rule}`),
    ...claimed.filter(rule => !before.includes(rule)).map(rule => `not in the recording: ${rule}`),
    ...(words === '' ? [] : [words]),
  ].join('; ');
  return { ...base, without, after, fault };
}

/** A recording still says that it was refused: these say that nothing is left that explains it. */
const UNEXPLAINED: ReadonlySet<string> = new Set(['exchange/refused', 'exchange/answer-refused']);

/** The rules of errors and warnings, and of those that are asked for, of the first call. */
const faultsOf = ({ findings, calls }: Analysis, asked: readonly string[]): string[] => [
  ...new Set(
    findings
      .filter(one => one.call === calls[0] && (one.severity === 'error' || one.severity === 'warning' || asked.includes(one.rule)))
      .map(one => one.rule)
      .sort(),
  ),
];

/** What stands in the place of what. */
type Replacement = readonly [place: Description, sdp: string];

/** The caller's offer, and what the callee answers to what comes of it. */
async function pass(
  running: Gateway,
  name: string,
  call: Call,
  settings: Pick<GatewaySettings, 'directions'>,
): Promise<{ outputs?: Replacement[]; words: string }> {
  const { offered, passedOn, answered, passedBack } = partsOf(call);
  const [caller, callee] = [kindOf(offered), kindOf(passedOn)];
  const first: Passage = { side: 'offer', sdp: sdpText(offered), flags: flagsFor(settings, 'offer', callee, name) };
  const [alone] = await running.pass([first]);
  if (alone?.output === undefined) return { words: alone?.words ?? '' };
  const answers = [...(answered ? [sdpText(answered)] : []), ...ANSWERS[callee].map(answerIn)];
  const sdp = answers.find(one => fits(one, alone.output!));
  if (sdp === undefined) return { outputs: [[passedOn, alone.output]], words: 'no answer fits the offer that comes of it' };
  const [offer, answer] = await running.pass([first, { side: 'answer', sdp, flags: flagsFor(settings, 'answer', caller, name) }]);
  const words = [...new Set([offer, answer].flatMap(one => one?.words || []))].join('; ');
  if (offer?.output === undefined || answer?.output === undefined) return { words };
  const places: (readonly [Description | undefined, string])[] = [
    [passedOn, offer.output],
    [answered, sdp],
    [passedBack, answer.output],
  ];
  return { outputs: places.flatMap(([place, text]) => (place ? [[place, text] as const] : [])), words };
}

/** The first exchange of a call as its caller and its callee saw it. */
function partsOf(call: Call): { offered: Description; passedOn: Description; answered?: Description; passedBack?: Description } {
  const offers = call.descriptions.filter(one => one.side === 'offer');
  const offered = offers.find(one => one.fromGateway === false);
  const passedOn = offers.find(one => one.fromGateway === true && one.leg !== offered?.leg);
  if (!offered || !passedOn) throw new Error('the recording has not both legs');
  const answerOf = (offer: Description): Description | undefined =>
    call.descriptions.find(one => one.side === 'answer' && one.exchange === offer.exchange);
  return { offered, passedOn, answered: answerOf(passedOn), passedBack: answerOf(offered) };
}

function kindOf({ leg }: Description): SettledLeg {
  if (leg.kind !== 'sip' && leg.kind !== 'webrtc') throw new Error(`a leg of kind ${leg.kind}`);
  return leg.kind;
}

/** As they are printed where nothing is known of the flags that there were; else those that there were, with the changes. */
function flagsFor({ directions }: Pick<GatewaySettings, 'directions'>, side: Direction['side'], to: SettledLeg, name: string): string {
  const change = directions.find(one => one.side === side && one.to === to);
  const asked = side === 'offer' ? (WRONG_OFFER[name] ?? RIGHT[to]) : (WRONG_ANSWER[name] ?? RIGHT_ANSWER[to]);
  const flags = change ? withAsked({ ...change, asked: UNASKED.has(name) ? [] : asked.split(' ') }).join(' ') : asked;
  const interfaces = side === 'offer' && PRIVATE.has(name) ? ' direction=priv direction=pub' : '';
  return flags.replaceAll('<gateway-address>', ADDRESS) + interfaces;
}

const sdpIn = ({ text, sip }: Description['message']): string => text.slice(sip?.bodySpan.start);

const sdpText = ({ message }: Description): string => sdpIn(message);

/** Whether an answer is one to an offer: the same profiles, no codec that was not offered, and one that carries speech. */
function fits(answer: string, offer: string): boolean {
  const sections = (sdp: string): string[][] => [...sdp.matchAll(/^m=(.*?)\r?$/gm)].map(found => found[1]!.split(' '));
  const offered = sections(offer);
  return sections(answer).every(([media, port, profile, ...formats], index) => {
    const [kind, , wanted, ...known] = offered[index] ?? [];
    const speech = formats.some(format => !new RegExp(`^a=rtpmap:${format} telephone-event/`, 'm').test(answer));
    return kind === media && (port === '0' || (speech && wanted === profile && formats.every(format => known.includes(format))));
  });
}

/** Calls that work, whose callee answers as this one would now that it is offered something else. */
const ANSWERS: Readonly<Record<SettledLeg, readonly string[]>> = {
  sip: ['good-offer-webrtc-to-sip', 'good-offer-transcoded'],
  webrtc: ['good-sip-to-webrtc', 'good-sip-to-webrtc-transcoded'],
};

function answerIn(name: string): string {
  const { answered } = partsOf(analyse(read(name)).calls[0]!);
  if (!answered) throw new Error(`no answer in ${name}`);
  return sdpText(answered);
}

/** The recording with the outputs in the place of what they stand for, wherever it was sent on that leg. */
function withOutputs(text: string, analysis: Analysis, outputs: readonly Replacement[]): string {
  const places = outputs.flatMap(([place, sdp]) =>
    copiesOf(place).map(message => ({ message, sdp, at: analysis.messages.indexOf(message) })),
  );
  // From the end on, as each moves what stands behind it.
  return places.sort((a, b) => b.at - a.at).reduce((all, { message, sdp }) => putBody(all, analysis, message, sdp), text);
}

const copiesOf = (one: Description): Description['message'][] =>
  one.leg.messages.filter(message => message.sip && sdpIn(message) === sdpText(one));
