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
  const groups = new Set<Group>();
  // Looked up by pair: one Call-ID may have thousands of transactions.
  const byPair = new Map<string, Group>();
  transactionsOf(messages).forEach((transaction, number) => {
    const kind = transportClass(transaction);
    const pairs = pairsOf(transaction, kind);
    const same = [...pairs].map(pair => byPair.get(pair)).filter(group => group !== undefined);
    const [oldest, ...others] = [...new Set(same)].sort((a, b) => a.number - b.number);
    const group = oldest ?? onlyPossible(groups, kind, transaction) ?? { number, kind, pairs: [], transactions: [] };
    groups.add(group);
    const join = (one: Omit<Group, 'number' | 'kind'>): void => {
      for (const each of one.transactions) group.transactions.push(each);
      for (const pair of one.pairs) {
        if (byPair.get(pair) === group) continue;
        byPair.set(pair, group);
        group.pairs.push(pair);
      }
    };
    join({ transactions: [transaction], pairs: [...pairs] });
    for (const other of others) {
      join(other);
      groups.delete(other);
    }
  });
  return Array.from(groups, group => {
    const all = group.transactions
      .flatMap(one => [one.request, ...one.responses, one.ack, ...one.retransmissions])
      .filter(one => one !== undefined);
    all.sort((a, b) => order.get(a)! - order.get(b)!);
    const first = (transaction: Transaction): number => order.get((transaction.request ?? transaction.responses[0])!) ?? 0;
    return { transactions: group.transactions.sort((a, b) => first(a) - first(b)), messages: all };
  });
}

/** A hop while it is being put together. */
interface Group {
  /** Of its first transaction. */
  readonly number: number;
  readonly kind: string;
  readonly pairs: string[];
  readonly transactions: Transaction[];
}

/** In a log without addresses a later request of the other side lies on the only hop of its transport that there is. */
function onlyPossible(groups: Iterable<Group>, kind: string, transaction: Transaction): Group | undefined {
  const { request, responses, method } = transaction;
  if ((request ?? responses[0])?.envelope.source) return undefined;
  const toTag = request?.toTag ?? responses.find(one => one.toTag)?.toTag;
  if (toTag === undefined || (request?.toTag === undefined && method === 'INVITE')) return undefined;
  let only: Group | undefined;
  for (const group of groups) {
    if (group.kind !== kind) continue;
    if (only) return undefined;
    only = group;
  }
  return only;
}

/** Unordered address pairs that the transaction's messages were seen between, over a kind of transport. */
function pairsOf(transaction: Transaction, kind: string): Set<string> {
  const pairs = new Set<string>();
  for (const message of [transaction.request, ...transaction.responses]) {
    if (!message) continue;
    const { source, destination, direction } = message.envelope;
    if (source && destination) pairs.add(`${kind}|${[addressText(source), addressText(destination)].sort().join('|')}`);
    else if (source || destination) pairs.add(`${kind}|self|${addressText((source ?? destination)!)}`);
    else if (direction) pairs.add(`${kind}|self|peer`);
    else pairs.add(`${kind}|via|${message.via?.host ?? ''}:${message.via?.port ?? ''}|${message.viaCount}`);
  }
  return pairs;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export const addressText = (endpoint: Endpoint): string => {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return endpoint.port === undefined ? host : `${host}:${endpoint.port}`;
};
