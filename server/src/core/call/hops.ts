import type { Endpoint } from '../trace/types';
import { transactionsOf } from './transactions';
import type { Message, Transaction } from './types';

/** The transactions that two neighbours had with each other in one call. */
export interface Hop {
  readonly transactions: readonly Transaction[];
  /** In order of time. */
  readonly messages: readonly Message[];
}

/** WebSocket or not: the same two hosts may talk both ways, and these are two hops. */
const transportClass = (transaction: Transaction): string => {
  const message = transaction.request ?? transaction.responses[0];
  const transport = message?.via?.transport ?? message?.envelope.transport ?? '';
  return transport === '' ? '' : /^WSS?$/.test(transport) ? 'ws' : 'sip';
};

/**
 * Sorts the messages of one Call-ID onto hops. Through a proxy both sides of the gateway share Call-ID, tags and CSeq,
 * so a transaction is the smallest thing that is sure to lie on one hop: its branch was made by the hop's client.
 * Transactions belong together when they share a pair of addresses; a wrong port in one message does not part them,
 * since the transaction's other messages have the right one.
 * @param messages of one Call-ID in order of time
 */
export function hopsOf(messages: readonly Message[]): Hop[] {
  const order = new Map(messages.map((message, index) => [message, index]));
  const groups: { class: string; pairs: Set<string>; transactions: Transaction[]; invite: boolean }[] = [];
  for (const transaction of transactionsOf(messages)) {
    const kind = transportClass(transaction);
    const pairs = pairsOf(transaction);
    const invite = transaction.method === 'INVITE';
    const same = groups.filter(group => group.class === kind && [...pairs].some(pair => group.pairs.has(pair)));
    const group = same[0] ?? onlyPossible(groups, kind, transaction);
    if (!group) {
      groups.push({ class: kind, pairs, transactions: [transaction], invite });
      continue;
    }
    group.transactions.push(transaction);
    group.invite ||= invite;
    for (const pair of pairs) group.pairs.add(pair);
    for (const other of same.slice(1)) {
      group.transactions.push(...other.transactions);
      for (const pair of other.pairs) group.pairs.add(pair);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map(group => {
    const all = group.transactions.flatMap(one => [one.request, ...one.responses, one.ack, ...one.retransmissions]).filter(one => one !== undefined);
    all.sort((a, b) => order.get(a)! - order.get(b)!);
    const first = (transaction: Transaction): number => order.get((transaction.request ?? transaction.responses[0])!) ?? 0;
    return { transactions: [...group.transactions].sort((a, b) => first(a) - first(b)), messages: all };
  });
}

/** In a log without addresses a later request of the other side lies on the only hop of its transport that there is. */
function onlyPossible<G extends { class: string; pairs: Set<string> }>(groups: readonly G[], kind: string, transaction: Transaction): G | undefined {
  if ((transaction.request ?? transaction.responses[0])?.envelope.source) return undefined;
  const candidates = groups.filter(group => group.class === kind);
  const toTag = transaction.request?.toTag ?? transaction.responses.find(one => one.toTag)?.toTag;
  const later = transaction.request?.toTag !== undefined || transaction.method !== 'INVITE';
  return candidates.length === 1 && later && toTag !== undefined ? candidates[0] : undefined;
}

/** Unordered address pairs that the transaction's messages were seen between. */
function pairsOf(transaction: Transaction): Set<string> {
  const pairs = new Set<string>();
  for (const message of [transaction.request, ...transaction.responses]) {
    if (!message) continue;
    const { source, destination, direction } = message.envelope;
    if (source && destination) pairs.add([addressText(source), addressText(destination)].sort().join('|'));
    else if (source || destination) pairs.add(`self|${addressText((source ?? destination)!)}`);
    else if (direction) pairs.add('self|peer');
    else pairs.add(`via|${message.via?.host ?? ''}:${message.via?.port ?? ''}|${message.viaCount}`);
  }
  return pairs;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export const addressText = (endpoint: Endpoint): string => {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return endpoint.port === undefined ? host : `${host}:${endpoint.port}`;
};
