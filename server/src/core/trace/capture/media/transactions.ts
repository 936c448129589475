/** Transactions of one flow that are remembered. */
const OPEN = 256;

/** Requests of one transaction that were not answered yet. */
interface Transaction {
  waiting: number;
  /** When the last of them was sent, in microseconds since 1970. */
  time: number;
}

/** Matches responses to the requests of the opposite flow by their transaction ID. A repeated request is one more that may be answered. */
export class Transactions {
  private readonly open = new Map<string, Transaction>();

  request(id: string, time: number): void {
    const known = this.open.get(id);
    if (known) {
      known.waiting++;
      known.time = time;
      return;
    }
    // The oldest gives way: a response comes within seconds or not at all.
    if (this.open.size >= OPEN) this.open.delete(this.open.keys().next().value!);
    this.open.set(id, { waiting: 1, time });
  }

  /** The requests that a response answers; undefined for a repeated response and one to nothing. */
  response(id: string): Transaction | undefined {
    const known = this.open.get(id);
    this.open.delete(id);
    return known;
  }
}
