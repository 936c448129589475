import type { StunEvidence } from '../../evidence/types';
import type { Packet } from '../types';
import { isSignedWith, type SignedRequest, signedRequest } from './integrity';
import { BINDING, type StunMessage } from './stun';
import { Tally, type Told } from './tally';
import { Transactions } from './transactions';

/** Binding requests and responses of one flow, with what ICE puts into them (RFC 8489, RFC 8445). */
export class Binding extends Tally {
  private requests = 0;
  private answered = 0;
  private lastAnswered?: number;
  private successes = 0;
  private readonly errors = new Map<number, number>();
  private nominating = 0;
  private controlling = 0;
  private controlled = 0;
  private username?: string;
  private readonly transactions = new Transactions();
  /** A request of the first USERNAME and one of the latest: ICE may have been restarted. */
  private readonly signed: SignedRequest[] = [];

  /** `opposite` is the other direction's, where there is one. */
  add(message: StunMessage, packet: Packet, opposite: Binding | undefined): void {
    this.count(packet.frame);
    if (message.method !== BINDING) return;
    if (message.class === 'request') this.request(message, packet);
    else if (message.class === 'success') {
      this.successes++;
      opposite?.succeeded(message.id);
    } else if (message.class === 'error') {
      const code = message.errorCode ?? 0;
      this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    }
  }

  /** `passwordOf` gives the password that an SDP has for a ufrag. */
  evidence(passwordOf: (ufrag: string) => string | undefined): Told<StunEvidence> {
    const { requests, answered, successes, nominating, controlling, controlled, lastAnswered } = this;
    const errors = [...this.errors].sort(([a], [b]) => a - b);
    const { username, integrity } = this.checked(passwordOf);
    return { kind: 'stun', requests, answered, successes, errors, nominating, controlling, controlled, username, integrity, lastAnswered };
  }

  private request(message: StunMessage, packet: Packet): void {
    this.requests++;
    if (message.useCandidate) this.nominating++;
    if (message.controlling) this.controlling++;
    if (message.controlled) this.controlled++;
    this.transactions.request(message.id, packet.frame.time);
    const { username } = message;
    if (username === undefined) return;
    this.username = username;
    if (this.signed.some(request => request.username === username)) return;
    const signed = signedRequest(message, packet.bytes, packet.start);
    if (signed) this.signed[Math.min(this.signed.length, 1)] = signed;
  }

  private succeeded(id: string): void {
    const transaction = this.transactions.response(id);
    if (!transaction) return;
    this.answered += transaction.waiting;
    this.lastAnswered = Math.max(this.lastAnswered ?? 0, transaction.time);
  }

  /** The USERNAME with its verdict: one whose password is wrong, else the latest. */
  private checked(passwordOf: (ufrag: string) => string | undefined): Pick<StunEvidence, 'username' | 'integrity'> {
    let integrity: StunEvidence['integrity'];
    for (const request of this.signed) {
      const password = passwordOf(request.username.slice(0, Math.max(0, request.username.indexOf(':'))));
      if (password === undefined) continue;
      if (!isSignedWith(request, password)) return { username: request.username, integrity: 'wrong' };
      if (request.username === this.username) integrity = 'ok';
    }
    return { username: this.username, integrity };
  }
}
