import { addTo } from '../text/lists';
import type { Message, Transaction } from './types';

/** A transaction while it is being put together. */
interface Draft {
  method: string;
  request?: Message;
  responses: Message[];
  final?: Message;
  ack?: Message;
  retransmissions: Message[];
}

/** Responses of a transaction by which another one is known as their repetition. */
type Seen = Map<Draft, Set<string>>;

/**
 * Sorts the messages of one Call-ID into transactions: same branch and sent-by of the topmost Via, same method (RFC 3261 sections 17.1.3, 17.2.3).
 * ACKs are not transactions of their own here: each is attached to its INVITE.
 * @param messages in order of time
 */
export function transactionsOf(messages: readonly Message[]): Transaction[] {
  const drafts: Draft[] = [];
  const byKey = new Map<string, Draft>();
  const acks: Message[] = [];
  const seen: Seen = new Map();
  for (const message of messages) {
    if (message.method === 'ACK' && message.status === 0) {
      acks.push(message);
      continue;
    }
    const key = keyOf(message, message.method);
    let draft = byKey.get(key);
    if (!draft) {
      draft = { method: message.method, responses: [], retransmissions: [] };
      byKey.set(key, draft);
      drafts.push(draft);
    }
    if (message.status === 0) addRequest(draft, message);
    else addResponse(draft, message, seen);
  }
  const invites = new Map<string, Draft[]>();
  for (const draft of acks.length > 0 ? drafts : []) {
    const key = draft.method === 'INVITE' && dialogKey(draft.request ?? draft.final);
    if (key !== false) addTo(invites, key, draft);
  }
  for (const ack of acks) attachAck(ack, byKey.get(keyOf(ack, 'INVITE')), invites.get(dialogKey(ack)) ?? []);
  return drafts;
}

/** Where Vias are missing, what else is the same in a request and its responses must do. */
function keyOf(message: Message, method: string): string {
  const via = message.via;
  const hop = via?.branch
    ? `${via.branch}|${via.host}:${via.port ?? ''}`
    : `${message.fromTag ?? ''}|${via?.host ?? ''}:${via?.port ?? ''}`;
  return `${hop}|${message.cseq?.number ?? ''}|${method}`;
}

function addRequest(draft: Draft, message: Message): void {
  if (draft.request) draft.retransmissions.push(message);
  else draft.request = message;
}

function addResponse(draft: Draft, message: Message, seen: Seen): void {
  const known = seen.get(draft) ?? new Set();
  seen.set(draft, known);
  const words = `${message.status}|${message.toTag ?? ''}|${bodyOf(message)}`;
  if (known.has(words)) {
    draft.retransmissions.push(message);
    return;
  }
  known.add(words);
  draft.responses.push(message);
  if (message.status >= 200) draft.final ??= message;
}

const bodyOf = (message: Message): string => (message.sip ? message.text.slice(message.sip.bodySpan.start).trimEnd() : '');

const dialogKey = (message: Message | undefined): string => `${message?.cseq?.number}|${message?.fromTag}`;

/** The ACK of a refusal has the INVITE's branch, that of a 2xx only its CSeq number and dialog (RFC 3261 sections 17.1.1.3, 13.2.2.4). */
function attachAck(ack: Message, sameBranch: Draft | undefined, sameDialog: readonly Draft[]): void {
  // Where there is one hop only, an ACK over another transport, or past a proxy, is still its ACK.
  const taken = sameDialog.filter(one => (one.final?.status ?? 0) < 300);
  const invite = sameBranch ?? taken.find(one => samePath(one.request ?? one.final, ack)) ?? (taken.length === 1 ? taken[0] : undefined);
  if (!invite) return;
  if (invite.ack) invite.retransmissions.push(ack);
  else invite.ack = ack;
}

/** Through a proxy both hops have the same CSeq and tags: transport and the number of Vias tell them apart. */
function samePath(message: Message | undefined, ack: Message): boolean {
  if (!message) return false;
  const inviteHost = message.status === 0 ? message.envelope.source?.host : message.envelope.destination?.host;
  const ackHost = ack.envelope.source?.host;
  const hosts = inviteHost === undefined || ackHost === undefined || inviteHost === ackHost;
  return hosts && message.via?.transport === ack.via?.transport && message.viaCount === ack.viaCount;
}
