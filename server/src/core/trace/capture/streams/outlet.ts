import type { Span } from '../../../text/span';
import type { Endpoint, Transport } from '../../types';
import type { CaptureNotes, MessageSink } from '../types';
import type { Place } from './origin';
import { addProblem } from '../notes';

/** Where the messages of one direction of a TCP connection go. */
export class Outlet {
  constructor(
    private readonly sink: MessageSink,
    readonly notes: CaptureNotes,
    readonly source: Endpoint,
    readonly destination: Endpoint,
  ) {}

  /** Hands out the message from `start` to `end` of `bytes`; `cut` bytes are missing behind it. */
  message(transport: Transport, bytes: Uint8Array, start: number, end: number, place: Place, cut: number): void {
    const { source, destination } = this;
    this.sink.message({ ...place, source, destination, transport, bytes, start, end, cut, hep: false });
  }

  /** Hands out what HEP carried, with the addresses that HEP tells. */
  hep(found: { source: Endpoint; destination: Endpoint; transport: Transport; bytes: Uint8Array }, message: Span, place: Place): void {
    const { source, destination, transport, bytes } = found;
    this.sink.message({ ...place, source, destination, transport, bytes, start: message.start, end: message.end, cut: 0, hep: true });
  }

  remark(sentence: string): void {
    addProblem(this.notes, sentence);
  }
}
