import { renderCall, type RenderedMessage } from '../trace/capture/render';
import type { Flow } from '../trace/capture/media/flow';
import type { Flows } from '../trace/capture/media/flows';
import { messageText } from '../trace/capture/messageText';
import type { CapturedMessage, CaptureNotes, MessageSink } from '../trace/capture/types';
import type { CaptureEvidence, FlowEvidence } from '../trace/evidence/types';
import { span } from '../text/span';
import { type CallFlows, callFlows } from './callFlows';
import { CallIndex, type Group, type IndexedCall } from './callIndex';
import { CallRows, type ChangedRows, inTime } from './callRows';
import { type CaptureEntry, Entries } from './entries';
import { type CallRow, mediaText } from './row';

/** Reads bytes of the capture again; fewer than asked for where the file has become shorter. */
export type ReadAgain = (offset: number, length: number) => Uint8Array;

/** Messages of no call that are one text: a capture may hold a hundred thousand OPTIONS. */
const MOST_OTHERS = 2000;
/** Flows of no call that are told, the biggest first. */
const MOST_FLOWS = 200;

/** A text and whether it is that of a call. */
export interface TextPart {
  /** The call's id; missing for what belongs to no call. */
  readonly call?: number;
  readonly text: string;
}

/** The calls of a capture, collected while it is read, and their texts. Memory grows by a few hundred bytes for each SIP message. */
export class CallList implements MessageSink {
  private readonly index = new CallIndex<number>();
  private readonly entries: Entries;
  private readonly rowsOfCalls = new CallRows<number>(
    this.index,
    () => true,
    call => (this.flows ? mediaText(call, hop => this.flows?.media.get(hop), this.mediaSeen) : ''),
  );
  private flows: CallFlows<Flow> | undefined;
  private mediaSeen = false;

  /** @param keepBytes whether messages are kept in memory, since the capture cannot be read again: it is packed, or comes through a pipe */
  constructor(keepBytes: boolean) {
    this.entries = new Entries(keepBytes);
  }

  message(message: CapturedMessage): void {
    this.index.add(message.bytes, message.start, message.end, message, this.entries.add(message));
  }

  /** Closes flows whose address another call takes: to be called before the capture is read. */
  follow(flows: Flows): void {
    this.index.reused = (host, port) => flows.close(host, port);
  }

  /** Tells the flows to the calls: to be called when the capture has ended. */
  attach(flows: Flows, notes: CaptureNotes): void {
    this.flows = callFlows(this.index, flows.all());
    this.mediaSeen = notes.media > 0;
    this.rowsOfCalls.forget();
  }

  /** SIP messages so far. */
  get messages(): number {
    return this.entries.count;
  }

  /** Calls so far. */
  get calls(): number {
    return this.index.calls().length;
  }

  /** All calls in order of time. */
  rows(): CallRow[] {
    return this.rowsOfCalls.all();
  }

  /** Calls that are new or have changed since a revision; 0 for all. */
  changedSince(revision: number): ChangedRows {
    return this.rowsOfCalls.changedSince(revision);
  }

  /** Messages of a call in the order in which they came; of an id that is no call, none. */
  messagesOf(id: number): CaptureEntry[] {
    return this.callOf(id)?.groups.flatMap(group => group.entries.map(entry => this.entries.get(entry))) ?? [];
  }

  /** Frames of the messages of calls, ascending, each once. */
  framesOf(ids: readonly number[]): number[] {
    const frames = new Set<number>();
    for (const id of ids) for (const entry of this.messagesOf(id)) for (const frame of entry.frames) frames.add(frame);
    return [...frames].sort((a, b) => a - b);
  }

  /** What the media of a call did; empty until `attach`. */
  flowsOf(id: number): readonly Flow[] {
    return this.flows?.byCall.get(id) ?? [];
  }

  /** The text of calls, in order of time. */
  textOf(ids: readonly number[], capture: CaptureEvidence, read: ReadAgain): string {
    const wanted = new Set(ids);
    const calls = inTime(this.index.calls()).filter(call => wanted.has(call.id));
    return calls.map(call => this.callText(call, capture, read)).join('');
  }

  /** The whole text in parts: first what belongs to no call, then each call in order of time. */
  *texts(capture: CaptureEvidence, read: ReadAgain): Generator<TextPart> {
    yield* this.otherTexts(capture, read);
    for (const call of inTime(this.index.calls())) yield { call: call.id, text: this.callText(call, capture, read) };
  }

  private callText(call: IndexedCall<number>, capture: CaptureEvidence, read: ReadAgain): string {
    const messages = call.groups.flatMap(group => group.entries.map(entry => rendered(this.entries.get(entry), read)));
    return renderCall({ capture, messages, flows: evidenceOf(this.flowsOf(call.id), call.groups) });
  }

  private *otherTexts(capture: CaptureEvidence, read: ReadAgain): Generator<TextPart> {
    const { entries } = this.index.others;
    const flows = [...(this.flows?.others ?? [])].sort((a, b) => b.packets - a.packets);
    const left = flows.slice(MOST_FLOWS);
    const packets = left.reduce((sum, flow) => sum + flow.packets, 0);
    const unsaid = `${left.length} more flows of no call are not listed: ${packets} packets`;
    const first = left.length > 0 ? { ...capture, problems: [...capture.problems, unsaid] } : capture;
    const evidence = evidenceOf(flows.slice(0, MOST_FLOWS), []);
    for (let from = 0; from < entries.length || (from === 0 && evidence.length > 0); from += MOST_OTHERS) {
      const messages = entries.slice(from, from + MOST_OTHERS).map(entry => rendered(this.entries.get(entry), read));
      yield { text: renderCall({ capture: from === 0 ? first : capture, messages, flows: from === 0 ? evidence : [] }) };
    }
  }

  private callOf(id: number): IndexedCall<number> | undefined {
    return this.index.calls().find(call => call.id === id);
  }
}

function evidenceOf(flows: readonly Flow[], groups: readonly Group<number>[]): FlowEvidence[] {
  const passwords = new Map(groups.flatMap(group => [...(group.passwords ?? [])]));
  const hashes = [...new Set(groups.flatMap(group => group.hashes))];
  return flows.flatMap(flow => flow.evidence({ passwordOf: ufrag => passwords.get(ufrag), hashes }));
}

function rendered(entry: CaptureEntry, read: ReadAgain): RenderedMessage {
  const { time, source, destination, transport, frames, where, length, at, cut, hep } = entry;
  const bytes = typeof where === 'number' ? read(where, length) : where;
  return {
    evidence: {
      kind: 'message',
      frames,
      transport,
      bytes: length + cut,
      range: at < 0 ? undefined : span(at, at + length),
      cut: cut > 0 ? cut : undefined,
      hep: hep || undefined,
    },
    time,
    source,
    destination,
    text: messageText(bytes),
  };
}
