import { type ConvertedTrace, convertTrace } from '../core/listing/convertedTrace';
import { UnwrappedTrace } from '../core/listing/unwrappedTrace';
import { messageText } from '../core/trace/capture/messageText';
import type { Converter } from '../core/trace/convert/types';
import { writerOf } from '../core/trace/unwrap/index';
import type { CallsOfFile } from './workerCalls';
import type { CaptureBytes } from './workerHost';

/** How much of a text tells whether it is to be converted. */
const SAMPLE = 1 << 18;
/** It is converted as a whole; what is larger does not fit into the memory that a worker has. */
const MOST_BYTES = 128 * 1024 * 1024;
const NOTHING = 'No SIP messages of a known form were found in this text.';

type Writer = Pick<Converter, 'title' | 'nothing'>;

/** What wrote a text, where it is one that is to be converted. */
export const writerOfFile = (bytes: CaptureBytes): Writer | undefined => writerOf(messageText(bytes.read(0, SAMPLE)));

/** The calls of a text that is read as converted text; they are known when all of it is there. */
export function ofConverted(name: string, { title, nothing = NOTHING }: Writer): CallsOfFile {
  let parts: Uint8Array[] = [];
  let size = 0;
  let trace: ConvertedTrace | UnwrappedTrace | undefined;
  let failure: string | undefined;
  const rows: CallsOfFile['rows'] = () => trace?.list.rows() ?? [];
  const textOf: CallsOfFile['textOf'] = ids => trace?.textOf(ids) ?? '';
  return {
    push: piece => {
      size += piece.length;
      if (size > MOST_BYTES) failure = tooLarge(title);
      else parts.push(piece.slice());
    },
    end: () => {
      if (failure === undefined) {
        trace = convertTrace(textOfAll(parts, size), name);
        if (!trace) failure = nothing;
      }
      parts = [];
    },
    isDone: () => false,
    failure: () => failure,
    problems: () => [...(trace ? [`This text was converted from the output of ${title}.`, ...trace.problems] : [])],
    packets: () => 0,
    messages: () => trace?.messages ?? 0,
    rows,
    changedSince: revision => ({ revision: trace ? 1 : 0, rows: revision === 0 ? rows() : [], gone: [] }),
    textOf,
    *texts() {
      // The log in a wrapping is one text; here each call is to have its own.
      if (trace instanceof UnwrappedTrace) for (const { id } of rows()) yield { call: id, text: textOf([id]) };
      else if (trace) yield* trace.texts();
    },
  };
}

const tooLarge = (title: string): string =>
  `This is the output of ${title}, larger than ${MOST_BYTES / 1024 / 1024} MB. It can only be converted as a whole: open the capture that it was made from, or cut out the calls in question.`;

function textOfAll(parts: readonly Uint8Array[], size: number): string {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return messageText(bytes).replace(/^\ufeff/, '');
}
