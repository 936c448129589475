import type { BrowserEvidence, StreamEvidence } from '../trace/evidence/types';
import type { LooseLeg } from './legs';
import type { BrowserRecord, Exchange, Leg, Message, Side, Told } from './types';

/**
 * The leg that a browser tells of: one peer connection, from the descriptions that were set on it (RFC 9429 section 3.2). There is no SIP,
 * so the tags are the sides: `local` is the browser, `remote` whoever it speaks to.
 * @param messages of one peer connection in order of time
 */
export function browserLeg(connection: string, messages: readonly Message[]): LooseLeg {
  return {
    kind: 'webrtc',
    reason: 'a browser tells of its own peer connection',
    callId: connection,
    parties: ['', ''],
    messages,
    transactions: [],
    exchanges: exchangesOf(messages),
    result: null,
    hosts: [],
    browser: recordOf(messages),
  };
}

/** An offer with the answers to it: a provisional one, one that was refused, and the one that counts. */
function exchangesOf(messages: readonly Message[]): Exchange[] {
  const found: Exchange[] = [];
  let previous: Exchange | undefined;
  let offer: Side | undefined;
  const add = (exchange: Exchange): void => {
    found.push(exchange);
    if (exchange.offer && exchange.answer && !isRefusedByBrowser(exchange.answer.message)) previous = exchange;
  };
  const carrier = (): Exchange['carrier'] => (previous ? 're-INVITE' : 'INVITE');
  // An answer that was refused leaves the offer open, but it has been told with it.
  const addUnanswered = (): void => {
    if (offer && found.at(-1)?.offer !== offer) add({ carrier: carrier(), offer, previous, ...tagsOf(offer) });
  };
  for (const message of messages) {
    const { browser } = message.envelope;
    if (!browser || !message.sdp) continue;
    const side: Side = { message, sdp: message.sdp };
    if (browser.type === 'offer') {
      addUnanswered();
      offer = side;
    } else {
      add({ carrier: carrier(), offer, answer: side, previous, ...(offer ? tagsOf(offer) : answererTags(side)) });
      if (browser.type === 'answer' && browser.result !== 'failed') offer = undefined;
    }
  }
  addUnanswered();
  return found;
}

const otherEnd = (end: string | undefined): string => (end === 'local' ? 'remote' : 'local');

const tagsOf = ({ message }: Side) => ({
  offererTag: message.envelope.browser?.set,
  answererTag: otherEnd(message.envelope.browser?.set),
});

const answererTags = ({ message }: Side) => ({
  offererTag: otherEnd(message.envelope.browser?.set),
  answererTag: message.envelope.browser?.set,
});

/** Whether the browser did not take a description. */
export const isRefusedByBrowser = (message: Message): boolean => message.envelope.browser?.result === 'failed';

function recordOf(messages: readonly Message[]): BrowserRecord {
  const all: Told<BrowserEvidence>[] = [];
  for (const message of messages) {
    for (const evidence of message.record.evidence ?? []) if (isOfBrowser(evidence)) all.push({ evidence, message });
  }
  const of = <K extends BrowserEvidence['kind']>(kind: K): Told<Extract<BrowserEvidence, { kind: K }>>[] =>
    all.filter((one): one is Told<Extract<BrowserEvidence, { kind: K }>> => one.evidence.kind === kind);
  return {
    gathering: of('gathering').at(-1),
    ice: of('ice').at(-1),
    failures: of('failure'),
    pairs: of('pair'),
    transports: of('transport'),
    streams: of('stream'),
  };
}

const KINDS: ReadonlySet<string> = new Set<BrowserEvidence['kind']>(['gathering', 'failure', 'ice', 'pair', 'transport', 'stream']);

const isOfBrowser = (evidence: { readonly kind: string }): evidence is BrowserEvidence => KINDS.has(evidence.kind);

/** Fewer RTP packets are no audio: see LEAST_AUDIO of what a capture shows. */
const LEAST = 10;

/** Packets of RTP that the browser counted in one direction, of audio if not of all. */
export const countedBy = (leg: Leg, direction: StreamEvidence['direction'], media?: string): number =>
  (leg.browser?.streams ?? [])
    .filter(({ evidence }) => evidence.direction === direction && (media === undefined || evidence.media === media))
    .reduce((sum, { evidence }) => sum + evidence.packets, 0);

/** Whether the browser itself counted media both ways. */
export const flowsBothWays = (leg: Leg): boolean => countedBy(leg, 'in') >= LEAST && countedBy(leg, 'out') >= LEAST;
