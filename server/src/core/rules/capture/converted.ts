import type { Trace } from '../../trace/types';
import { writerOf } from '../../trace/unwrap/index';
import { captureOf } from './captured';
import type { Rule } from '../types';

/** How much of a text is looked at, which is done anew at each change. */
const LOOKED_AT = 65536;

/** What wrote a text in which no reader finds a message, but which is to be converted; undefined for any other text. */
export function converterFor(trace: Trace): ReturnType<typeof writerOf> {
  if (trace.records.some(record => record.message)) return undefined;
  let beginning = '';
  for (const { text } of trace.records) {
    beginning += text.slice(0, LOOKED_AT);
    if (beginning.length >= LOOKED_AT) break;
  }
  return writerOf(beginning);
}

export const converted: Rule = {
  id: 'capture/converted',
  title: 'The text is read as converted text',
  severity: 'info',
  references: [],
  explanation:
    'A tool has printed packets or messages in a form of its own: as trees, as fields, as bytes, or cut into lines as wide as its window; or a whole log was wrapped: as JSON, in the source of a web page, in lines that a mail program cut. The messages do not stand in such a text as they were, so nothing can be marked or fixed in it. SIP Trace reads it and writes the messages as the text of captured calls, or the log as it was before, beside the original: that text is checked, and fixes apply to it. What the form lost is said there: times, addresses, or lines that the tool cut.',
  quiet: 'Texts that have their messages as they were, whatever stands around them.',
  bad: [
    'Frame 1: 380 bytes on wire (3040 bits), 380 bytes captured (3040 bits)',
    'Internet Protocol Version 4, Src: 192.0.2.1, Dst: 192.0.2.2',
    'User Datagram Protocol, Src Port: 5060, Dst Port: 5060',
    'Session Initiation Protocol (OPTIONS)',
    '    Request-Line: OPTIONS sip:200@example.com SIP/2.0',
    '    Message Header',
    '        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
    '        From: <sip:100@example.com>;tag=a',
    '        To: <sip:200@example.com>',
    '        Call-ID: 1@example.com',
    '        CSeq: 1 OPTIONS',
    '        Content-Length: 0',
    '',
  ].join('\n'),
  good: 'OPTIONS sip:200@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\nFrom: <sip:100@example.com>;tag=a\nTo: <sip:200@example.com>\nCall-ID: 1@example.com\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n',
  cures: [],
  checkTrace: trace => {
    const capture = captureOf(trace);
    if (capture?.converted !== undefined)
      return [`This text was converted from the output of ${capture.converted}.`, ...capture.problems].join(' ');
    const converter = converterFor(trace);
    return (
      converter &&
      `This is the output of ${converter.title}: SIP Trace reads it as converted text, which is checked and can be fixed. In the editor, run "Open as Converted Text"; sip-trace show prints it.`
    );
  },
};
