import type { TextPart } from '../core/listing/callList';
import { ListedCapture } from '../core/listing/listedCapture';
import type { ChangedRows } from '../core/listing/callRows';
import type { CallRow } from '../core/listing/row';
import { TextList } from '../core/listing/textList';
import { isGzip } from '../core/trace/capture/file/gzip';
import { isPcap } from '../core/trace/capture/file/pcap';
import { isPcapng } from '../core/trace/capture/file/pcapng';
import { CAPTURE_EXTENSIONS } from '../lsp/protocol';
import { ofConverted, writerOfFile } from './workerConverted';
import type { CaptureBytes } from './workerHost';
import type { Belongings } from './workerPackets';
import { problemsOf } from './workerProblems';

/** The calls of a file while it is read and afterwards, whether it is a capture or a text. */
export interface CallsOfFile {
  push(piece: Uint8Array): void;
  end(): void;
  /** Whether nothing of what is left of the file is read. */
  isDone(): boolean;
  /** Why the file cannot be read at all. */
  failure(): string | undefined;
  problems(): string[];
  packets(): number;
  messages(): number;
  rows(): CallRow[];
  changedSince(revision: number): ChangedRows;
  textOf(ids: readonly number[]): string;
  /** The text of all calls, one after the other, with what belongs to no call. */
  texts(): Generator<TextPart>;
  /** Undefined for a text, which has no packets. */
  belongings?(ids: readonly number[]): Belongings;
}

/** What a file is, is told by its first bytes; one that is called a capture and is none is said to be none. */
export function callsOf(name: string, bytes: CaptureBytes): CallsOfFile {
  const head = bytes.read(0, 4);
  const isCapture = isGzip(head) || (head.length === 4 && (isPcap(head) || isPcapng(head)));
  if (isCapture || CAPTURE_NAME.test(name)) return ofCapture(name, bytes, isGzip(head));
  const writer = writerOfFile(bytes);
  return writer ? ofConverted(name, writer) : ofText(bytes);
}

const CAPTURE_NAME = new RegExp(`(?:${CAPTURE_EXTENSIONS.map(ending => `\\${ending}`).join('|')})(?:\\.gz)?$`, 'i');

function ofCapture(name: string, bytes: CaptureBytes, packed: boolean): CallsOfFile {
  const capture = new ListedCapture(name, packed ? undefined : bytes.read);
  const { list } = capture;
  return {
    push: piece => capture.push(piece),
    end: () => capture.end(),
    isDone: () => capture.isDone,
    failure: () => capture.failure,
    problems: () => problemsOf(capture.evidence),
    packets: () => capture.evidence.frames,
    messages: () => list.messages,
    rows: () => list.rows(),
    changedSince: revision => list.changedSince(revision),
    textOf: ids => capture.textOf(ids),
    texts: () => capture.texts(),
    belongings: ids => ({ frames: list.framesOf(ids), flows: ids.flatMap(id => list.flowsOf(id)) }),
  };
}

function ofText(bytes: CaptureBytes): CallsOfFile {
  const list = new TextList();
  let ended = false;
  return {
    push: piece => list.push(piece),
    end: () => {
      list.end();
      ended = true;
    },
    isDone: () => false,
    failure: () => (ended && list.format === 'unknown' ? 'No SIP messages of a known form were found in this text.' : undefined),
    problems: () => [],
    packets: () => 0,
    messages: () => list.messages,
    rows: () => list.rows(),
    changedSince: revision => list.changedSince(revision),
    textOf: ids => list.textOf(ids, bytes.read),
    *texts() {
      for (const { id } of list.rows()) yield { call: id, text: list.textOf([id], bytes.read) };
    },
  };
}
