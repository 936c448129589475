import type { Leg, Message, Transaction } from '../../call/types';
import { addressKind } from '../../sdp/addressKind';
import { header } from '../../sip/message';
import { uriOf } from '../../sip/values/dialog';
import type { Span } from '../../text/span';
import type { Related } from '../types';

/** Seconds within which the same message again is a copy made by the capture: a sender waits 500 ms (RFC 3261 section 17.1.1.1). */
const COPY = 0.2;
/** A message that was sent as often as this, over as many seconds, got no answer in time: T1 doubles from 500 ms. */
const OFTEN = 4;
const LONG = 3;
/** Without times nothing tells a repetition from a line that a log prints twice. */
const OFTEN_WITHOUT_TIMES = 6;
/** Who answered waits 64 * T1 = 32 seconds for the ACK (RFC 3261 section 13.3.1.4); here with what a busy machine may add. */
const ACK_WAIT: readonly [number, number] = [31, 36];

/** Seconds between two messages; undefined where the log does not tell, or only the time of day of two days. */
export function secondsBetween(earlier: Message, later: Message): number | undefined {
  const [from, to] = [earlier.envelope.time, later.envelope.time];
  return from === undefined || to === undefined || to < from ? undefined : (to - from) / 1_000_000;
}

/** Every time that a message of a transaction was sent, in order, without the copies of a capture. */
export function sendings(first: Message, transaction: Transaction): Message[] {
  const sent = [first];
  for (const one of transaction.retransmissions) {
    if (one.status !== first.status || one.method !== first.method || one.toTag !== first.toTag) continue;
    const gap = secondsBetween(sent[sent.length - 1]!, one);
    if (gap === undefined || gap >= COPY) sent.push(one);
  }
  return sent;
}

/** Whether these sendings of one message show that its sender got no answer, and not only a late one. */
export function inVain(sent: readonly Message[]): boolean {
  const seconds = secondsBetween(sent[0]!, sent[sent.length - 1]!);
  return seconds === undefined ? sent.length >= OFTEN_WITHOUT_TIMES : sent.length >= OFTEN && seconds >= LONG;
}

/** `4 times in 3.5 seconds`. */
export function howOften(sent: readonly Message[]): string {
  const seconds = sent.length > 1 ? secondsBetween(sent[0]!, sent[sent.length - 1]!) : undefined;
  return `${sent.length} times${seconds === undefined ? '' : ` in ${inWords(seconds)}`}`;
}

/** `3.5 seconds`, `32 seconds`. */
export function inWords(seconds: number): string {
  const rounded = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  return `${rounded} second${rounded === 1 ? '' : 's'}`;
}

export const isInvite = ({ method, request }: Transaction): boolean => method === 'INVITE' && request !== undefined;

/** The 2xx of an INVITE, with its start line. */
export function answerOf(transaction: Transaction): Message | undefined {
  const { final } = transaction;
  return isInvite(transaction) && final?.sip?.startLine && final.status < 300 ? final : undefined;
}

/** The ACKs of the 2xx of an INVITE, in order. */
export const acksOf = (transaction: Transaction, answer: Message): Message[] =>
  [transaction.ack, ...transaction.retransmissions].filter(
    one => one !== undefined && one.status === 0 && one.method === 'ACK' && (one.toTag === undefined || one.toTag === answer.toTag),
  ) as Message[];

/** The BYE by which one side ended the dialog of an answer. */
export const byeOf = (leg: Leg, answer: Message): Message | undefined =>
  leg.transactions.find(({ method, request }) => method === 'BYE' && request && isOfDialog(request, answer))?.request;

const isOfDialog = (request: Message, answer: Message): boolean =>
  (request.fromTag === answer.toTag && request.toTag === answer.fromTag) ||
  (request.fromTag === answer.fromTag && request.toTag === answer.toTag);

/** The BYE of the side that answered, when it waited for its ACK in vain; with the seconds after the answer. */
export function droppedBy(leg: Leg, answer: Message): { bye: Message; seconds: number } | undefined {
  const bye = byeOf(leg, answer);
  const seconds = bye && bye.fromTag === answer.toTag ? secondsBetween(answer, bye) : undefined;
  return seconds !== undefined && seconds >= ACK_WAIT[0] && seconds <= ACK_WAIT[1] ? { bye: bye!, seconds } : undefined;
}

/** Names an INVITE on all hops of a proxied call: the same Call-ID, CSeq and tags. */
export const dialogKey = (leg: Leg, answer: Message): string => [leg.callId, answer.cseq?.number, answer.fromTag, answer.toTag].join('\n');

/** What later requests of the call are sent to, where it cannot be reached from where the message came from. */
export function unreachableContact(message: Message): { span: Span; host: string; why: string } | undefined {
  const contact = message.sip && header(message.sip, 'contact');
  const host = contact && uriOf(message.sip, 'contact').host;
  if (!contact || !host) return undefined;
  const seen = message.envelope.source?.host;
  if (host.endsWith('.invalid')) return { span: contact.valueSpan, host, why: 'a name that nobody can resolve' };
  const kind = addressKind(host);
  if (kind === 'loopback' || kind === 'unspecified') return { span: contact.valueSpan, host, why: 'an address of no other machine' };
  const hidden = kind === 'private' || kind === 'carrier-grade NAT' || kind === 'link-local';
  return hidden && seen !== undefined && seen !== host
    ? { span: contact.valueSpan, host, why: `a private address, while it was sent from ${seen}` }
    : undefined;
}

/** Whether one message came behind another, and not just crossed with it: by time where the log has one, else by place. */
export function isAfter(leg: Leg, earlier: Message, later: Message): boolean {
  if (earlier.envelope.time !== undefined && later.envelope.time !== undefined) return (secondsBetween(earlier, later) ?? 0) > COPY;
  return leg.messages.indexOf(later) > leg.messages.indexOf(earlier);
}

export const relatedStart = (message: Message | undefined, text: string): Related[] =>
  message?.sip?.startLine ? [{ message, span: message.sip.startLine.span, text }] : [];

/** The value of a header as a related place. */
export function relatedHeader(message: Message | undefined, name: string, text: string): Related[] {
  const found = message?.sip && header(message.sip, name);
  return found ? [{ message, span: found.valueSpan, text }] : [];
}

/** Whether a trace shows the message with all its headers, and not just the few that somebody found worth copying. */
export const isWhole = (message: Message): boolean =>
  ['via', 'from', 'to', 'call-id', 'cseq'].every(name => header(message.sip!, name) !== undefined);

/** ` Here the request was refused with 400.`; empty where there is no reply. */
export function replySays(final: Message | undefined): string {
  if (!final) return '';
  return final.status < 300 ? ' Here it was accepted all the same.' : ` Here the reply was ${final.status}.`;
}
