import { bytesOf } from '../trace/convert/utf8';
import { openTrace } from '../trace/openTrace';
import type { FormatId } from '../trace/types';
import type { TextPart } from './callList';
import type { ListOfCalls } from './convertedTrace';
import { TextList } from './textList';

/** A log that was wrapped, as it was before: then it is a text like any other, in one of the forms that are read. */
export class UnwrappedTrace {
  readonly format: FormatId;
  /** SIP messages in it, or descriptions without SIP. */
  readonly messages: number;
  readonly problems: readonly string[] = [];
  private listed: { readonly list: TextList; readonly bytes: Uint8Array } | undefined;

  /**
   * @param title what wrapped it
   * @param text the log
   */
  constructor(
    readonly title: string,
    readonly text: string,
  ) {
    const { format, records } = openTrace(text);
    this.format = format;
    this.messages = records.filter(record => record.message).length;
  }

  /** Its calls. */
  get list(): ListOfCalls {
    const { messages } = this;
    const { list } = this.listing();
    return { messages, calls: list.calls, rows: () => list.rows() };
  }

  /** The whole text: as it was one log, so it is one part. */
  *texts(): Generator<TextPart> {
    yield { text: this.text };
  }

  /** The records of calls, in the order of the log. */
  textOf(ids: readonly number[]): string {
    const { list, bytes } = this.listing();
    return list.textOf(ids, (offset, length) => bytes.subarray(offset, offset + length));
  }

  private listing(): { readonly list: TextList; readonly bytes: Uint8Array } {
    if (this.listed) return this.listed;
    const bytes = bytesOf(this.text);
    const list = new TextList();
    list.push(bytes);
    list.end();
    this.listed = { list, bytes };
    return this.listed;
  }
}
