import type { Exchange, Message, Side, Transaction } from './types';

/**
 * The offers of one hop with their answers, in order of time (RFC 3264 section 4, RFC 3261 section 13.2.1, RFC 3262 section 5,
 * RFC 3311 section 5, RFC 6337 section 2.2).
 */
export function exchangesOf(transactions: readonly Transaction[]): Exchange[] {
  const found: Exchange[] = [];
  let last: Exchange | undefined;
  for (const transaction of transactions) {
    if (isRepeated(transaction, transactions)) continue;
    const exchanges = exchangesIn(transaction, transactions, last);
    for (const one of exchanges) found.push(one);
    last = exchanges.filter(one => one.offer && one.answer).at(-1) ?? last;
  }
  return found;
}

function exchangesIn(transaction: Transaction, all: readonly Transaction[], previous: Exchange | undefined): Exchange[] {
  const { method } = transaction;
  if (method === 'INVITE') return inviteExchanges(transaction, all, previous);
  if (method !== 'UPDATE' && (method !== 'PRACK' || isAnswerInPrack(transaction, all))) return [];
  const exchange = requestExchange(transaction, previous);
  return exchange ? [exchange] : [];
}

/**
 * Whether an INVITE was turned down for what is not its offer and sent again: with credentials, or another session timer
 * (RFC 3261 section 22.2, RFC 4028 section 6). The repetition counts.
 */
export function isRepeated(transaction: Transaction, all: readonly Transaction[]): boolean {
  const { method, request, final } = transaction;
  if (method !== 'INVITE' || !request || ![401, 407, 422].includes(final?.status ?? 0)) return false;
  const number = request.cseq?.number ?? 0;
  return all.some(
    other => other.method === 'INVITE' && other.request?.fromTag === request.fromTag && (other.request?.cseq?.number ?? 0) > number,
  );
}

const sideOf = (message: Message | undefined): Side | undefined => (message?.sdp ? { message, sdp: message.sdp } : undefined);

function inviteExchanges(transaction: Transaction, all: readonly Transaction[], previous: Exchange | undefined): Exchange[] {
  const { request, responses, final, ack } = transaction;
  const inDialog = request?.toTag !== undefined;
  const carrier = inDialog || (previous && !request) ? 're-INVITE' : 'INVITE';
  const common = { previous, cseq: (request ?? final ?? responses[0])?.cseq };
  const rejection = final && final.status >= 300 ? final : undefined;
  if (request && !request.sdp) return lateOffer(transaction, all, { ...common, ack });
  const answers = answersByFork(responses);
  if (answers.length === 0) {
    const offer = sideOf(request);
    return offer
      ? [{ ...common, carrier, offer, rejection, offererTag: request!.fromTag, answererTag: final?.toTag ?? request!.toTag }]
      : [];
  }
  return answers.map(answer => ({
    ...common,
    carrier,
    offer: sideOf(request),
    answer,
    rejection,
    offererTag: answer.message.fromTag,
    answererTag: answer.message.toTag,
  }));
}

/** One answer for each fork (To tag): that of the 2xx, else the last provisional one. */
function answersByFork(responses: readonly Message[]): Side[] {
  const forks = new Map<string, Side>();
  for (const response of responses) {
    const side = sideOf(response);
    if (!side || response.status >= 300) continue;
    const known = forks.get(response.toTag ?? '');
    // An answer is repeated unchanged in later responses: the first place is where it was given.
    if (known && sdpText(known) === sdpText(side)) continue;
    forks.set(response.toTag ?? '', side);
  }
  return [...forks.values()];
}

const sdpText = (side: Side): string => side.message.text.slice(side.sdp.span.start, side.sdp.span.end).trimEnd();

/** INVITE without SDP: the offer comes in a reliable response, the answer in the PRACK or the ACK (RFC 3261 section 13.2.1). */
function lateOffer(transaction: Transaction, all: readonly Transaction[], common: { previous?: Exchange; ack?: Message }): Exchange[] {
  const offer = transaction.responses.map(sideOf).find(side => side !== undefined && side.message.status < 300);
  if (!offer) return [];
  const { ack, ...rest } = common;
  const prack = all.find(one => one.method === 'PRACK' && one.request?.toTag === offer.message.toTag && isAnswerInPrack(one, all));
  const answer = sideOf(prack?.request) ?? sideOf(ack);
  return [{ ...rest, carrier: 'late offer', offer, answer, offererTag: offer.message.toTag, answererTag: offer.message.fromTag }];
}

/** A PRACK's SDP is an answer where the INVITE had none and the acknowledged response made the offer (RFC 3262 section 5). */
function isAnswerInPrack(prack: Transaction, all: readonly Transaction[]): boolean {
  const acknowledged = all.find(
    one => one.method === 'INVITE' && one.responses.some(response => response.toTag === prack.request?.toTag && response.status < 200),
  );
  return acknowledged?.request !== undefined && !acknowledged.request.sdp;
}

function requestExchange(transaction: Transaction, previous: Exchange | undefined): Exchange | undefined {
  const { request, final } = transaction;
  const offer = sideOf(request);
  const answer = final && final.status < 300 ? sideOf(final) : undefined;
  if (!offer && !answer) return undefined;
  return {
    carrier: transaction.method === 'PRACK' ? 'PRACK' : 'UPDATE',
    offer,
    answer,
    rejection: final && final.status >= 300 ? final : undefined,
    previous,
    offererTag: (request ?? final)?.fromTag,
    answererTag: (request ?? final)?.toTag,
    cseq: (request ?? final)?.cseq,
  };
}
