import { addressText } from '../call/hops';
import type { LegKind } from '../call/types';
import type { Endpoint } from '../trace/types';
import type { KnownEndpoint } from './endpoints';
import type { LightMessage } from './lightMessage';
import type { LightSdp } from './lightSdp';

/** What a message's log or packet says of it besides its text. */
export interface Passage {
  /** Microseconds, or the message's place where there are no times. */
  readonly time: number;
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
  readonly transport?: string;
  readonly direction?: 'sent' | 'received';
}

/** The same with the addresses as the list keeps them. */
export interface KnownPassage extends Passage {
  readonly source?: KnownEndpoint;
  readonly destination?: KnownEndpoint;
}

/** The first INVITE of a hop that was not only asked for credentials. */
interface Invite {
  branch: number;
  readonly cseq: number;
  readonly fromTag: number;
  readonly fromUser: string;
  /** Of the request; the number of Vias of a response is the same. */
  readonly viaCount: number;
  /** Whether the request itself was seen. */
  readonly requested: boolean;
  readonly time: number;
  readonly source?: string;
  readonly destination?: string;
  readonly direction?: 'sent' | 'received';
  /** Its first final response; 0 while there is none. */
  status: number;
  answered: number;
}

/** Final responses that turn down what is not the offer; the caller tries again (RFC 3261 section 22.2, RFC 4028 section 6). */
const REPEATED = new Set([401, 407, 422]);

/** Transactions of a hop by which a message that came another way is known to belong to it. */
const REMEMBERED = 4;

/** What the list keeps of the path between two neighbours in one Call-ID, see `call/hops`. */
export class LightHop {
  /** Of its first message. */
  time: number;
  kind: LegKind = 'unknown';
  private kindByVia = false;
  parties: readonly [string, string];
  /** Who calls whom, by the users of From and of the request URI. */
  from: string;
  to: string;
  /** Source of the caller's messages, where the log has addresses. */
  caller?: string;
  invite?: Invite;
  /** Whether an INVITE was answered with 2xx, be it a later one. */
  answered = false;
  ringing = false;
  /** Codecs of the first offer and of the last answer, where they were seen. */
  offer: readonly string[] | undefined;
  answer: readonly string[] | undefined;
  /** Of the last few transactions. */
  branches: readonly number[] = [];

  constructor(
    /** Whether it is over WebSocket: `ws`, `sip`, or empty. */
    readonly transport: string,
    passage: KnownPassage,
    message: LightMessage,
  ) {
    this.time = passage.time;
    this.parties = partiesOf(passage, message);
    this.from = message.from;
    this.to = message.uri || message.to;
    this.caller = (message.status === 0 ? passage.source : passage.destination)?.text;
  }

  /** Takes what a message tells; whether the hop's first INVITE is now another one, or has its final response. */
  add(message: LightMessage, sdp: LightSdp | undefined, passage: KnownPassage): boolean {
    this.time = Math.min(this.time, passage.time);
    let changed = this.readKind(message, passage);
    if (message.branch !== 0 && !this.branches.includes(message.branch)) {
      this.branches = this.branches.slice(1 - REMEMBERED).concat(message.branch);
    }
    if (message.method === 'INVITE') changed = this.addInvite(message, passage) || changed;
    if (sdp) this.addSdp(message, sdp);
    return changed;
  }

  /** Whether a message with this source was sent by the caller of the hop. */
  sentByCaller(passage: KnownPassage, message: LightMessage): boolean {
    if (passage.source && this.caller !== undefined) return passage.source.text === this.caller;
    return (message.status === 0) === (message.fromTag === (this.invite?.fromTag ?? message.fromTag));
  }

  /** Takes over what another hop has, which turned out to be the same one. */
  merge(other: LightHop): void {
    if (other.invite && (!this.invite || other.invite.time < this.invite.time)) {
      this.invite = other.invite;
      this.parties = other.parties;
      this.from = other.from;
      this.to = other.to;
      this.caller = other.caller;
    }
    this.time = Math.min(this.time, other.time);
    this.answered ||= other.answered;
    this.ringing ||= other.ringing;
    this.offer ??= other.offer;
    this.answer ??= other.answer;
  }

  /** The topmost Via tells what a leg is, else the transport that the log names, see `call/legs`. */
  private readKind(message: LightMessage, passage: KnownPassage): boolean {
    const word = message.viaTransport || passage.transport;
    if (this.kindByVia || !word || (message.viaTransport === '' && this.kind !== 'unknown')) return false;
    this.kindByVia = message.viaTransport !== '';
    const before = this.kind;
    this.kind = isWebSocket(word) ? 'webrtc' : 'sip';
    return this.kind !== before;
  }

  private addInvite(message: LightMessage, passage: KnownPassage): boolean {
    const known = this.invite;
    const { status } = message;
    if (status >= 200 && status < 300) this.answered = true;
    if (status > 100 && status < 200) this.ringing = true;
    if (status === 0) {
      const isSame = known?.cseq === message.cseq && known.branch === message.branch;
      const isNext = known && REPEATED.has(known.status) && known.fromTag === message.fromTag && known.cseq < message.cseq;
      if (known && !(isSame && !known.requested) && !isNext) return false;
      this.invite = inviteOf(message, passage, isSame ? known : undefined);
      this.parties = partiesOf(passage, message);
      this.from = message.from;
      this.to = message.uri || message.to;
      this.caller = passage.source?.text;
      return true;
    }
    const invite = known ?? inviteOf(message, passage);
    this.invite = invite;
    if (invite.branch !== message.branch || invite.cseq !== message.cseq || status < 200 || invite.status > 0) return invite !== known;
    invite.status = status;
    invite.answered = passage.time;
    return true;
  }

  /** The offer is the first description, the answer the last one of an answer to an INVITE: in a response, or in the ACK of a late offer. */
  private addSdp(message: LightMessage, sdp: LightSdp): void {
    if (message.status >= 300) return;
    if (!this.offer) this.offer = codecsOf(sdp);
    else if (message.method === 'INVITE' ? message.status > 0 : message.method === 'ACK' || message.method === 'PRACK')
      this.answer = codecsOf(sdp);
  }
}

function codecsOf({ sections }: LightSdp): readonly string[] {
  return sections.length === 1 ? sections[0]!.codecs : [...new Set(sections.flatMap(section => section.codecs))];
}

function inviteOf(message: LightMessage, passage: KnownPassage, known?: Invite): Invite {
  const request = message.status === 0;
  return {
    branch: message.branch,
    cseq: message.cseq,
    fromTag: message.fromTag,
    fromUser: message.fromUser,
    viaCount: message.viaCount,
    requested: request,
    time: passage.time,
    source: request ? passage.source?.host : undefined,
    destination: request ? passage.destination?.host : undefined,
    direction: request ? passage.direction : undefined,
    status: known?.status ?? 0,
    answered: known?.answered ?? 0,
  };
}

export const isWebSocket = (transport: string): boolean => transport === 'WS' || transport === 'WSS';

/** Caller and callee by a hop's first request or response, as far as the log tells, see `call/legs`. */
function partiesOf({ source, destination, direction }: KnownPassage, message: LightMessage): [string, string] {
  if (!source && !destination && direction) return [viaOf(message), ''];
  const to = destination?.text ?? '';
  if (message.status === 0) return [source?.text ?? viaOf(message), to];
  return [to || viaOf(message), source?.text ?? ''];
}

function viaOf({ viaHost, viaPort }: LightMessage): string {
  const host = viaHost.replace(/^\[|\]$/g, '');
  return host === '' ? '' : addressText({ host, port: viaPort || undefined });
}
