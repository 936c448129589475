import { fill } from '../fill';
import type { Answer, Peer, Question } from '../types';
import { begin, makeOffer, type Outcome, setOffer, takeAnswer, takeOffer } from './page';
import { likeTheOffer, ownSections, translator } from './translate';

/** A page of a browser in which a function runs; whatever drives the browser. */
export interface Driver {
  readonly name: string;
  run<A>(step: (argument: A) => Promise<Outcome>, argument: A): Promise<Outcome>;
  stop(): Promise<void>;
}

type Part = Omit<Question, 'previous'>;
type Translate = (sdp: string) => string;

/** A browser as an endpoint: every question gets a peer connection of its own. */
export const browserPeer = (driver: Driver): Peer => ({
  name: driver.name,
  leg: 'webrtc',
  stop: () => driver.stop(),
  ask: question => put(driver, question).catch((error: Error) => ({ accepted: false, words: error.message, unable: true })),
});

async function put(driver: Driver, question: Question): Promise<Answer> {
  if (question.previous) {
    await driver.run(begin, undefined);
    const first = await exchange(driver, question.previous);
    if (first.answer.accepted) return (await exchange(driver, question, first)).answer;
  }
  // What the browser refused before it cannot go on from.
  await driver.run(begin, undefined);
  return (await exchange(driver, question)).answer;
}

interface Done {
  readonly answer: Answer;
  /** From the trace's numbers and names to the browser's, where the browser offered. */
  readonly translate?: Translate;
}

const exchange = (driver: Driver, question: Part, earlier?: Done): Promise<Done> =>
  question.side === 'offer' ? offered(driver, question, earlier) : answered(driver, question, earlier);

async function offered(driver: Driver, question: Part, earlier?: Done): Promise<Done> {
  const sdp = fill(question.sdp);
  const outcome = await driver.run(takeOffer, earlier?.translate?.(sdp) ?? sdp);
  if (outcome.words !== undefined) return { answer: refused(outcome.words), translate: earlier?.translate };
  const audio = /^m=audio (\d+)/m.exec(outcome.sdp);
  const silent = /^m=audio [1-9]/m.test(sdp) && audio?.[1] === '0' && !/^m=audio [1-9]/m.test(outcome.sdp);
  return {
    answer: { accepted: !silent, words: silent ? 'answered, but refuses the audio (port 0)' : '', sdp: outcome.sdp },
    translate: earlier?.translate,
  };
}

async function answered(driver: Driver, question: Part, earlier?: Done): Promise<Done> {
  const offer = question.offer ?? question.sdp;
  const sections = ownSections(offer, earlier === undefined);
  if (typeof sections === 'string') return { answer: { ...refused(sections), unable: true } };
  const own = await driver.run(makeOffer, sections);
  if (own.words !== undefined) return { answer: { ...refused(own.words), unable: true } };
  const set = await driver.run(setOffer, likeTheOffer(own.sdp, offer));
  if (set.words !== undefined) return { answer: { ...refused(`it does not offer that: ${inShort(set.words)}`), unable: true } };
  const translate = earlier?.translate ?? translator(offer, own.sdp);
  const outcome = await driver.run(takeAnswer, translate(fill(question.sdp)));
  return { answer: outcome.words === undefined ? { accepted: true, words: '' } : refused(outcome.words), translate };
}

const refused = (words: string): Answer => ({ accepted: false, words: inShort(words) });

/** Without the name of the function, which is always the same. */
const inShort = (words: string): string => words.replace(/^Failed to execute '\w+' on 'RTCPeerConnection': /, '').trim();
