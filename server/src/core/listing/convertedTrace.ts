import { CaptureReader } from '../trace/capture/captureReader';
import { addProblem } from '../trace/capture/notes';
import { renderConnection } from '../trace/capture/renderConnection';
import type { CapturedMessage } from '../trace/capture/types';
import { converterOf } from '../trace/convert/index';
import type { BrowserConnection, ConversionSink, ConvertedMessage, ConvertedPacket, Converter } from '../trace/convert/types';
import type { CaptureEvidence } from '../trace/evidence/types';
import type { FormatId } from '../trace/types';
import { wrappingOf } from '../trace/unwrap/index';
import { CallList, type TextPart } from './callList';
import { captureEvidence } from './captureEvidence';
import { ConnectionList } from './connectionList';
import { UnwrappedTrace } from './unwrappedTrace';

/**
 * Reads a text in which a tool has printed packets, messages or descriptions, but not as they were, and writes it as the text of captured
 * calls; a log that is wrapped, as it was before.
 * @param name of the file, without folders
 * @returns undefined for a text that is of no such form, or in which nothing of a call is found
 */
export function convertTrace(text: string, name = ''): ConvertedTrace | UnwrappedTrace | undefined {
  const converter = converterOf(text);
  if (converter) return orNothing(new ConvertedTrace(converter, text, name));
  const wrapping = wrappingOf(text);
  if (!wrapping) return undefined;
  const unwrapped = wrapping.unwrap(text);
  const inner = converterOf(unwrapped);
  return orNothing(inner ? new ConvertedTrace(inner, unwrapped, name) : new UnwrappedTrace(wrapping.title, unwrapped));
}

const orNothing = <T extends { readonly messages: number }>(trace: T): T | undefined => (trace.messages > 0 ? trace : undefined);

/** What is to be known of the calls of a text or capture without their texts. */
export type ListOfCalls = Pick<CallList, 'messages' | 'calls' | 'rows'>;

/** A text that was converted: its calls, and their texts as a capture has them. */
export class ConvertedTrace {
  /** The form in which it was. */
  readonly format: FormatId;
  /** What the form is called: "tshark -V". */
  readonly title: string;
  private readonly calls = new CallList(true);
  private readonly connections = new ConnectionList();
  private readonly reader = new CaptureReader({ message: message => this.captured(message) });
  /** Whether a place in the frames that are read means something. */
  private whole = true;
  private filtered = false;

  constructor(
    converter: Converter,
    text: string,
    private readonly name: string,
  ) {
    this.format = converter.format;
    this.title = converter.title;
    const { calls, reader } = this;
    calls.follow(reader.flows);
    const sink: ConversionSink = {
      packet: packet => this.packet(packet),
      message: message => this.message(message),
      connection: connection => this.connection(connection),
      filtered: () => {
        this.filtered = true;
      },
      problem: sentence => addProblem(reader.notes, sentence),
    };
    converter.convert(text, sink);
    reader.end();
    if (this.filtered) this.forgetMedia();
    else calls.attach(reader.flows, reader.notes);
  }

  /** Its calls; of a browser, its peer connections. */
  get list(): ListOfCalls {
    return this.connections.calls > 0 ? this.connections : this.calls;
  }

  /** SIP messages in it, or descriptions without SIP. */
  get messages(): number {
    return this.list.messages;
  }

  /** What the form lost, or what was skipped: a sentence each. */
  get problems(): readonly string[] {
    return this.reader.notes.problems;
  }

  /** The whole text. */
  get text(): string {
    return Array.from(this.texts(), part => part.text).join('');
  }

  /** The whole text in parts: first what belongs to no call, then each call in order of time. */
  *texts(): Generator<TextPart> {
    const { evidence } = this;
    yield* this.calls.texts(evidence, nothingAgain);
    for (const { id, connection } of this.connections.all) yield { call: id, text: renderConnection(evidence, connection) };
  }

  /** The text of calls, in order of time. */
  textOf(ids: readonly number[]): string {
    const { evidence } = this;
    const chosen = this.connections.all.filter(({ id }) => ids.includes(id));
    if (this.connections.calls > 0) return chosen.map(({ connection }) => renderConnection(evidence, connection)).join('');
    return this.calls.textOf(ids, evidence, nothingAgain);
  }

  private get evidence(): CaptureEvidence {
    return captureEvidence(this.name, 'text', this.reader.notes, this.title);
  }

  /** Of filtered packets no stream of media is whole, nor any other: what they lack proves nothing. */
  private forgetMedia(): void {
    const { notes } = this.reader;
    if (notes.media > 0) addProblem(notes, 'Packets were filtered out before the text was printed: nothing is said of the media.');
    notes.media = 0;
    notes.gaps = 0;
    notes.missingFragments = 0;
  }

  private packet({ number, time, linkType, bytes, wireLength, whole }: ConvertedPacket): number {
    const { packets } = this.reader;
    const { frame } = packets;
    if (number !== undefined) frame.number = number - 1;
    frame.time = this.timeOr(time);
    frame.linkType = linkType;
    frame.bytes = bytes;
    frame.start = 0;
    frame.end = bytes.length;
    frame.wireLength = wireLength ?? bytes.length;
    frame.fileOffset = 0;
    this.whole = whole;
    const before = this.messages;
    packets.deliver();
    return this.messages - before;
  }

  private message({ number, time, source, destination, transport, bytes }: ConvertedMessage): void {
    const { packets, notes } = this.reader;
    const { frame } = packets;
    // Messages that came together have one frame.
    const another = number === undefined || number !== frame.number;
    frame.number = number ?? frame.number + 1;
    frame.time = this.timeOr(time);
    if (another) notes.frames++;
    if (frame.time > notes.last) notes.last = frame.time;
    if (notes.first === 0 || frame.time < notes.first) notes.first = frame.time;
    const { length } = bytes;
    this.calls.message({
      time: frame.time,
      source,
      destination,
      transport,
      frames: [frame.number],
      bytes,
      start: 0,
      end: length,
      fileOffset: -1,
      cut: 0,
      hep: false,
    });
  }

  private connection(connection: BrowserConnection): void {
    const { notes } = this.reader;
    this.connections.add(connection);
    for (const { evidence } of connection.descriptions) {
      const { time = 0 } = evidence;
      if (time > notes.last) notes.last = time;
      if (time > 0 && (notes.first === 0 || time < notes.first)) notes.first = time;
    }
  }

  private captured(message: CapturedMessage): void {
    this.calls.message(this.whole ? message : { ...message, range: undefined });
  }

  /** Without a time, a microsecond behind the one before: so they keep their order, and nothing is taken to have lasted. */
  private timeOr(time: number | undefined): number {
    return time ?? this.reader.packets.frame.time + 1;
  }
}

/** All messages are kept in memory. */
const nothingAgain = (): Uint8Array => new Uint8Array();
