import type { TurnEvidence } from '../../evidence/types';
import type { Packet } from '../types';
import { uint16 } from './bytes';
import { type StunAddress, type StunMessage, TURN_METHODS } from './stun';
import { Tally, type Told } from './tally';
import { Transactions } from './transactions';

/** TURN requests and responses of one flow, and how much was relayed over it (RFC 8656). */
export class Turn extends Tally {
  /** Of the last successful allocation. */
  relayed?: StunAddress;
  private readonly requests = new Map<string, number>();
  private readonly successes = new Map<string, number>();
  private readonly errors = new Map<number, number>();
  private answered = 0;
  private relayedPackets = 0;
  private readonly transactions = new Transactions();

  /** `opposite` is the other direction's, where there is one. */
  add(message: StunMessage, packet: Packet, opposite: Turn | undefined): void {
    this.count(packet.frame);
    const method = TURN_METHODS.get(message.method) ?? 'unknown';
    if (message.class === 'indication') this.relayedPackets++;
    else if (message.class === 'request') {
      increase(this.requests, method);
      this.transactions.request(message.id, packet.frame.time);
    } else {
      if (message.class === 'success') increase(this.successes, method);
      else increase(this.errors, message.errorCode ?? 0);
      if (message.class === 'success' && message.relayed) this.relayed = message.relayed;
      opposite?.wasAnswered(message.id);
    }
  }

  addChannelData(packet: Packet): void {
    this.count(packet.frame);
    this.relayedPackets++;
  }

  get evidence(): Told<TurnEvidence> {
    const { answered, relayedPackets } = this;
    const errors = [...this.errors].sort(([a], [b]) => a - b);
    return { kind: 'turn', requests: [...this.requests], answered, successes: [...this.successes], errors, relayedPackets };
  }

  private wasAnswered(id: string): void {
    this.answered += this.transactions.response(id)?.waiting ?? 0;
  }
}

/** Whether a payload is a ChannelData message of a bound channel (RFC 8656 section 12.4); over UDP it need not be padded. */
export function isChannelData(packet: Packet): boolean {
  const { bytes, start, end, missing } = packet;
  const behind = end + missing - start - 4 - uint16(bytes, start + 2);
  return end - start >= 4 && behind >= 0 && behind < 4;
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
